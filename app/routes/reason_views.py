"""Reasons in words: each fact of the planner and each rule as one sentence in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.domain.errors import N_
from app.routes.drive_views import way_sentence
from app.routes.figures import QUIET_PER_H, decimal, figure, rate, signed
from app.teams.words import skill_words
from app.web.filters import local_moment, local_time, short_day, wall_clock


def _(msgid: str, **facts: Any) -> str:
    return str(gettext(msgid, **facts))


Facts = Mapping[str, Any]
TICK_FIRST = N_("Tick the visits to approve first.")
PRINT_FIRST = N_("Not printed: a PDF has the number of a print. Print the sheet first.")


def span(start: int, end: int) -> str:
    return f"{wall_clock(start)}–{wall_clock(end)}"


@dataclass(frozen=True)
class Names:
    """What codes stand for on this page: areas by id, teams by id, visits by key, people of the desk by id."""

    areas: Mapping[int, str]
    teams: Mapping[int, int]
    visits: Mapping[int, str]
    users: Mapping[int, str]
    points: Mapping[int, str] = field(default_factory=dict)
    waiting: Mapping[int, int] = field(default_factory=dict)  # days, by visit

    def area(self, area_id: Any) -> str:
        return self.areas.get(area_id) or (str(area_id) if isinstance(area_id, str) else str(_("the base")))

    def team(self, team_id: Any) -> str:
        return _("team %(number)s", number=self.teams.get(team_id, "?"))

    def visit(self, key: Any) -> str:
        return self.visits.get(key, "") or str(_("another visit"))


BINDS = {
    "daylight": _l("daylight"),
    "curfew": _l("the curfew"),
    "now": _l("the time now"),
    "point_hours": _l("the hours of the point"),
    "client": _l("the person’s own times"),
    "provider": _l("the timetable of others"),
    "near_report": _l("recent shelling nearby"),
    "shift": _l("the shift"),
}
IDLE = {
    "too_few": _l("Fewer people than a team needs"),
    "no_car": _l("No car"),
    "car_out": _l("The car is out of service"),
    "shift_over": _l("The shift is over"),
}


def idle_words(code: str) -> str:
    return str(IDLE.get(code, code))


def expected_words(key: int, minute: int, names: Names) -> str:
    return f"{names.visit(key)}: " + _("The person expects the team at %(time)s.", time=wall_clock(minute))


def binds(codes: Iterable[str]) -> str:
    return ", ".join(str(BINDS.get(code, code)) for code in codes)


def gate_sentence(facts: Facts, names: Names) -> str:
    """The domain's own sentence of a gate, with what it is about."""
    shown = {name: _shown(value) for name, value in facts.items()}
    says: str = facts["says"]
    said = _(says, **shown)
    if facts.get("rule") == "G07" and "review_at" in facts:
        review = facts["review_at"]
        until = _("until it is cleared") if review is None else _("review at %(time)s", time=_moment(review))
        if facts.get("alone"):
            return _("This visit is held: %(until)s. Only a named release opens it.", until=until)
        return _("%(area)s is held: %(until)s. Only a named release opens it.", area=facts["area"], until=until)
    return f"{facts['area']}: {said}"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return local_time(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _moment(iso: str) -> str:
    return local_moment(datetime.fromisoformat(iso))


def sentence(facts: Facts, names: Names) -> str:
    """One fact as one sentence; an unknown code shows itself rather than nothing."""
    say = SENTENCES.get(facts["code"])
    return say(facts, names) if say else str(facts["code"])


def with_visit(facts: Facts, names: Names) -> str:
    """A fact that stands in the way, with the visit it is about where the sentence does not name it."""
    said = sentence(facts, names)
    is_named = facts["code"] in ("rule", "gone", "no_team")
    return said if is_named or facts.get("visit") is None else f"{names.visit(facts['visit'])}: {said}"


def _no_window(facts: Facts, names: Names) -> str:
    """The planner's own code carries no limits: its next fact says which hours do not meet."""
    if "bound_by" not in facts:
        return ""
    if "provider" in facts["bound_by"] and facts.get("provider_on"):
        on = short_day(date.fromisoformat(facts["provider_on"]))
        return _("%(area)s: others come on %(day)s, not on this day.", area=facts["area"], day=on)
    return _(
        "%(area)s: no time is left. What limits it: %(limits)s.", area=facts["area"], limits=binds(facts["bound_by"])
    )


def _able(facts: Facts, names: Names) -> str:
    lacks = []
    people = [skill.removeprefix("people:") for skill in facts["skills"] if skill.startswith("people:")]
    skills = [skill for skill in facts["skills"] if not skill.startswith("people:")]
    if people:
        lacks.append(_("%(number)s people are needed", number=people[-1]))
    if skills:
        lacks.append(_("skill “%(skills)s” is missing", skills=", ".join(map(skill_words, skills))))
    if facts["seats_short"]:
        lacks.append(ngettext("%(num)s seat short", "%(num)s seats short", facts["seats_short"]))
    if facts["cargo_short"]:
        lacks.append(_("%(kg)s kg over the load", kg=facts["cargo_short"]))
    if facts["areas"]:
        lacks.append(_("no permit for %(areas)s", areas=", ".join(map(names.area, facts["areas"]))))
    if facts["pinned_elsewhere"]:
        lacks.append(_("pinned to another team"))
    return f"{names.team(facts['team']).capitalize()}: {', '.join(lacks)}."


def _closed_span(facts: Facts, names: Names) -> str:
    causes = {
        "curfew": _("curfew"),
        "closed": _("held, or closed by its zone"),
        "no_go": _("forecast above the limit"),
    }
    return _(
        "%(area)s is closed %(span)s: %(cause)s.",
        area=names.area(facts["area"]),
        span=span(facts["start"], facts["end"]),
        cause=causes.get(facts["cause"], facts["cause"]),
    )


def _time_chosen(facts: Facts, names: Names) -> str:
    """Absolute values always, a ratio only where both are high enough to carry one; danger is named as the reason
    only where it is lower then, by the figures that are printed."""
    area, now, early = names.area(facts["area"]), facts["per_h"], facts["earliest_per_h"]
    at, earliest = wall_clock(facts["start"]), wall_clock(facts["earliest"])
    if facts["is_assumed"]:
        return _("%(area)s: no data for this hour, planned as the worst.", area=area)
    if at == earliest:
        return _("Earliest possible time; danger in %(area)s then %(rate)s an hour.", area=area, rate=rate(now))
    if rate(now) == rate(early):
        return ""
    if early < now:
        return _(
            "%(time)s, not %(early)s, for the order of the route; danger in %(area)s then %(rate)s an hour.",
            time=at,
            early=earliest,
            area=area,
            rate=rate(now),
        )
    if now >= QUIET_PER_H:
        return _(
            "%(time)s, not %(early)s: danger in %(area)s is %(ratio)s times lower (%(low)s against %(high)s an hour).",
            time=at,
            early=earliest,
            area=area,
            ratio=decimal(early / now, 1),
            low=rate(now),
            high=rate(early),
        )
    return _(
        "%(time)s, not %(early)s: %(low)s against %(high)s an hour in %(area)s.",
        time=at,
        early=earliest,
        area=area,
        low=rate(now),
        high=rate(early),
    )


def _other_team(facts: Facts, names: Names) -> str:
    """Only what speaks against the other team; what would print as zero is left out."""
    more = signed(facts["drive_minutes"] - facts["own_drive_minutes"], 0)
    extra = signed(facts["exposure"] - facts["own_exposure"], 2)
    if not (more + extra).count("+"):
        return ""
    changes = [
        _("%(change)s min of driving", change=more) if more else "",
        _("%(change)s person-events", change=extra) if extra else "",
    ]
    return _(
        "%(team)s instead: %(changes)s.",
        team=names.team(facts["team"]).capitalize(),
        changes=", ".join(filter(None, changes)),
    )


def _window(facts: Facts, names: Names) -> str:
    spans = facts.get("spans", {})
    parts = [
        f"{BINDS.get(name, name)} {', '.join(span(*one) for one in spans[name])}"
        for name in facts["bound_by"]
        if spans.get(name) and name not in ("now", "daylight")  # these bind everybody alike
    ]
    return _("Bound by: %(limits)s.", limits="; ".join(parts)) if parts else ""


def _displace(facts: Facts, names: Names) -> str:
    if facts["job"] is None:
        return _("No team has time left for it.")
    if (days := names.waiting.get(facts["job"])) is not None:
        said: str = ngettext(
            "No time left: it would displace %(visit)s (weight %(weight)s, waiting for %(num)s day).",
            "No time left: it would displace %(visit)s (weight %(weight)s, waiting for %(num)s days).",
            days,
            visit=names.visit(facts["job"]),
            weight=decimal(facts["weight"], 1),
        )
        return said
    return _(
        "No time left: it would displace %(visit)s (weight %(weight)s).",
        visit=names.visit(facts["job"]),
        weight=decimal(facts["weight"], 1),
    )


def _too_dear(facts: Facts, names: Names) -> str:
    return _(
        "It adds %(exposure)s person-events and %(minutes)s min for a weight of %(weight)s.",
        exposure=figure(facts["exposure"]),
        minutes=facts["drive_minutes"],
        weight=decimal(facts["weight"], 1),
    )


RULES: dict[str, Any] = {
    "shift": _l("it does not fit the shift, daylight or the way home"),
    "window": _l("it falls outside the hours of a stop"),
    "no_go": _l("the forecast of %(area)s is above the limit then"),
    "closed": _l("%(area)s is held or closed"),
    "curfew": _l("%(area)s has its curfew then"),
    "permit": _l("no permit covers %(area)s"),
    "skills": _l("the team lacks a skill or people for it"),
    "seats": _l("there are more people than seats"),
    "cargo": _l("there is more cargo than the car carries"),
    "ride": _l("somebody would be on the road too long"),
    "pinned_team": _l("it is pinned to another team"),
    "pinned_start": _l("it is pinned to another time"),
    "order": _l("the stops of one visit stay in their order"),
    "reload": _l("loading at the base takes longer"),
    "travel_time": _l("it cannot be there by then"),
}


def _crowded(facts: Facts, names: Names) -> str:
    point = names.points.get(facts["place"]) or str(_("this point"))
    if facts.get("other") is None:
        said: str = ngettext(
            "%(point)s: no more than %(num)s household is called there on one day.",
            "%(point)s: no more than %(num)s households are called there on one day.",
            facts["limit"],
            point=point,
        )
        return said
    return _(
        "%(point)s: another team calls %(visit)s there at %(time)s; two households are called %(minutes)s min apart.",
        point=point,
        visit=names.visit(facts["other"]),
        time=wall_clock(facts["other_start"]),
        minutes=facts["limit"],
    )


def _no_break(facts: Facts, names: Names) -> str:
    return _(
        "%(team)s: no break of %(minutes)s min at the base from %(start)s to %(end)s.",
        team=names.team(facts.get("team")).capitalize(),
        minutes=facts["minutes"],
        start=wall_clock(facts["start"]),
        end=wall_clock(facts["end"]),
    )


def break_words(start: int, end: int) -> str:
    return _("break %(start)s–%(end)s, at the base", start=wall_clock(start), end=wall_clock(end))


def short_break_words(start: int, end: int) -> str:
    """Where it is plain that the team is at the base."""
    return _("break %(start)s–%(end)s", start=wall_clock(start), end=wall_clock(end))


def _rule(facts: Facts, names: Names) -> str:
    if facts["rule"] == "crowded":
        return _crowded(facts, names)
    if facts["rule"] == "break":
        return _no_break(facts, names)
    words = str(RULES.get(facts["rule"], _l("the route cannot be driven like this")))
    words = words % {"area": names.area(facts.get("area"))} if "%(area)s" in words else words
    who = names.team(facts.get("team")).capitalize()
    if facts.get("visit") is not None:
        who += f", {names.visit(facts['visit'])}"
    return f"{who}: {words}."


def _taken_off(facts: Facts, names: Names) -> str:
    return _("Taken off the route by %(name)s.", name=names.users.get(facts["by"], "?"))


SENTENCES: dict[str, Callable[[Facts, Names], str]] = {
    "gate": gate_sentence,
    "rule": _rule,
    "no_window": _no_window,
    "no_area": lambda f, n: _("The area is not known."),
    "no_place": lambda f, n: _("%(area)s has no place on the map.", area=f["area"]),
    "no_consent": lambda f, n: _("There is no consent on record."),
    "other_way": lambda f, n: _("The way chosen for it needs no visit."),
    "way_not_of_kind": lambda f, n: _("The chosen way is none of this kind of need."),
    "by_others": lambda f, n: _("This kind is not for a team."),
    "from_afar": lambda f, n: _("This kind is met from afar, without a visit."),
    "no_mobile_point": lambda f, n: _("No stop of the mobile post is known."),
    "no_mobile_window": lambda f, n: _("Nobody has written down when the mobile post comes."),
    "no_point": lambda f, n: _("No service point of this kind is known."),
    "no_open_point": lambda f, n: _("No point works: %(points)s.", points=", ".join(f["points"])),
    "point_shut": lambda f, n: _("%(point)s does not work.", point=f["point"]),
    "home_held": lambda f, n: _("%(area)s, where the person lives, is held.", area=f["area"]),
    "point_held": lambda f, n: _("%(point)s is held.", point=f["point"]),
    "ring_point": lambda f, n: _(
        "Ring %(point)s before leaving: nobody has confirmed that it works.", point=f["point"]
    ),
    "ring_person": lambda f, n: _("Ring the person before leaving: at home, and still wants it?"),
    "no_able_team": lambda f, n: _("No team can do it."),
    "no_team": lambda f, n: _("No team can go that day."),
    "closed_area": lambda f, n: _("The area is closed at every hour it could be."),
    "no_time": lambda f, n: "",
    "danger_price": lambda f, n: "",
    "team_lacks": _able,
    "no_open_hours": lambda f, n: _("Its hours do not meet those of any able team."),
    "closed_span": _closed_span,
    "would_displace": _displace,
    "too_dear": _too_dear,
    "time_chosen": _time_chosen,
    "other_team": _other_team,
    "no_place_in_team": lambda f, n: _("%(team)s has no time for it.", team=n.team(f["team"]).capitalize()),
    "window": _window,
    "taken_off": _taken_off,
    "crowded_place": lambda f, n: "",
    "crowded": _crowded,
    "same_way": lambda f, n: _(
        "The same areas in the same order as the day before, when a team left at %(time)s: leave at another time, or "
        "change the order.",
        time=wall_clock(f["left"]),
    ),
    "same_team": lambda f, n: _("This team came the last time too."),
    "way": way_sentence,
    "no_way": lambda f, n: _(
        "The routing server knows no way %(one)s – %(other)s.", one=n.area(f["from"]), other=n.area(f["to"])
    ),
    "not_proposed": lambda f, n: _("Not looked at yet: propose a plan."),
    "in_proposal": lambda f, n: _("The proposal has a place for it."),
    "pinned": lambda f, n: _("It is pinned. Take the pin off first, or leave this line."),
    "gone": lambda f, n: _("A visit of the draft is not open any more. Propose again."),
    "team_cannot_go": lambda f, n: f"{n.team(f['team']).capitalize()}: {idle_words(f['why'])}.",
}


def sentences(reasons: Iterable[Facts], names: Names) -> list[str]:
    """Each reason once, in order, empty ones left out."""
    return list(dict.fromkeys(said for said in (sentence(one, names) for one in reasons) if said))
