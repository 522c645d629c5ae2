"""The day's plan and its paper at a console: plan, recheck, sheets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import current_app, g, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.login import SignedIn
from app.accounts.policy import Action
from app.accounts.scope import find_in_hub
from app.cli.console import Acting, Problem, acting, as_option, hub_option, opened
from app.cli.typed import date_option, today
from app.db import current_session, transaction
from app.domain.searches import SearchState
from app.models import PlanSearch, RouteVersion, Sheet, Team, User
from app.places import queries as places
from app.routes import adjust, printing, proposals, queries, searching, service
from app.routes import recheck as again
from app.routes.errors import NotPublished
from app.routes.gather import gather
from app.routes.pdf import render_pdf
from app.routes.problem import make_problem
from app.routes.reason_views import Names, sentences
from app.routes.sheet import make_sheet, sheet_number


@click.command()
@date_option
@click.option("--approve", metavar="WHY", help="Approve what needs a named person, in your name, with this reason.")
@click.option("--publish", is_flag=True, help="Publish what is proposed under the next number.")
@hub_option
@as_option
def plan(on: date | None, approve: str | None, publish: bool, hub_code: str | None, by: str) -> None:
    """Propose routes for a day, with the reason for each visit left out."""
    with opened(), transaction() as session:
        who = acting(session, by, Action.PLAN_DAY, hub_code)
        day = on or today(who)
        if approve:
            acting(session, by, Action.APPROVE_VISIT, hub_code)
            _approve(session, who, day, approve)
        kept = _plan(session, who, day)
        with _reading(who):
            _show_left_out(session, who, day)
            if publish:
                acting(session, by, Action.PUBLISH_ROUTE, hub_code)
                _publish(session, who, day)
        for route in queries.published_on(session, who.hub_id, day) if publish else _drafts(session, who, day):
            visits = len({stop.visit_id for stop in route.stops if stop.visit_id})
            state = f"version {route.number}" if route.number else "draft"
            click.echo(f"Team {route.team.number}: {visits} visit{'s' if visits != 1 else ''}, {state}.")
        click.echo(f"Search {kept} is kept with all it was made from: obkhid recheck {kept}.")


def _plan(session: Session, who: Acting, day: date) -> int:
    """The number of the search, kept as those of the page are."""
    searched = proposals.search_day(session, who.hub_id, day, by_id=who.id, now=who.now)
    service.plan_day(session, who.hub_id, day, searched=searched.found, by_id=who.id, now=who.now)
    real_now = clock.real_now()
    return searching.keep_made(session, who.hub_id, day, searched, by_id=who.id, now=who.now, real_now=real_now).id


@click.command()
@click.argument("number", type=int, required=False)
@date_option
@hub_option
@as_option
def recheck(number: int | None, on: date | None, hub_code: str | None, by: str) -> None:
    """Judge a kept search again and make it again: by its NUMBER, else the last one of the day."""
    with opened():
        session = current_session()
        who = acting(session, by, Action.PLAN_DAY, hub_code)
        row = _search_row(session, who, number, on or today(who))
        found = again.recheck(row)
    if found is None:
        raise Problem(f"Search {row.id} kept no plan: there was no team or no area to plan with.")
    click.echo(
        f"Search {row.id} for {row.on.isoformat()}: {_of_rules(found)} {_of_score(found)} {_of_plan(row, found)}"
    )
    if not found.is_equal:
        raise click.exceptions.Exit(1)


def _search_row(session: Session, who: Acting, number: int | None, day: date) -> PlanSearch:
    if number is not None:
        row = find_in_hub(session, PlanSearch, number, who.hub_id)
    else:
        row = searching.find_kept(session, who.hub_id, day)
    if row is None or row.state is not SearchState.KEPT:
        raise Problem(
            "There is no such search that was kept." if number else f"No search of {day.isoformat()} is kept."
        )
    return row


def _of_rules(found: again.Rechecked) -> str:
    return f"The plan breaks rules: {', '.join(found.broken)}." if found.broken else "The plan breaks no rule."


def _of_score(found: again.Rechecked) -> str:
    if found.is_same_score:
        return f"The score is equal: {found.objective:.4f}."
    return f"The score is not equal: {found.kept_objective:.4f} was kept, now it is {found.objective:.4f}."


def _of_plan(row: PlanSearch, found: again.Rechecked) -> str:
    if found.is_same_plan is None:
        return "It was cut short, so it is not made again."
    equal = "equal to the byte" if found.is_same_plan else "not equal"
    return f"Made again with seed {row.seed} and {row.iterations} rounds, the plan is {equal}."


def _drafts(session: Session, who: Acting, day: date) -> list[RouteVersion]:
    return [route for route in queries.drafts_on(session, who.hub_id, day) if route.stops]


def _approve(session: Session, who: Acting, day: date, why: str) -> None:
    """Everything of that day that only waits for a name."""
    candidates = make_problem(gather(session, who.hub_id, day, now=who.now)).candidates.values()
    keys = [one.key for one in candidates if one.approvals and one.blocks and all(b.get("approve") for b in one.blocks)]
    if keys:
        adjust.approve(session, who.hub_id, day, keys, why, by_id=who.id, now=who.now)
        click.echo(f"Approved by {who.actor.name}: {len(keys)} visits.")


def _publish(session: Session, who: Acting, day: date) -> None:
    try:
        service.publish_day(session, who.hub_id, day, by_id=who.id, now=who.now)
    except NotPublished as refusal:
        for said in sentences(refusal.whys, _names(session, who)):
            click.echo(said, err=True)
        raise


def _show_left_out(session: Session, who: Acting, day: date) -> None:
    """«Not placed» by the codes of needs: nobody drops out without a word."""
    facts = gather(session, who.hub_id, day, now=who.now)
    left_out: dict[str, Any] = (facts.day.proposal or {}).get("not_placed", {}) if facts.day else {}
    codes = {need.id: need.code for need in facts.needs}
    names = replace(_names(session, who), visits=codes)
    for need_id, reasons in left_out.items():
        if int(need_id) in codes:
            click.echo(f"{codes[int(need_id)]} is not placed: {' '.join(sentences(reasons, names)) or '?'}")


def _names(session: Session, who: Acting) -> Names:
    areas = {area.id: area.code for area in places.areas(session, who.hub_id)}
    teams = dict(session.execute(select(Team.id, Team.number).where(Team.hub_id == who.hub_id)).all())
    users = dict(session.execute(select(User.id, User.display_name)).all())
    return Names(areas, teams, {}, users)


@contextmanager
def _reading(who: Acting) -> Iterator[None]:
    """Texts and templates as this person would read them on a page."""
    with current_app.test_request_context("/"):
        g._login_user = SignedIn("", who.actor)
        yield


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the files.")
@click.option("--draft", is_flag=True, help="Look at drafts too: without a number, not for the road.")
@date_option
@hub_option
@as_option
def sheets(out: Path, draft: bool, on: date | None, hub_code: str | None, by: str) -> None:
    """Print the route sheets of a day as PDF; refused while an area on one is not cleared."""
    out.mkdir(parents=True, exist_ok=True)
    with opened():
        with transaction() as session:
            who = acting(session, by, Action.PRINT_SHEET, hub_code)
            day = on or today(who)
            routes = queries.published_on(session, who.hub_id, day)
            made: list[tuple[RouteVersion, Sheet | None]] = [
                (route, printing.print_sheet(session, route.id, hub_id=who.hub_id, by_id=who.id, now=who.now))
                for route in routes
                if not draft
            ]
            made += [(route, None) for route in _drafts(session, who, day) if draft]
            if not made:
                raise Problem(f"There is nothing to print on {day.isoformat()}.")
        for route, sheet in made:
            click.echo(_write(current_session(), who, route, sheet, out))


def _write(session: Session, who: Acting, route: RouteVersion, sheet: Sheet | None, out: Path) -> Path:
    with _reading(who):
        facts = make_sheet(
            session, route, language=who.actor.language, now=who.now, by=session.get_one(User, who.id), sheet=sheet
        )
        html = render_template("routes/sheet.html", sheet=facts, tools=None, void="")
    name = sheet_number(sheet).replace("Л", "L") if sheet else f"draft-{route.on:%m%d}-team{route.team.number}"
    path = out / f"{name}.pdf"
    path.write_bytes(render_pdf(html, Path(current_app.static_folder or "")))
    return path


COMMANDS = (plan, recheck, sheets)
