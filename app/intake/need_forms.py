"""What a volunteer can tell of a need in under a minute, with one thumb."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.domain.needs import Urgency
from app.domain.phone_chips import CHIP_LABELS
from app.intake.told import ToldAtField, key_of, told_at
from app.models import Area, ConsentAnswer
from app.needs.service import NeedDraft
from app.people.facts import PersonFacts
from app.web.fields import ChipField, ChipsField, OptionalIntegerField
from app.web.forms import KeyedForm
from app.web.phone_check import AsksAboutPhone

SOON = {
    Urgency.U1: _lp("how soon", "Now"),
    Urgency.U2: _lp("how soon", "1–2 days"),
    Urgency.U3: _lp("how soon", "Can wait"),
}
# Rough parts of the day, in local minutes: what people at a door can say of when they are in.
CONVENIENT = {
    "morning": (_l("8:00–11:00"), (480, 660)),
    "midday": (_l("11:00–14:00"), (660, 840)),
    "afternoon": (_l("14:00–17:00"), (840, 1020)),
}
CONSENT = {
    ConsentAnswer.YES: _lp("consent", "Agrees"),
    ConsentAnswer.NO: _lp("consent", "Does not agree"),
    ConsentAnswer.NOT_ASKED: _lp("consent", "Not asked"),
}
NO_AREA = 0


class NeedForm(AsksAboutPhone, KeyedForm):
    """Two answers are asked for: what is needed, and who or where. Everything else may wait for a phone call."""

    chips = ChipsField(_l("What is needed"), [InputRequired(_l("Choose what is needed. You may choose several."))])
    soon = ChipField(_l("How soon"), [InputRequired(_l("Say how soon. A guess is fine."))], default=Urgency.U2)
    who_where = TextAreaField(
        _l("Who and where"),
        [InputRequired(_l("Write who it is or where to find them: a street, a house, a sign.")), Length(max=500)],
        description=_l("Name or a sign to know them by, street, house. Do not write a diagnosis."),
    )
    area_id = SelectField(_l("Area"), coerce=int, default=NO_AREA)
    first_name = StringField(_l("First name"), [Length(max=80)])
    patronymic = StringField(_l("Patronymic"), [Length(max=80)])
    surname = StringField(_l("Surname"), [Length(max=80)])
    phone = TelField(_l("Phone"), [Length(max=80)])
    people_count = OptionalIntegerField(_l("How many people live there"), lowest=1, highest=99)
    landmark = StringField(_l("Landmark"), [Length(max=200)])
    access = StringField(_l("Entrance, floor, lift, dog"), [Length(max=200)])
    convenient = ChipsField(_l("When it suits them"))
    walks_with_difficulty = BooleanField(_l("Walks with difficulty"))
    is_bed_bound = BooleanField(_l("Does not get up"))
    lives_alone = BooleanField(_l("Lives alone"))
    consent = ChipField(_l("Do they agree that we write this down?"), validate_choice=False)
    note = TextAreaField(
        _lp("phone", "Note"), [Length(max=1000)], description=_l("What the team should know. Do not write a diagnosis.")
    )
    at_need = HiddenField()
    told_at = ToldAtField()

    @property
    def cannot_answer(self) -> bool:
        """It waited on the phone for a network: whoever filled it in has put the phone away."""
        return self.told_at.data is not None

    def offer(self, areas: Sequence[Area], first: Sequence[int]) -> "NeedForm":
        """Fill in the choices; `first` are the ids of the areas used last."""
        self.chips.choices = [SelectChoice(chip.value, _(label)) for chip, label in CHIP_LABELS.items()]
        self.soon.choices = [SelectChoice(urgency.value, str(label)) for urgency, label in SOON.items()]
        self.area_id.choices = [SelectChoice(NO_AREA, _("I do not know")), *area_choices(areas, first)]
        self.convenient.choices = [SelectChoice(part, str(label)) for part, (label, _span) in CONVENIENT.items()]
        self.consent.choices = [SelectChoice(answer.value, str(label)) for answer, label in CONSENT.items()]
        if self.area_id.raw_data is None and first and self.area_id.data == NO_AREA:
            self.area_id.data = first[0]
        return self

    def draft(self, now: datetime, **more: Any) -> NeedDraft:
        """What was told, as one need of the first chip."""
        return NeedDraft(
            client_key=key_of(self),
            kind=self.chips.data[0],
            urgency=Urgency(self.soon.data),
            who_where=self.who_where.data,
            area_id=self.area_id.data or None,
            phone=self.phone.data or "",
            people_count=self.people_count.data or 1,
            landmark=self.landmark.data or "",
            access=self.access.data or "",
            person=self._person(),
            windows=tuple((None, *CONVENIENT[part][1]) for part in self.convenient.data or ()),
            consent=self._consent(),
            note=self.note.data or "",
            logged_at=None if self.told_at.data is None else told_at(self.told_at, now),
            **more,
        )

    def _person(self) -> PersonFacts:
        return PersonFacts(
            first_name=self.first_name.data or "",
            patronymic=self.patronymic.data or "",
            surname=self.surname.data or "",
            walks_with_difficulty=self.walks_with_difficulty.data,
            is_bed_bound=self.is_bed_bound.data,
            lives_alone=self.lives_alone.data,
        )

    def _consent(self) -> ConsentAnswer:
        answered = self.consent.data in set(ConsentAnswer)
        return ConsentAnswer(self.consent.data) if answered else ConsentAnswer.NOT_ASKED

    @property
    def rest_is_open(self) -> bool:
        """A mistake must not hide in what is folded."""
        rest = (self.first_name, self.patronymic, self.surname, self.phone, self.people_count, self.landmark)
        return any(field.errors for field in (*rest, self.access, self.convenient, self.consent, self.note))


def area_choices(areas: Sequence[Area], first: Sequence[int]) -> list[SelectChoice]:
    """Those used last, then the others by code."""
    by_id = {area.id: area for area in areas}
    order = [by_id[area_id] for area_id in first if area_id in by_id]
    return [SelectChoice(area.id, area_words(area)) for area in [*order, *(a for a in areas if a not in order)]]


def area_words(area: Area) -> str:
    return f"{area.code} · {area.name_en if str(get_locale()) == 'en' else area.name_uk}"
