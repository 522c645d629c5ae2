"""Which way the arrows point: imports between rooms go down only, and the core stays pure."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
STEPS = [  # from the bottom up; rooms on one step do not know each other
    {"domain"},
    {"models"},
    {"accounts"},
    {"people", "places"},
    {"alarms", "needs", "shelling", "teams", "travel"},
    {"danger"},
    {"intake", "routes", "exchange"},
    {"day"},
]
STEP_OF = {room: step for step, rooms in enumerate(STEPS) for room in rooms}
PURE = ("service", "queries")  # files of a room that know nothing of the request, the clock or the open transaction
SHOWS = ("views", "forms", "form")  # ... that only the room itself and the factory know; also admin_views.py
WIRING = {"factory", "backup", "cli", "demo", "jobs", "installation", "server"}  # modules that put the rooms together
WEB_MAY_KNOW = {"domain", "models", "accounts"}


@dataclass(frozen=True)
class Import:
    """One import: the module that says it, as a/b/c of its path, and the dotted name it asks for."""

    by: tuple[str, ...]
    of: tuple[str, ...]
    line: int

    def __str__(self) -> str:
        return f"app/{'/'.join(self.by)}.py:{self.line} imports {'.'.join(self.of)}"

    @property
    def room(self) -> str:
        return self.by[0]

    @property
    def other_room(self) -> str | None:
        """The room it reaches into, when that is not its own."""
        inside = len(self.of) > 1 and self.of[0] == "app" and self.of[1] in STEP_OF
        return self.of[1] if inside and self.of[1] != self.room else None


def imports() -> Iterator[Import]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        by = path.relative_to(ROOT / "app").with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (Import(by, tuple(alias.name.split(".")), node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}:{node.lineno} says a dot for a room; write it out"
                module = tuple((node.module or "").split("."))
                yield from (Import(by, (*module, alias.name), node.lineno) for alias in node.names)


ALL = list(imports())


def broken(rule) -> list[str]:
    return [str(found) for found in ALL if rule(found)]


def test_a_room_imports_only_rooms_below_it():
    def upwards_or_beside(found):
        return found.room in STEP_OF and found.other_room and STEP_OF[found.other_room] >= STEP_OF[found.room]

    assert broken(upwards_or_beside) == []


def test_the_domain_knows_only_python_and_numpy():
    allowed = sys.stdlib_module_names | {"numpy"}

    def foreign(found):
        return found.room == "domain" and found.of[0] not in allowed and found.of[:2] != ("app", "domain")

    assert broken(foreign) == []


def test_use_cases_and_queries_know_nothing_of_the_request():
    def reaches_out(found):
        is_pure = found.room in {"domain", "models"} or found.by[-1].endswith(PURE)
        return is_pure and (found.of[0].startswith("flask") or found.of[:2] in {("app", "db"), ("app", "clock")})

    assert broken(reaches_out) == []


def test_no_room_looks_into_the_views_or_forms_of_another():
    def peeks(found):
        return found.room in STEP_OF and found.other_room and any(part.endswith(SHOWS) for part in found.of[2:3])

    assert broken(peeks) == []


def test_only_views_and_forms_use_the_web_kit():
    def misuses(found):
        uses_web = found.of[:2] == ("app", "web")
        return uses_web and found.room in STEP_OF and not found.by[-1].endswith(SHOWS)

    assert broken(misuses) == []


def test_the_web_kit_serves_every_room_and_so_knows_none_above_accounts():
    def knows_too_much(found):
        return found.room == "web" and found.other_room and found.other_room not in WEB_MAY_KNOW

    assert broken(knows_too_much) == []


def test_database_clock_and_settings_know_no_room():
    def knows_a_room(found):
        return found.by in {("db",), ("clock",), ("config",)} and found.other_room not in {None, "domain"}

    assert broken(knows_a_room) == []


def test_no_room_knows_who_puts_the_rooms_together():
    def knows_the_wiring(found):
        return (found.room in STEP_OF or found.room == "web") and found.of[0] == "app" and found.of[1] in WIRING

    assert broken(knows_the_wiring) == []


def test_every_folder_of_the_app_has_a_step_or_belongs_to_the_web():
    folders = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}

    assert folders - STEP_OF.keys() - WIRING - {"web"} == set()


def test_the_launcher_defines_nothing_that_could_be_imported():
    statements = ast.parse((ROOT / "app.py").read_text()).body

    assert not [ast.unparse(node) for node in statements if not isinstance(node, ast.Expr | ast.Import | ast.If)]
