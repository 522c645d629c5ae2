"""Reads the forms off a page as a browser would: where each goes, and what it would send untouched."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """One form: its address and its fields, each with the value that it would send (choices: each of them)."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, PageForm] = {}
        self.open_form: PageForm | None = None
        self.select: tuple[PageForm, str] | None = None
        self.text_area: tuple[PageForm, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open_form = PageForm(facts.get("action", ""), facts.get("method", "get").lower())
            self.forms[facts.get("id") or f"#{len(self.forms)}"] = self.open_form
            return
        home = self.forms.get(facts["form"]) if "form" in facts else self.open_form
        if tag == "option" and self.select:
            form, name = self.select
            form.choices.setdefault(name, []).append(facts.get("value", ""))
            if "selected" in facts:
                form.fields.append((name, facts.get("value", "")))
        elif home and facts.get("name"):
            self._take(tag, facts, home)

    def _take(self, tag: str, facts: dict[str, str], home: PageForm) -> None:
        name, value, kind = facts["name"], facts.get("value", ""), facts.get("type", "text")
        if tag == "select":
            self.select = (home, name)
        elif tag == "textarea":
            self.text_area = (home, name)
            home.fields.append((name, ""))
        elif kind in {"radio", "checkbox"} or tag == "button":
            home.choices.setdefault(name, []).append(value)
            if "checked" in facts:
                home.fields.append((name, value))
        elif tag == "input":
            home.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self.text_area:
            form, name = self.text_area
            form.fields = [(key, value + data if key == name else value) for key, value in form.fields]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open_form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text_area = None


def forms_on(page: str) -> list[PageForm]:
    reader = _Reader()
    reader.feed(page)
    return list(reader.forms.values())
