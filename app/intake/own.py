"""One's own need as a form again, for a correction within the day."""

from typing import Any

from flask_login import current_user

from app import clock
from app.domain.phone_chips import KINDS_OF_CHIP, PhoneChip
from app.intake.need_forms import CONVENIENT, NO_AREA, SOON, NeedForm
from app.intake.queries import Told
from app.models import Need
from app.needs import service as needs


def may_change_need(need: Need) -> bool:
    return needs.is_own_still(need, current_user.id, clock.now())


def chip_of(need: Need) -> PhoneChip:
    """The chip that stands for the kind of this need."""
    return next((chip for chip, kinds in KINDS_OF_CHIP.items() if need.kind.code in kinds), PhoneChip.OTHER)


def filled_from(need: Need, told: Told) -> NeedForm:
    """A form under a new key that says what the author said."""
    spans = {span: part for part, (_label, span) in CONVENIENT.items()}
    said: dict[str, Any] = {
        "chips": [chip_of(need).value],
        "soon": need.urgency.value if need.urgency in SOON else list(SOON)[-1].value,
        "who_where": told.who_where,
        "note": told.note,
        "convenient": [spans[start, end] for _day, start, end in need.windows if (start, end) in spans],
    }
    if told.home is not None:
        said |= {name: getattr(told.home, name) or "" for name in ("landmark", "access")}
        said |= {"area_id": told.home.area_id or NO_AREA, "people_count": told.home.people_count}
    if told.person is not None:
        ticks = ("walks_with_difficulty", "is_bed_bound", "lives_alone")
        said |= {name: getattr(told.person, name) or "" for name in ("first_name", "patronymic", "surname")}
        said |= {tick: getattr(told.person, tick) for tick in ticks} | {"phone": told.person.phones or ""}
    return NeedForm(formdata=None, data=said)
