"""One's own need as a form again, for a correction within the day."""

from flask_login import current_user

from app import clock
from app.domain.phone_chips import KINDS_OF_CHIP, PhoneChip
from app.intake.need_forms import CONVENIENT, SOON, NeedForm
from app.models import Need
from app.needs import service as needs


def may_change_need(need: Need) -> bool:
    return needs.is_own_still(need, current_user.id, clock.now())


def chip_of(need: Need) -> PhoneChip:
    """The chip that stands for the kind of this need."""
    return next((chip for chip, kinds in KINDS_OF_CHIP.items() if need.kind.code in kinds), PhoneChip.OTHER)


def filled_from(need: Need) -> NeedForm:
    """A form under a new key that says what the need says."""
    home, person = need.household, need.person
    spans = {span: part for part, (_label, span) in CONVENIENT.items()}
    said = {
        "chips": [chip_of(need).value],
        "soon": need.urgency.value if need.urgency in SOON else list(SOON)[-1].value,
        "who_where": home.address or "",
        "area_id": home.area_id or 0,
        "people_count": home.people_count,
        "landmark": home.landmark or "",
        "access": home.access or "",
        "note": _note_of(need),
        "convenient": [spans[start, end] for _day, start, end in need.windows if (start, end) in spans],
    }
    if person is not None:
        names = ("first_name", "patronymic", "surname")
        ticks = ("walks_with_difficulty", "is_bed_bound", "lives_alone")
        said |= {name: getattr(person, name) or "" for name in names} | {tick: getattr(person, tick) for tick in ticks}
        said["phone"] = person.phones or ""
    return NeedForm(formdata=None, data=said)


def _note_of(need: Need) -> str:
    """The room of needs keeps what was told of who and where above the note."""
    told, note = need.household.address or "", need.note or ""
    return note.removeprefix(told).lstrip("\n") if told else note
