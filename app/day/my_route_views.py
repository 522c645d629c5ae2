"""My route today: leave, give word, bring the outcome, come home. Names and addresses only by a tap."""

from datetime import datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.day import leaving, my_route_queries, service
from app.day.blueprint import bp
from app.day.errors import AddressHidden, NotOut
from app.db import current_session, transaction
from app.domain.contacts import CONTACT_LABELS, ContactKind
from app.domain.errors import NotHere, Refused
from app.domain.names import paper_name
from app.domain.outcomes import AT_THE_DOOR, OFFERED, Outcome, Surface
from app.domain.phones import masked_phone, phone_e164
from app.models import RouteVersion, Visit
from app.people.service import note_seen
from app.places.double_tap import taps_in
from app.routes.queries import route_of_user
from app.routes.sheet_stops import is_loading, task_words
from app.web.errors import say
from app.web.typed import NOTE_LENGTH, check_length, typed_text
from app.web.words import outcome_words, shelling_words

BIG = 4
SHOWN_S = 60


def _find_route() -> RouteVersion | None:
    return route_of_user(current_session(), current_user.id, current_user.hub_id, clock.now())


def own_route() -> RouteVersion:
    route = _find_route()
    if route is None:
        raise NotHere("RouteVersion")
    return route


def own_visit(visit_id: int) -> Visit:
    """A visit of one's own route; any other is answered as if it were not there."""
    found = (stop.visit for stop in own_route().stops if stop.visit is not None and stop.visit.id == visit_id)
    visit = next(found, None)
    if visit is None:
        raise NotHere("Visit")
    return visit


def tasks_of(visit: Visit) -> str:
    """What is to be done, in the words of the paper."""
    return " · ".join(dict.fromkeys(task_words(need, str(get_locale())) for need in visit.needs))


@bp.context_processor
def words_of_the_route() -> dict[str, object]:
    offered = OFFERED[Surface.PHONE]
    return {
        "tasks_of": tasks_of,
        "is_loading": is_loading,
        "outcome_words": outcome_words,
        "shelling_words": shelling_words,
        "big_outcomes": offered[:BIG],
        "more_outcomes": offered[BIG:],
        "phone_outcomes": offered,
        "before_leaving_outcomes": [one for one in offered if one not in AT_THE_DOOR],
    }


@bp.get("/route")
@requires(Action.SEE_OWN_ROUTE)
def my_route() -> ResponseReturnValue:
    return route_page()


def route_page(refusal: Refused | None = None, *, visit_id: int = 0, note: str = "") -> ResponseReturnValue:
    """The route as it stands; after a refusal with its sentence on top and the note still in its field."""
    route = _find_route()
    if route is None:
        return render_template("day/my_route_none.html")
    now, session = clock.now(), current_session()
    mine = my_route_queries.my_route(session, route, user_id=current_user.id, now=now)
    stop = mine.next
    strip = None
    if stop is not None:
        arrives_at = _moment(route, stop.arrive_min)
        strip = my_route_queries.strip_of(session, stop, current_user.hub_id, arrives_at=max(arrives_at, now), now=now)
    is_today = now.astimezone(current_user.hub.zone).date() == route.on
    calls = [] if mine.departure or not is_today else leaving.to_ring(session, route, now=now)
    taps = taps_in(session, current_user.hub_id, stop.area_id, now=now) if stop and stop.area_id else []
    page = render_template(
        "day/my_route.html",
        sentence=say(refusal) if refusal else "",
        typed_visit=visit_id,
        typed_note=note,
        mine=mine,
        route=route,
        stop=stop,
        strip=strip,
        is_today=is_today,
        to_ring=[one for one in calls if one.is_open],
        do_not_approach=taps[0].until if taps else None,
    )
    return page, 422 if refusal else 200


def _moment(route: RouteVersion, minute: int) -> datetime:
    return datetime.combine(route.on, time(0), tzinfo=current_user.hub.zone) + timedelta(minutes=minute)


@bp.post("/route/home")
@requires(Action.SEE_OWN_ROUTE)
def arrive_home() -> ResponseReturnValue:
    route = own_route()
    with transaction() as session:
        departure = service.find_departure(session, route)
        if departure is None:
            raise NotOut
        service.arrive_home(session, departure.id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    flash(_("Everyone is back: written down."))
    return redirect(url_for("day.my_route"), code=303)


@bp.post("/route/word")
@requires(Action.SEE_OWN_ROUTE)
def give_word() -> ResponseReturnValue:
    """Arrived, all here, late, help, turning back, read."""
    route, kind = own_route(), request.form.get("kind", "")
    if kind not in {one.value for one in CONTACT_LABELS}:
        raise NotHere("ContactKind")
    with transaction() as session:
        departure = service.find_departure(session, route, open_only=True)
        if departure is None:
            raise NotOut
        service.note_contact(
            session,
            departure.id,
            ContactKind(kind),
            note=stop if (stop := request.form.get("stop", "")) in {one.code for one in route.stops} else "",
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("Written down: %(what)s.", what=_(CONTACT_LABELS[ContactKind(kind)])))
    return redirect(url_for("day.my_route"), code=303)


@bp.post("/route/visits/<int:visit_id>/outcome")
@requires(Action.RECORD_OWN_VISIT)
def record_outcome(visit_id: int) -> ResponseReturnValue:
    visit, said = own_visit(visit_id), request.form.get("outcome", "")
    if said not in {one.value for one in OFFERED[Surface.PHONE]}:
        flash(_("Not saved: choose how the visit went."), "warning")
        return redirect(url_for("day.my_route"), code=303)
    route = own_route()
    note = typed_text(request.form, "note")
    try:
        with transaction() as session:
            service.record_outcome(
                session,
                get_in_hub(session, RouteVersion, route.id, current_user.hub_id),
                visit.id,
                Outcome(said),
                note=check_length(note, NOTE_LENGTH),
                by_id=current_user.id,
                now=clock.now(),
            )
    except NotHere:
        raise
    except Refused as refusal:
        return route_page(refusal, visit_id=visit_id, note=note)
    flash(_("Written down: %(what)s.", what=outcome_words(Outcome(said))))
    return redirect(url_for("day.my_route"), code=303)


@bp.post("/route/seen")
@requires(Action.SEE_OWN_ROUTE)
def see_change() -> ResponseReturnValue:
    route = own_route()
    with transaction() as session:
        here = get_in_hub(session, RouteVersion, route.id, current_user.hub_id)
        service.see_change(session, here, by_id=current_user.id, now=clock.now())
    return redirect(url_for("day.my_route"), code=303)


@bp.post("/route/visits/<int:visit_id>/address")
@requires(Action.SEE_OWN_ROUTE)
def show_address(visit_id: int) -> ResponseReturnValue:
    """For a minute, to whoever drives there; a line in the audit trail says who looked."""
    visit, now = own_visit(visit_id), clock.now()
    route = own_route()
    mine = my_route_queries.my_route(current_session(), route, user_id=current_user.id, now=now)
    if visit.id not in mine.may_be_visited:
        raise AddressHidden
    person = visit.needs[0].person if visit.needs else None
    with transaction() as session:
        note_seen(session, person or visit.household, by_id=current_user.id, now=now)
    page = render_template(
        "day/my_route_address.html",
        number=route.visit_numbers[visit.id],
        stop=next(stop for stop in route.stops if stop.visit_id == visit.id),
        home=visit.household,
        name=paper_name(person.first_name or person.known_as or "", person.surname or "") if person else "",
        phones=_masked(person.phones if person else None),
        seconds=SHOWN_S,
    )
    return page, {"Refresh": f"{SHOWN_S}; url={url_for('day.my_route')}", "Cache-Control": "no-store"}


def _masked(phones: str | None) -> list[str]:
    found = (phone_e164(line) for line in (phones or "").splitlines())
    return [masked_phone(phone) for phone in found if phone]
