"""Set up an installation: init, migrate, user add."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import hubs
from app.accounts.policy import Action
from app.accounts.service import add_user
from app.cli.console import Problem, acting, as_option, hub_option, naming, opened, read_file
from app.config import Config
from app.db import make_engine, transaction, writing
from app.domain.roles import Role
from app.exchange import areas_csv
from app.installation import choose, is_made, prepare
from app.models import Hub, User
from app.models.sealing import install_keyring
from app.needs.kinds import seed_need_kinds


@click.command()
@click.option("--code", help="Short code of the hub, for commands: letters and digits.")
@click.option("--name-uk", help="Name of the hub in Ukrainian.")
@click.option("--name-en", help="Name of the hub in English.")
@click.option("--base", metavar="LAT,LON", help="Where teams start and end, like 48.63,37.55.")
@click.option("--duty-phone", help="Whom a team rings; printed on each sheet, which is not printed without it.")
@click.option("--time-zone", default="Europe/Kyiv", show_default=True)
@click.option("--languages", default="uk,en", show_default=True)
@click.option("--areas", type=click.Path(path_type=Path), metavar="FILE", help="CSV of the areas; see --template.")
@click.option("--admin", help="Account name of the first administrator.")
@click.option("--coordinator", help="Account name of the first coordinator; '-' for none yet.")
@click.option("--template", is_flag=True, help="Print an example of the areas file, then stop.")
def init(
    code: str | None,
    name_uk: str | None,
    name_en: str | None,
    base: str | None,
    duty_phone: str | None,
    time_zone: str,
    languages: str,
    areas: Path | None,
    admin: str | None,
    coordinator: str | None,
    template: bool,
) -> None:
    """Make a hub with its areas and first accounts, in a new database or an existing one.

    What is not given is asked. One-time passwords are printed once and run out after three days.
    """
    if template:
        click.echo(areas_csv.TEMPLATE.read_text(), nl=False)
        return
    facts = {
        "code": check_code(code or ask("Short code of the hub")),
        "name_uk": name_uk or ask("Name of the hub in Ukrainian"),
        "name_en": name_en or ask("Name of the hub in English"),
        "time_zone": check_zone(time_zone),
        "languages": check_languages(languages),
    }
    facts["duty_phone"] = check_phone(duty_phone if duty_phone is not None else ask_for_phone())
    lat, lon = check_base(base or ask("Base of the teams (LAT,LON)"))
    areas = areas or Path(ask("CSV file of the areas"))
    with naming(areas):
        rows = areas_csv.read_areas(read_file(areas), lat, lon)
    admin = admin or ask("Account name of the first administrator")
    coordinator = coordinator or ask("Account name of the first coordinator ('-' for none yet)")

    check_accounts(admin, coordinator)
    config = Config.from_environment()
    refuse_taken(config, facts["code"], admin, coordinator)
    install_keyring(prepare(config))
    engine = make_engine(config.url)
    with Session(writing(engine), expire_on_commit=False) as session, session.begin():
        now = clock.real_now()
        hub = hubs.add_hub(session, base_lat=lat, base_lon=lon, by_id=None, now=now, **facts)
        areas_csv.add_areas(session, rows, hub, by_id=None, now=now)
        seed_need_kinds(session, hub.id)
        passwords = {admin: first_user(session, admin, Role.ADMIN, hub)}
        if coordinator != "-":
            passwords[coordinator] = first_user(session, coordinator, Role.COORDINATOR, hub)
    engine.dispose()
    click.echo(f"The hub {facts['code']} has {len(rows)} areas. Set their zones on the page of areas.")
    if not facts["duty_phone"]:
        click.echo("It has no duty phone yet: enter it in the hub settings before the first sheet is printed.")
    for name, password in passwords.items():
        click.echo(f"One-time password of {name}: {password}")
    click.echo(f"Keep a copy of {config.keys_path} away from this machine: without it no name can be read again.")


def ask(question: str) -> str:
    """Ask on a terminal; elsewhere say which answer is missing."""
    if not sys.stdin.isatty():
        raise Problem(f"This is missing: {question}. Give it as an option; --help lists them.")
    answer: str = click.prompt(question)
    return answer


def ask_for_phone() -> str:
    """Asked on a terminal only, where an empty answer leaves it for later; a script that knows none goes on."""
    if not sys.stdin.isatty():
        return ""
    answer: str = click.prompt("Duty phone, printed on each sheet (empty: later)", default="", show_default=False)
    return answer


def check_phone(text: str) -> str:
    """As the page of settings takes it: whatever can be rung, or nothing yet."""
    text = " ".join(text.split())
    if len(text) > 30 or set(text) - set("0123456789+ ()-"):
        raise Problem("The duty phone is a number that can be rung, like 050 000 00 01.")
    return text


def check_code(code: str) -> str:
    if not (code.isascii() and code.replace("-", "").isalnum() and len(code) <= 20):
        raise Problem("The code of a hub is up to 20 letters, digits and dashes.")
    return code.lower()


def check_zone(name: str) -> str:
    if name not in available_timezones():
        raise Problem(f"There is no time zone named {name}. Write it like Europe/Kyiv.")
    return ZoneInfo(name).key


def check_languages(languages: str) -> str:
    chosen = [part.strip() for part in languages.split(",")]
    if not chosen or set(chosen) - {"uk", "en"}:
        raise Problem("The languages are uk, en, or both with a comma.")
    return ",".join(chosen)


def check_base(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise Problem("The base is a latitude and a longitude with a comma, like 48.63,37.55.") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Problem("The base is not on the Earth: latitude first, then longitude.")
    return lat, lon


def check_accounts(admin: str, coordinator: str) -> None:
    names = {admin.strip().lower(), coordinator.strip().lower()}
    if "" in names or len(names) != 2:
        raise Problem("The administrator and the coordinator are two accounts with a name each.")


def refuse_taken(config: Config, code: str, *usernames: str) -> None:
    """Raise Problem before anything is made for a hub or account that is here already."""
    if config.is_sqlite and not config.sqlite_file.exists():
        return
    engine = make_engine(config.url)
    try:
        with Session(engine) as session:
            if not is_made(engine):
                return
            if session.scalar(select(Hub.id).where(Hub.code == code)) is not None:
                raise Problem(f"There is a hub with the code {code} already; nothing was changed.")
            for name in usernames:
                if session.scalar(select(User.id).where(User.username == name.strip().lower())) is not None:
                    raise Problem(f"There is an account named {name} already; nothing was changed.")
    finally:
        engine.dispose()


def first_user(session: Session, username: str, role: Role, hub: Hub) -> str:
    """An account of a new hub. Its coordinator carries every flag until there are others to share them."""
    _, password = add_user(
        session,
        username=username,
        display_name=username,
        role=role,
        hub_ids=[hub.id],
        flags=("duty_officer", "approver", "safety_lead") if role is Role.COORDINATOR else (),
        by_id=None,
        now=clock.real_now(),
        real_now=clock.real_now(),
    )
    return password or ""


@click.command()
def migrate() -> None:
    """Bring the tables to this version's shape."""
    config = choose(Config.from_environment())
    if config.is_sqlite and not config.sqlite_file.exists():
        raise Problem("There is no database here yet: `obkhid init` makes one, `obkhid run` makes a demo.")
    prepare(config)
    click.echo("The database has the tables of this version.")


@click.group()
def user() -> None:
    """Accounts of the hub."""


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Name shown to others.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--flag", "flags", multiple=True, type=click.Choice(["duty_officer", "approver", "safety_lead"]))
@hub_option
@as_option
def add(username: str, name: str, role: str, flags: tuple[str, ...], hub_code: str | None, by: str) -> None:
    """Make an account with a one-time password, printed once."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.MANAGE_USERS, hub_code)
        _, password = add_user(
            session,
            username=username,
            display_name=name,
            role=Role(role),
            hub_ids=[who.hub_id],
            flags=flags,
            by_id=who.id,
            now=who.now,
            real_now=clock.real_now(),
        )
    click.echo(f"One-time password of {username}: {password}")


COMMANDS = (init, migrate, user)
