"""Holds on pages: what is held and why, who may release it and why not me; hold, extend, release."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain import holds as rules
from app.domain.errors import Refused
from app.models import Hold, HoldReason, ShellingEvent
from app.places import queries, service
from app.places.blueprint import bp
from app.places.forms import ExtendForm, HoldForm, ReleaseForm
from app.places.second_thoughts import SecondThought, second_thoughts
from app.places.service import ReleaseResult
from app.web.filters import local_moment
from app.web.nav import exists
from app.web.refusals import refuse
from app.web.withdrawn_words import author_says

LOOK_AGAIN_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class HoldCard:
    """A hold in words, for the person who reads the page."""

    hold: Hold
    title: str
    why: str
    review: str
    is_due: bool
    outlook: str
    may_release: bool
    asked: str
    url: str
    event_url: str | None
    author_says: list[str]

    @property
    def note(self) -> str:
        return self.hold.note


def cards(session: Session, holds: Iterable[Hold]) -> list[HoldCard]:
    holds, now = list(holds), clock.now()
    names = queries.names(session, [who for hold in holds for who in (hold.held_by_id, hold.release_asked_by_id)])
    thoughts = second_thoughts(session, holds)
    return [_card(session, hold, names, thoughts.get(hold.id, []), now) for hold in holds]


def _card(
    session: Session, hold: Hold, names: dict[int | None, str], thoughts: list[SecondThought], now: datetime
) -> HoldCard:
    decision = service.release_outlook(session, hold, by_id=current_user.id)
    asker = names.get(hold.release_asked_by_id)
    return HoldCard(
        hold,
        title_of(hold),
        _why(hold, names.get(hold.held_by_id, "")),
        review_words(hold, now),
        queries.is_ready_for_review(hold, now),
        outlook_words(decision, asker),
        not isinstance(decision, rules.Refused),
        _("%(name)s asked to release it: %(reason)s", name=asker, reason=hold.release_reason) if asker else "",
        url_for("places.hold", hold_id=hold.id),
        event_url(hold),
        [author_says(one.reason, area_code=one.area_code, is_author=one.is_author) for one in thoughts],
    )


def title_of(hold: Hold) -> str:
    """What is held since when: departures to an area, passage of a road, visits to a point, one visit."""
    since = local_moment(hold.from_at)
    if hold.area is not None:
        return str(_("Area %(area)s: departures held since %(time)s", area=hold.area.code, time=since))
    if hold.road_segment is not None:
        return str(_("Road segment %(place)s: passage held since %(time)s", place=hold.road_segment.name, time=since))
    if hold.service_point is not None:
        return str(_("%(place)s: visits there held since %(time)s", place=hold.service_point.name, time=since))
    return str(_("One visit: held since %(time)s", time=since))


def _why(hold: Hold, name: str) -> str:
    if hold.reason is HoldReason.REPORT:
        return str(_("Held by a report of shelling at %(time)s", time=local_moment(hold.from_at)))
    return str(_("Held by: %(name)s", name=name))


def review_words(hold: Hold, now: datetime) -> str:
    if hold.review_at is None:
        return str(_("Until cleared: no time ends it, two people do."))
    if now >= hold.review_at:
        return str(_("Time to review. Departures are still held"))
    return str(_("Review at %(time)s", time=local_moment(hold.review_at)))


def outlook_words(decision: rules.Decision, asked_by: str | None) -> str:
    """Who may release it, and why not me."""
    if isinstance(decision, rules.Refused):
        return str(_(rules.REFUSALS[decision.reason]))
    if isinstance(decision, rules.NeedsSecond):
        return str(_("Two people release it: you ask now, somebody else confirms."))
    if asked_by:
        return str(_("You are the second person: with your yes it is released."))
    return str(_("Any coordinator releases it with a reason, but never the only reporter of the shelling."))


def event_url(hold: Hold) -> str | None:
    if hold.event_id is None or not exists("shelling.event"):
        return None
    return url_for("shelling.event", event_id=hold.event_id)


def url_of_place(hold: Hold) -> str:
    if hold.area_id is not None:
        return url_for("places.area", area_id=hold.area_id)
    if hold.road_segment_id is not None:
        return url_for("places.road", road_id=hold.road_segment_id)
    if hold.service_point_id is not None:
        return url_for("places.point", point_id=hold.service_point_id)
    if hold.visit_id is not None:
        return url_for("places.visit", visit_id=hold.visit_id)
    return url_for("places.areas")


def hold_form() -> HoldForm:
    """An empty form, with a look again in two hours."""
    return HoldForm(formdata=None, prefix="hold-", review_at=clock.now() + LOOK_AGAIN_AFTER)


def hold_page(
    hold_id: int, *, release: ReleaseForm | None = None, extend: ExtendForm | None = None, status: int = 200
) -> ResponseReturnValue:
    session = current_session()
    hold = get_in_hub(session, Hold, hold_id, current_user.hub_id)
    seen, later = hold.version, max(hold.review_at or clock.now(), clock.now()) + LOOK_AGAIN_AFTER
    page = render_template(
        "places/hold.html",
        card=cards(session, [hold])[0],
        released_by=queries.names(session, [hold.released_by_id]).get(hold.released_by_id),
        place_url=url_of_place(hold),
        release=release or ReleaseForm(formdata=None, prefix="release-", version=seen),
        extend=extend or ExtendForm(formdata=None, prefix="extend-", version=seen, review_at=later),
    )
    return page, status


@bp.get("/holds/<int:hold_id>")
@requires(Action.HOLD)
def hold(hold_id: int) -> ResponseReturnValue:
    return hold_page(hold_id)


@bp.post("/holds/<int:hold_id>/release")
@requires(Action.RELEASE)
def release_hold(hold_id: int) -> ResponseReturnValue:
    form = ReleaseForm(prefix="release-")
    if not form.validate_on_submit():
        return hold_page(hold_id, release=form, status=422)
    try:
        with transaction() as session:
            result = service.release_hold(
                session,
                hold_id,
                hub_id=current_user.hub_id,
                reason=form.reason.data or "",
                expected_version=form.version.data,
                by_id=current_user.id,
                now=clock.now(),
            )
            back = url_of_place(get_in_hub(session, Hold, hold_id, current_user.hub_id))
    except Refused as refusal:
        return hold_page(hold_id, release=form, status=refuse(form, refusal))
    if result is ReleaseResult.ASKED:
        flash(_("Asked in your name. It stays held until a second person confirms."))
        return redirect(url_for("places.hold", hold_id=hold_id), code=303)
    flash(_("Released in your name. That clears nothing: clear the area, then people go."))
    return redirect(back, code=303)


def event_page(event_id: int, form: ReleaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Every hold that one shelling made and that still holds."""
    session = current_session()
    event = get_in_hub(session, ShellingEvent, event_id, current_user.hub_id)
    index = queries.holds_covering(session, event.hub_id, now=clock.now())
    held = cards(session, [hold for hold in index.all if hold.event_id == event.id])
    form = form or ReleaseForm(formdata=None, prefix="release-", version=0)
    return render_template("places/event_holds.html", event=event, held=held, release=form), status


@bp.get("/holds/of-event/<int:event_id>")
@requires(Action.HOLD)
def holds_of_event(event_id: int) -> ResponseReturnValue:
    return event_page(event_id)


@bp.post("/holds/of-event/<int:event_id>")
@requires(Action.RELEASE)
def release_event(event_id: int) -> ResponseReturnValue:
    """One act, one reason, one name; what lasts until cleared still waits for the second person."""
    form = ReleaseForm(prefix="release-")
    get_in_hub(current_session(), ShellingEvent, event_id, current_user.hub_id)
    if not form.validate_on_submit():
        return event_page(event_id, form, 422)
    try:
        with transaction() as session:
            done = service.release_event(
                session,
                event_id,
                _seen(request.form.getlist("hold")),
                hub_id=current_user.hub_id,
                reason=form.reason.data or "",
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return event_page(event_id, form, refuse(form, refusal))
    if done.asked:
        flash(_("Asked in your name. It stays held until a second person confirms."))
    if done.released:
        flash(_("Released in your name. That clears nothing: clear the area, then people go."))
    return redirect(url_for("places.holds_of_event", event_id=event_id), code=303)


def _seen(texts: list[str]) -> dict[int, int]:
    """From «hold:version» as the page sent them; what is no such pair matches no hold."""
    pairs = [text.split(":") for text in texts]
    numbers = [pair for pair in pairs if len(pair) == 2 and all(p.isascii() and p.isdigit() for p in pair)]
    return {int(hold_id[:18]): int(version[:18]) for hold_id, version in numbers}


@bp.post("/holds/<int:hold_id>/extend")
@requires(Action.HOLD)
def extend_hold(hold_id: int) -> ResponseReturnValue:
    form = ExtendForm(prefix="extend-")
    if not form.validate_on_submit():
        return hold_page(hold_id, extend=form, status=422)
    try:
        with transaction() as session:
            service.extend_hold(
                session,
                hold_id,
                hub_id=current_user.hub_id,
                review_at=form.review,
                expected_version=form.version.data,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return hold_page(hold_id, extend=form, status=refuse(form, refusal))
    flash(_("The hold lasts longer now."))
    return redirect(url_for("places.hold", hold_id=hold_id), code=303)


def hold_by_hand(put: Any, place_id: int, form: HoldForm) -> Hold:
    """put: hold_area, hold_road, hold_point or hold_visit of the service. Raises Refused."""
    with transaction() as session:
        made: Hold = put(
            session,
            place_id,
            hub_id=current_user.hub_id,
            reason=HoldReason.PERSON,
            note=form.note.data,
            review_at=form.review,
            by_id=current_user.id,
            now=clock.now(),
        )
        return made
