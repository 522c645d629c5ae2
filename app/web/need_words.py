"""The words of needs and people: kinds, ways, score lines, next steps, windows, names.

Templates reach them as need_words.NAME: other rooms have words of the same names.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from app.domain import follow_ups as step
from app.domain.follow_ups import FollowUpRule
from app.domain.names import short_name
from app.domain.need_words import WAY_LABELS
from app.domain.needs import ScorePart, StopPattern, Way
from app.domain.outcomes import Outcome
from app.domain.urgency import TASK_LABELS, Task
from app.domain.ways import WayPlan, WhyNoVisit
from app.models import Area, ConsentAnswer, NeedKind, NeedSource, Person
from app.web.filters import score, short_day
from app.web.words import (
    cause_words,
    close_reason_words,
    need_state_words,
    outcome_words,
    urgency_words,
    visit_state_words,
)

__all__ = [
    "area_words",
    "cause_words",
    "close_reason_words",
    "consent_words",
    "field_words",
    "full_name",
    "help_words",
    "kind_words",
    "likeness_words",
    "need_state_words",
    "outcome_words",
    "person_words",
    "score_line",
    "score_words",
    "source_words",
    "step_words",
    "stops_words",
    "task_words",
    "urgency_words",
    "visit_state_words",
    "way_words",
    "weekday_name",
    "why_words",
    "window_words",
]

_STEPS = {rule.code: rule.label for rule in vars(step).values() if isinstance(rule, FollowUpRule)}
CONSENT = {
    ConsentAnswer.YES: _lp("consent", "Agreed"),
    ConsentAnswer.NO: _lp("consent", "Did not agree"),
    ConsentAnswer.NOT_ASKED: _lp("consent", "Not asked yet"),
}
SOURCE = {
    NeedSource.PHONE: _lp("source", "From the phone"),
    NeedSource.DESK: _lp("source", "At the desk"),
    NeedSource.IMPORT: _lp("source", "Imported"),
    NeedSource.FOLLOW_UP: _lp("source", "Opened by a rule"),
}


def is_english() -> bool:
    return str(get_locale()) == "en"


def kind_words(kind: NeedKind) -> str:
    return kind.label_en if is_english() else kind.label_uk


def area_words(area: Area | None) -> str:
    if area is None:
        return ""
    return (area.name_en if is_english() else area.name_uk) or area.name_uk


def way_words(way: Way) -> str:
    return str(gettext(WAY_LABELS[way]))


STOPS = {
    StopPattern.HOME: _l("One stop, at the person’s door."),
    StopPattern.ESCORT: _l("From the door to the point and back home."),
    StopPattern.POINT_HOME: _l("Fetched at the point, then brought home."),
    StopPattern.HOME_POINT: _l("From the door to the point, one way."),
}
NO_STOPS = {
    WhyNoVisit.BY_OTHERS: _l("Not for a team: others do this."),
    WhyNoVisit.FROM_AFAR: _l("Met from afar, without a visit."),
    WhyNoVisit.OTHER_WAY: _l("No team drives for it."),
    WhyNoVisit.NOT_OF_KIND: _l("This kind of need has no such way, so it is not placed."),
}


def stops_words(plan: WayPlan) -> str:
    """What the way in force means for the road."""
    return str(NO_STOPS[plan.why_not] if plan.why_not else STOPS[plan.pattern])


def task_words(task: Task) -> str:
    return str(gettext(TASK_LABELS[task]))


def step_words(code: str) -> str:
    return str(gettext(_STEPS[code])) if code in _STEPS else code


def consent_words(answer: ConsentAnswer) -> str:
    return str(CONSENT[answer])


def source_words(source: NeedSource) -> str:
    return str(SOURCE[source])


def score_words(part: ScorePart) -> str:
    """One line of the sum without its points: what it is and the figure it rests on."""
    facts = {name: short_day(fact) if isinstance(fact, date) else fact for name, fact in part.facts.items()}
    text = str(gettext(part.label))
    return text % facts if facts else text


def score_line(part: ScorePart) -> str:
    return f"{score_words(part)} {score(part.points, signed=True)}"


def weekday_name(weekday: int) -> str:
    """Monday is 0."""
    return str(get_day_names("abbreviated", locale=get_locale())[weekday])


def window_words(window: Iterable[Any]) -> str:
    """Пн 10:00–12:00; without a day it is every day."""
    weekday, start, end = window
    span = f"{start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}"
    return f"{weekday_name(weekday)} {span}" if weekday is not None else span


def person_words(person: Person | None) -> str:
    """Людмила П., or what they are known as: all that the desk shows until somebody opens the person."""
    if person is None:
        return str(gettext("Name not known"))
    name = short_name(person.first_name or "", person.surname or "")
    return name or person.known_as or str(gettext("Name not known"))


def full_name(person: Person) -> str:
    """The whole name, for pages whose opening leaves a line in the audit trail."""
    parts = (person.surname, person.first_name, person.patronymic)
    return " ".join(part for part in parts if part) or person_words(person)


HELP = {
    "is_bed_bound": _l("Bed-bound"),
    "walks_with_difficulty": _l("Walks with difficulty"),
    "depends_on_device": _l("Depends on a device"),
    "lives_alone": _l("Lives alone"),
    "has_no_carer": _l("Nobody cares for them"),
}


def help_words(person: Person) -> str:
    return ", ".join(str(words) for name, words in HELP.items() if getattr(person, name)).capitalize()


LIKENESS = {
    "phone": _l("the same phone"),
    "name_and_year": _l("the same name and year of birth"),
    "address": _l("the same address"),
    "address_elsewhere": _l("the same street and house, in another area"),
    "name": _l("a name like this"),
}


def likeness_words(likenesses: Iterable[str]) -> str:
    return ", ".join(str(LIKENESS[one]) for one in likenesses)


FIELD = {
    **HELP,
    "first_name": _l("First name"),
    "patronymic": _l("Patronymic"),
    "surname": _l("Surname"),
    "known_as": _l("Known as"),
    "phones": _l("Phones"),
    "call_first": _l("Ring first"),
    "birth_year": _l("Year of birth"),
    "speaks": _l("Speaks"),
    "stop_calls": _l("Stop calls"),
    "area_id": _l("Area"),
    "address": _l("Address"),
    "landmark": _l("Landmark"),
    "access": _l("Access"),
    "people_count": _l("People in the household"),
    "lat": _l("Place on the map"),
    "lon": _l("Place on the map"),
}


def field_words(name: str) -> str:
    return str(FIELD.get(name, name))


WHY = {
    "recurring": _l("a recurring need"),
    "decided": _l("decided"),
    "misses in a row": _l("misses in a row"),
    "fewer misses in a row": _l("an outcome was corrected: fewer misses in a row"),
    "outcome corrected": _l("an outcome was corrected"),
    "amended": _l("corrected by whoever logged it"),
}


def why_words(why: str) -> str:
    """The reason of a step: an outcome or a rule in words, else what a person wrote."""
    if why in set(Outcome):
        return outcome_words(Outcome(why))
    return str(WHY.get(why, why))
