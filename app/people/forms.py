"""Forms of people: search, a person, a household, consent, a join."""

from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.models import Area, ConsentAnswer, Household
from app.people.facts import PersonFacts
from app.web.fields import ChipField, CoordinateField, OptionalIntegerField
from app.web.forms import Form
from app.web.need_words import area_words, consent_words
from app.web.phone_check import AsksAboutPhone


def version_field() -> IntegerField:
    """Which state of the row the page showed."""
    return IntegerField(validators=[InputRequired()], widget=HiddenInput())


class SearchForm(Form):
    """One line; names stay out of addresses and logs, so it is sent as a form."""

    text = StringField(
        _l("Name, address, phone or code"),
        [Length(max=100)],
        description=_l(
            "In any spelling: Ukrainian, Russian or Latin. Who searched and how many were found is recorded."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class PersonFields(AsksAboutPhone):
    """What a visit needs to know of somebody; nothing of papers, money or illness."""

    PHONE = "phones"

    first_name = StringField(_l("First name"), [Length(max=80)])
    patronymic = StringField(_l("Patronymic"), [Length(max=80)])
    surname = StringField(
        _l("Surname"), [Length(max=80)], description=_l("Stays at base: never on a phone or a sheet.")
    )
    known_as = StringField(_l("Known as"), [Length(max=80)])
    birth_year = OptionalIntegerField(_l("Year of birth"), lowest=1900, highest=2100)
    speaks = StringField(_l("Speaks"), [Length(max=40)])
    phones = TextAreaField(_l("Phones"), [Length(max=200)], description=_l("One a line."), render_kw={"rows": 2})
    call_first = TextAreaField(
        _l("Ring first"),
        [Length(max=200)],
        description=_l("A neighbour or relative and their number."),
        render_kw={"rows": 2},
    )
    walks_with_difficulty = BooleanField(_l("Walks with difficulty"))
    is_bed_bound = BooleanField(_l("Bed-bound"))
    lives_alone = BooleanField(_l("Lives alone"))
    depends_on_device = BooleanField(_l("Depends on a device"))
    has_no_carer = BooleanField(_l("Nobody cares for them"))

    TICKS = ("walks_with_difficulty", "is_bed_bound", "lives_alone", "depends_on_device", "has_no_carer")

    def facts(self) -> PersonFacts:
        return PersonFacts(**self.changes())

    def changes(self) -> dict[str, Any]:
        return {one.name: self[one.name].data for one in fields(PersonFacts)}


class PersonForm(PersonFields):
    """Correct a person; the reason is for whoever reads the history."""

    version = version_field()
    reason = StringField(_l("Why is it changed?"), [Length(max=200)])


class HouseholdForm(Form):
    """Correct where somebody lives."""

    version = version_field()
    area_id = SelectField(_l("Area"), validate_choice=True)
    address = StringField(
        _l("Street, house, entrance, flat"),
        [Length(max=200)],
        description=_l("It is printed on the sheet of the team: no names here."),
    )
    landmark = StringField(_l("Landmark"), [Length(max=200)])
    access = StringField(_l("Access: floor, lift, dog"), [Length(max=200)])
    place = CoordinateField(_l("Place on the map"), description=_l("As a map application copies it: 48.527, 37.707"))
    people_count = OptionalIntegerField(_l("People in the household"), [InputRequired()], lowest=1, highest=99)
    reason = StringField(_l("Why is it changed?"), [Length(max=200)])

    @classmethod
    def of(cls, household: Household, areas: list[Area]) -> "HouseholdForm":
        place = None if household.lat is None else (household.lat, household.lon)
        form = cls(obj=household, data={"place": place, "area_id": str(household.area_id or "")})
        form.area_id.choices = area_choices(areas)
        return form

    def changes(self) -> dict[str, Any]:
        lat, lon = self.place.data or (None, None)
        return {
            "area_id": int(self.area_id.data) if self.area_id.data else None,
            "address": self.address.data,
            "landmark": self.landmark.data,
            "access": self.access.data,
            "people_count": self.people_count.data,
            "lat": lat,
            "lon": lon,
        }


class ConsentForm(Form):
    """The answer to the notice read out."""

    answer = ChipField(_l("What did the person say?"), per_row=3, validators=[InputRequired(_l("Choose an answer."))])
    through = StringField(_l("Through whom, if not in person"), [Length(max=120)])

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.answer.choices = [SelectChoice(one.value, consent_words(one)) for one in ConsentAnswer]


class MergeForm(Form):
    """Two records become one; the reason is for whoever asks later."""

    version = version_field()
    kept_id = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = StringField(_l("How do you know that it is the same?"), [Length(max=200)])


def area_choices(areas: list[Area]) -> list[SelectChoice]:
    return [SelectChoice("", "—")] + [SelectChoice(str(area.id), f"{area.code} · {area_words(area)}") for area in areas]
