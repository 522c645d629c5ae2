"""The log of shellings, and who says that they are there and pass on what happens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, can, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.shelling import EventState
from app.models import ShellingEvent
from app.places import queries as places
from app.shelling import queries, service
from app.shelling.blueprint import bp
from app.shelling.forms import WatchForm, area_choices
from app.shelling.proposals import proposals
from app.shelling.queries import LogFilter
from app.web.fields import YEARS
from app.web.refusals import refuse

DAYS = (1, 3, 7, 28)
SHOWN = 5


@bp.get("/shelling")
@requires(Action.VERIFY_SHELLING)
def log() -> ResponseReturnValue:
    session, hub_id = current_session(), current_user.hub_id
    shown = _shown()
    page = queries.log_page(session, hub_id, shown, before=_mark(request.args.get("before", "")))
    is_first = not request.args.get("before")
    alike = proposals(session, hub_id, now=clock.now()) if is_first else []
    return render_template(
        "shelling/log.html",
        page=page,
        alike=alike[:SHOWN],
        more_alike=len(alike) - len(alike[:SHOWN]),
        holds=queries.holds_of(session, hub_id, [event.id for event in page.events]),
        names=queries.names_of(
            session, _people([*page.events, *(event for one in alike for event in (one.goes, one.stays))])
        ),
        figures=queries.figures_of,
        sources_of=queries.sources_of,
        areas=area_choices(places.areas(session, hub_id)),
        states=list(EventState),
        days=DAYS,
        asked=_asked(),
        older=_older(page.older),
    )


def _asked() -> dict[str, str]:
    """What the filter says, as it goes back into the form and on to the next page."""
    return {name: request.args[name] for name in ("area", "state", "days") if request.args.get(name)}


def _shown() -> LogFilter:
    """What cannot be read filters nothing."""
    days, area_id = request.args.get("days", type=int), request.args.get("area", 0, type=int)
    state = request.args.get("state", "")
    return LogFilter(
        area_id=area_id if 0 < area_id < 2**31 else None,
        state=EventState(state) if state in list(EventState) else None,
        since=clock.now() - timedelta(days=days) if days in DAYS else None,
    )


def _mark(text: str) -> tuple[datetime, int] | None:
    moment, _dot, row_id = text.rpartition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(row_id)) if at.tzinfo and at.year in YEARS and 0 < int(row_id) < 2**31 else None
    except ValueError:
        return None


def _older(mark: tuple[datetime, int] | None) -> str | None:
    if mark is None:
        return None
    values: dict[str, Any] = {**_asked(), "before": f"{mark[0].isoformat()}~{mark[1]}"}
    return url_for("shelling.log", **values)


def _people(events: Sequence[ShellingEvent]) -> list[int | None]:
    return [report.reporter_id for event in events for report in event.reports]


@bp.get("/shelling/watch")
@requires(Action.REPORT_SHELLING)
def watch() -> ResponseReturnValue:
    now = clock.now().replace(second=0, microsecond=0)
    form = WatchForm(formdata=None, from_at=now - timedelta(hours=6), to_at=now)
    return _watch_page(form)


@bp.post("/shelling/watch")
@requires(Action.REPORT_SHELLING)
def say_quiet() -> ResponseReturnValue:
    form = WatchForm().offer(places.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit() or form.from_at.data is None or form.to_at.data is None:
        return _watch_page(form, 422)
    try:
        with transaction() as session:
            service.say_quiet(
                session,
                form.area_id.data,
                from_at=form.from_at.data,
                to_at=form.to_at.data,
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        refuse(form, refusal)
        return _watch_page(form, 422)
    flash(_("Written down. No reports does not mean no danger."))
    return redirect(url_for("shelling.watch"), code=303)


def _watch_page(form: WatchForm, status: int = 200) -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    form.offer(places.areas(session, current_user.hub_id))
    by_id = None if can(Action.SEE_DESK) else current_user.id
    watches = queries.watches_since(session, current_user.hub_id, since=now - timedelta(hours=48), by_id=by_id)
    return render_template(
        "shelling/watch.html",
        form=form,
        watches=watches,
        names=queries.names_of(session, [one.by_id for one, _area in watches]),
    ), status
