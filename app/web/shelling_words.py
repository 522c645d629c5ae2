"""Shelling in words: what, when, who tells it, how sure we are, why an area has its grade."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from app.domain.damage import DAMAGE, damaged
from app.domain.shelling import (
    STATE_LABELS,
    EventState,
    Observation,
    PartOfDay,
    SourceType,
    TimePrecision,
    VerdictKind,
    part_of_day,
)
from app.domain.sources import Credibility, Reliability
from app.domain.weapons import CHIP_LABELS, WEAPONS, Chip
from app.web import here
from app.web.filters import local_day, local_moment, local_time, short_day
from app.web.withdrawn_words import withdrawn_words

__all__ = [
    "account_of",
    "chip_words",
    "damage_words",
    "figure_words",
    "kind_words",
    "kinds_words",
    "likeness_words",
    "mark_words",
    "observation_words",
    "source_words",
    "sources_words",
    "state_help",
    "state_kind",
    "state_words",
    "time_words",
    "times_words",
    "verdict_words",
    "weapon_words",
    "why_words",
    "withdrawn_words",
]

PRECISION = {
    TimePrecision.EXACT: _l("Exactly"),
    TimePrecision.QUARTER: _l("Give or take 15 minutes"),
    TimePrecision.HOUR: _l("Give or take an hour"),
    TimePrecision.PART_OF_DAY: _l("Part of the day"),
    TimePrecision.DATE: _l("Only the day"),
}
PART = {
    PartOfDay.NIGHT: _lp("part of the day", "at night, 00–06"),
    PartOfDay.MORNING: _lp("part of the day", "in the morning, 06–11"),
    PartOfDay.MIDDAY: _lp("part of the day", "around noon, 11–14"),
    PartOfDay.AFTERNOON: _lp("part of the day", "in the afternoon, 14–18"),
    PartOfDay.EVENING: _lp("part of the day", "in the evening, 18–24"),
}
OBSERVATION = {
    Observation.HEARD: _lp("observation", "Heard it"),
    Observation.SEEN: _lp("observation", "Saw it"),
    Observation.IMPACT: _lp("observation", "Saw where it hit"),
    Observation.SECOND_HAND: _lp("observation", "Was told"),
}
SOURCE = {
    SourceType.VOLUNTEER: _lp("source", "Volunteer"),
    SourceType.COORDINATOR: _lp("source", "Coordinator"),
    SourceType.OFFICIAL: _lp("source", "Official channel"),
    SourceType.TEAM_ON_SITE: _lp("source", "Our team on site"),
    SourceType.RESIDENT: _lp("source", "Resident, by phone"),
    SourceType.HISTORY: _lp("source", "Imported history"),
}
STATE_HELP = {
    EventState.UNVERIFIED: _l("The sender is unknown, or it was told by others. It still holds the area."),
    EventState.REPORTED: _l("One known person saw or heard it."),
    EventState.CORROBORATED: _l("Two people told of it independently."),
    EventState.CONFIRMED: _l("An official channel or our own team on site told of it."),
    EventState.DISPUTED: _l("Somebody contradicts it. Its holds stay until released."),
    EventState.FALSE: _l("It did not happen as told. Its holds stay until released."),
    EventState.MERGED: _l("Its reports count in the other shelling."),
}
STATE_KIND = {
    EventState.UNVERIFIED: "soft",
    EventState.CORROBORATED: "ink",
    EventState.CONFIRMED: "ink",
    EventState.DISPUTED: "warn",
    EventState.FALSE: "soft",
    EventState.MERGED: "soft",
}
VERDICT = {
    VerdictKind.CORROBORATE: (
        _lp("verdict", "Add a second source"),
        _l("Somebody independent told you the same. Say who or which channel."),
    ),
    VerdictKind.CONFIRM: (
        _lp("verdict", "Confirm"),
        _l("An official channel or our team on site told it. Say which."),
    ),
    VerdictKind.DISPUTE: (
        _lp("verdict", "Dispute"),
        _l("Somebody contradicts it. It weighs less; every hold stays."),
    ),
    VerdictKind.MARK_FALSE: (
        _lp("verdict", "Mark as not confirmed"),
        _l("It did not happen as told. It counts no more; every hold stays until released."),
    ),
}


RELIABILITY = {
    Reliability.ALWAYS: _lp("source", "always reliable"),
    Reliability.USUALLY: _lp("source", "usually reliable"),
    Reliability.FAIRLY: _lp("source", "fairly reliable"),
    Reliability.SELDOM: _lp("source", "seldom reliable"),
    Reliability.NEVER: _lp("source", "not reliable"),
    Reliability.UNKNOWN: _lp("source", "cannot be judged"),
}
CREDIBILITY = {
    Credibility.BORNE_OUT: _lp("information", "borne out by others"),
    Credibility.PROBABLE: _lp("information", "probably true"),
    Credibility.POSSIBLE: _lp("information", "possibly true"),
    Credibility.DOUBTFUL: _lp("information", "doubtful"),
    Credibility.IMPROBABLE: _lp("information", "improbable"),
    Credibility.UNKNOWN: _lp("information", "cannot be judged"),
}
STATE_BY = {
    VerdictKind.CORROBORATE: EventState.CORROBORATED,
    VerdictKind.CONFIRM: EventState.CONFIRMED,
    VerdictKind.DISPUTE: EventState.DISPUTED,
    VerdictKind.MARK_FALSE: EventState.FALSE,
    VerdictKind.MERGE: EventState.MERGED,
}
TAKEN_APART = _l("The join was taken back")


def chip_words(chip: Chip) -> str:
    return str(gettext(CHIP_LABELS[chip]))


def weapon_words(code: str) -> str:
    weapon = WEAPONS[code]
    return weapon.label_en if str(get_locale()) == "en" else weapon.label_uk


def kind_words(report: Any) -> str:
    """The kind where the sender knew it, else the chip."""
    return weapon_words(report.weapon) if report.weapon else chip_words(report.chip)


def kinds_words(reports: Sequence[Any]) -> str:
    """Everything the witnesses of one event named, each once; «don't know» only where nobody knew more."""
    named = {one.chip for one in reports if one.weapon}
    known = [one for one in reports if one.weapon or one.chip not in {Chip.UNKNOWN, *named}] or reports
    return ", ".join(dict.fromkeys(kind_words(one) for one in known)) or chip_words(Chip.UNKNOWN)


def time_words(report: Any) -> str:
    """When it was, as well as the sender knew: «12:30», «близько 12:30», «протягом дня»."""
    precision = getattr(report, "time_precision", None) or report.precision
    middle = report.earliest_at + (report.latest_at - report.earliest_at) / 2
    if precision is TimePrecision.EXACT:
        return _of_day(report.latest_at, local_time(report.latest_at))
    if precision is TimePrecision.QUARTER:
        return _of_day(middle, gettext("about %(time)s", time=local_time(middle)))
    if precision is TimePrecision.HOUR:
        return _of_day(middle, gettext("about %(time)s, give or take an hour", time=local_time(middle)))
    first = here.to_local(report.earliest_at)
    if precision is TimePrecision.PART_OF_DAY:
        return _of_day(report.earliest_at, str(PART[part_of_day(first.time())]))
    return _of_day(report.earliest_at, gettext("during the day"))


def _of_day(moment: datetime, words: str) -> str:
    is_today = here.to_local(moment).date() == here.to_local(here.now()).date()
    return words if is_today else f"{short_day(moment)}, {words}"


def times_words(reports: Sequence[Any]) -> str:
    """When one event was, by the report that knows best; of several as sharp, the first."""
    return time_words(min(reports, key=lambda one: (one.latest_at - one.earliest_at, one.id))) if reports else ""


def observation_words(observation: Observation) -> str:
    return str(OBSERVATION[observation])


def source_words(source: SourceType) -> str:
    return str(SOURCE[source])


def state_words(state: EventState) -> str:
    return str(gettext(STATE_LABELS[state]))


def state_help(state: EventState) -> str:
    return str(STATE_HELP[state])


def state_kind(state: EventState) -> str:
    """The look of its tag."""
    return STATE_KIND.get(state, "")


def verdict_words(kind: VerdictKind) -> str:
    """In the trail of an event: what it made of it."""
    return state_words(STATE_BY[kind]) if kind in STATE_BY else str(TAKEN_APART)


def mark_words(reliability: Reliability | None, credibility: Credibility | None) -> str:
    """«B · звичайно надійне джерело; 2 · імовірно, правда»; nothing where nobody marked it."""
    source = (
        gettext("source %(letter)s: %(words)s", letter=reliability, words=RELIABILITY[reliability])
        if reliability
        else ""
    )
    told = (
        gettext("information %(digit)s: %(words)s", digit=credibility, words=CREDIBILITY[credibility])
        if credibility
        else ""
    )
    return "; ".join(part for part in (source, told) if part)


def sources_words(count: Any) -> str:
    """«3 джерела, 2 незалежні, 1 з чужих слів»."""
    parts = [ngettext("%(num)s source", "%(num)s sources", count.sources)]
    if count.sources > 1:
        parts.append(ngettext("%(num)s independent", "%(num)s independent", count.independent))
    if count.second_hand:
        parts.append(ngettext("%(num)s second-hand", "%(num)s second-hand", count.second_hand))
    return ", ".join(parts)


def likeness_words(why: Any) -> str:
    """Why two shellings may be one: «у межах 10 хв, за 0,8 км»."""
    minutes = round(why.gap / timedelta(minutes=1))
    when = gettext("%(minutes)s min apart", minutes=minutes) if minutes else gettext("their times meet")
    if why.one_place:
        return f"{when}, {gettext('one place')}"
    return f"{when}, {gettext('%(metres)s m apart', metres=round(why.apart_m / 100) * 100)}"


def damage_words(codes: Iterable[str]) -> str:
    """PHARM_CLOSED is told as a pharmacy; a code nobody knows is shown as it came."""
    return ", ".join(dict.fromkeys(_damage_word(str(code)) for code in codes))


def _damage_word(code: str) -> str:
    found = damaged(code)
    return str(gettext(DAMAGE[found])) if found else code


def figure_words(killed: int | None, injured: int | None) -> str:
    """«2 загиблих, 5 поранених»; an unknown number is left out, a nought is told."""
    parts = []
    if killed is not None:
        parts.append(ngettext("%(num)s killed", "%(num)s killed", killed))
    if injured is not None:
        parts.append(ngettext("%(num)s hurt", "%(num)s hurt", injured))
    return ", ".join(parts)


def why_words(why: Any) -> str:
    """«4 обстріли за 3 дні, останній 12:30»; silence says whether anybody listened."""
    if why.shellings and why.last_at is not None:
        return str(
            gettext(
                "%(shellings)s in %(days)s, the last %(at)s",
                shellings=ngettext("%(num)s shelling", "%(num)s shellings", why.shellings),
                days=ngettext("%(num)s day", "%(num)s days", why.days),
                at=_recently(why.last_at),
            )
        )
    share = round(why.watched * 100)
    if why.watched >= 1 / 2:
        return str(gettext("No reports in 7 days; somebody listened in %(share)s of 100 hours", share=share))
    return str(gettext("Too few reports: somebody listened in %(share)s of 100 hours", share=share))


def _recently(moment: datetime) -> str:
    return local_moment(moment) if here.now() - moment < timedelta(days=2) else local_day(moment)


def account_of(told: Any, area_code: str) -> list[tuple[str, str]]:
    """Everything a report or a draft says, as names and values, to lay two versions side by side."""
    damage: Sequence[str] = told.damage
    return [
        (gettext("Where"), area_code),
        (gettext("What"), kind_words(told)),
        (gettext("When"), time_words(told)),
        (gettext("How known"), observation_words(told.observation)),
        (gettext("Source"), " · ".join(part for part in (source_words(told.source_type), told.source_ref) if part)),
        (gettext("Hearsay"), gettext("Yes") if told.is_hearsay else ""),
        (gettext("How many"), told.count_text),
        (gettext("What was hit"), damage_words(damage)),
        (gettext("People"), figure_words(told.killed, told.injured)),
        (gettext("Note"), told.note or ""),
    ]
