"""Alarms on the screen: what is on, what was, how old the word is; the one button that holds is a person's."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app, flash, g, redirect, render_template, url_for
from flask.blueprints import Blueprint, BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.hubs import hub_settings
from app.accounts.policy import Action, can, requires
from app.alarms import queries, service
from app.alarms.queries import AlarmNow, AlarmPicture
from app.alarms.sources import KEY_NAMES, feeds_of
from app.db import current_session, transaction
from app.domain.alarms import Source
from app.domain.errors import NotHere, Refused
from app.domain.names import alphabetical
from app.models import Area, Hold
from app.places.queries import areas, holds_covering, tree
from app.web import alarm_words, nav
from app.web.errors import say
from app.web.sirens import register_sirens

bp = Blueprint("alarms", __name__)
for words in (
    alarm_words.alarm_words,
    alarm_words.alarm_region_words,
    alarm_words.alarm_kind_words,
    alarm_words.alarm_scope_words,
    alarm_words.alarm_source_words,
    alarm_words.feed_error_words,
):
    bp.add_app_template_filter(words)


@bp.record_once
def tell_every_page(state: BlueprintSetupState) -> None:
    """Any page may ask for the picture; the menu has an entry only where there is a feed."""
    assert isinstance(state.app, Flask)
    state.app.jinja_env.globals.update(alarm_picture=alarm_picture, alarmed_areas=alarmed_areas)
    register_sirens(state.app, lambda area_ids: alarm_picture().fresh_over(area_ids))
    nav.register_nav_condition(state.app, "alarms.alarms", has_an_entry)


def has_an_entry() -> bool:
    """In the menu of who plans and holds, where there is a feed; administrators come from the areas or the settings."""
    return can(Action.HOLD) and queries.has_feed(current_session())


def alarm_picture() -> AlarmPicture:
    """The alarms of the hub at work, read once a request."""
    if "alarm_picture" not in g:
        g.alarm_picture = queries.alarm_picture(current_session(), current_user.hub_id, now=clock.now())
    found: AlarmPicture = g.alarm_picture
    return found


@dataclass(frozen=True)
class AlarmedArea:
    """The widest of our areas that lie in an alarm, with what holds it already. below: areas that lie in it."""

    area: Area
    alarms: list[AlarmNow]
    holds: list[Hold]
    below: int

    @property
    def name(self) -> str:
        return self.area.name_en if str(get_locale()) == "en" else self.area.name_uk


def alarmed_areas() -> list[AlarmedArea]:
    """By name, each with what is on there now; what has been on for long is left out."""
    session, hub_id, picture = current_session(), current_user.hub_id, alarm_picture()
    fresh = {
        area_id: found
        for area_id, on in picture.now.items()
        if (found := [alarm for alarm in on if not alarm.is_long_standing])
    }
    if not fresh:
        return []
    by_id, up = {area.id: area for area in areas(session, hub_id)}, tree(session, hub_id).up
    index = holds_covering(session, hub_id, now=clock.now())
    rows = [
        AlarmedArea(
            by_id[area_id],
            found,
            index.of_area(area_id),
            sum(1 for other in fresh if area_id in up(other)[1:]),
        )
        for area_id, found in fresh.items()
        if fresh.get(by_id[area_id].parent_id or 0) != found
    ]
    return sorted(rows, key=lambda row: alphabetical(row.name))


@bp.get("/alarms")
@requires(Action.SEE_AREAS)
def alarms() -> ResponseReturnValue:
    session, hub_id, now = current_session(), current_user.hub_id, clock.now()
    picture = alarm_picture()
    by_id = {area.id: area for area in areas(session, hub_id)}
    past = queries.over(queries.alarms_between(session, hub_id, now=now)) if picture.feeds else {}
    return render_template(
        "alarms/alarms.html",
        picture=picture,
        rows=alarmed_areas(),
        past=[(alarm, _codes(past, alarm, by_id)) for alarm in queries.distinct(past)],
        old=[(alarm, _codes(picture.now, alarm, by_id)) for alarm in picture.long_standing()],
    )


def _codes(found: queries.ByArea, alarm: AlarmNow, by_id: dict[int, Area]) -> list[str]:
    """The widest areas that an alarm covers."""
    ids = {area_id for area_id, alarms in found.items() if alarm in alarms}
    return sorted(by_id[area_id].code for area_id in ids if by_id[area_id].parent_id not in ids)


@bp.post("/alarms/areas/<int:area_id>/hold")
@requires(Action.HOLD)
def hold(area_id: int) -> ResponseReturnValue:
    """Hold an area in one's own name, with the alarm as the reason and the hub's time to look again."""
    now = clock.now()
    review_in = timedelta(minutes=hub_settings(current_session(), current_user.hub_id).hold_floor_min)
    on = [alarm for alarm in alarm_picture().now.get(area_id, []) if not alarm.is_long_standing]
    try:
        with transaction() as session:
            service.hold_for_alarm(
                session,
                area_id,
                hub_id=current_user.hub_id,
                note="; ".join(alarm_words.alarm_words(alarm) for alarm in on)[:500],
                review_at=now + review_in,
                by_id=current_user.id,
                now=now,
            )
    except NotHere:
        raise
    except Refused as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for("places.area", area_id=area_id), code=303)
    flash(_("Held in your name. Open visits there are held from now on."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.get("/alarms/feeds")
@requires(Action.EDIT_SETTINGS)
def feeds() -> ResponseReturnValue:
    session, hub_id = current_session(), current_user.hub_id
    return render_template(
        "alarms/feeds.html",
        picture=alarm_picture(),
        states=queries.feed_states(session),
        asked=[(source, KEY_NAMES[source]) for source in KEY_NAMES],
        with_key={feed.source for feed in feeds_of(current_app.extensions["obkhid_config"])},
        mapped=queries.mapped_areas(session, hub_id),
        named=queries.regions_named(session),
    )


@bp.post("/alarms/feeds/<code>/again")
@requires(Action.EDIT_SETTINGS)
def ask_again(code: str) -> ResponseReturnValue:
    if code not in {source.value for source in KEY_NAMES}:
        raise NotHere("AlarmFeed")
    try:
        with transaction() as session:
            service.ask_again(session, Source(code))
    except Refused as refusal:
        flash(say(refusal), "warning")
    else:
        flash(_("The feed is asked again within a minute."))
    return redirect(url_for("alarms.feeds"), code=303)
