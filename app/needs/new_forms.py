"""The form for a need told by phone to the desk, and the choice among those who may be here already."""

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.domain.needs import Urgency, Way
from app.models import Area, ConsentAnswer, NeedKind, NeedSource
from app.needs.answer_forms import WhenFields
from app.needs.drafts import NeedDraft
from app.needs.forms import NO_DIAGNOSIS, area_choices, choices, kind_choices, urgency_choices
from app.people.facts import PersonFacts
from app.web.fields import ChipField, ClientKeyField, LocalDateField, OptionalIntegerField, typed_id
from app.web.need_words import consent_words, way_words
from app.web.phone_check import AsksAboutPhone

NEW = "new"


class NewNeedForm(AsksAboutPhone, WhenFields):
    """What can be asked in one call. Nothing but what and where is a must."""

    client_key = ClientKeyField()
    kind_id = SelectField(_l("What is needed"), [InputRequired(_l("Choose what is needed."))])
    urgency = SelectField(_l("Urgency"), default="")
    way = SelectField(_l("Way"), default="")
    area_id = SelectField(_l("Area"), default="")
    address = StringField(
        _l("Street, house, entrance, flat"),
        [Length(max=200)],
        description=_l("It is printed on the sheet of the team: no names here."),
    )
    landmark = StringField(_l("Landmark"), [Length(max=200)])
    access = StringField(_l("Access: floor, lift, dog"), [Length(max=200)])
    first_name = StringField(_l("First name"), [Length(max=80)])
    patronymic = StringField(_l("Patronymic"), [Length(max=80)])
    surname = StringField(_l("Surname"), [Length(max=80)])
    birth_year = OptionalIntegerField(_l("Year of birth"), lowest=1900, highest=2100)
    phone = StringField(_l("Phone"), [Length(max=40)])
    people_count = OptionalIntegerField(_l("People in the household"), lowest=1, highest=99, default=1)
    deadline_on = LocalDateField(_l("Deadline"))
    quantity = OptionalIntegerField(_l("Quantity"), lowest=1, highest=999, default=1)
    note = TextAreaField(_l("Note"), [Length(max=1000)], description=NO_DIAGNOSIS, render_kw={"rows": 2})
    consent = ChipField(
        _l("Notice read out: what did the person say?"), per_row=3, default=ConsentAnswer.NOT_ASKED.value
    )
    whose = ChipField(_l("Who is it?"), per_row=2, validate_choice=True, default="")

    @classmethod
    def of(cls, kinds: list[NeedKind], areas: list[Area], **data: Any) -> "NewNeedForm":
        form = cls(data=data or None)
        form.kind_id.choices = [SelectChoice("", str(_l("Choose"))), *kind_choices(kinds)]
        form.urgency.choices = [SelectChoice("", str(_l("By the rule of the kind"))), *urgency_choices()]
        form.way.choices = choices(Way, way_words, none=_l("By the kind"))
        form.area_id.choices = area_choices(areas, _l("Not known yet"))
        form.consent.choices = [SelectChoice(one.value, consent_words(one)) for one in ConsentAnswer]
        form.whose.choices = []
        form.whose.validate_choice = False
        return form

    def person(self) -> PersonFacts:
        return PersonFacts(
            first_name=self.first_name.data or "",
            patronymic=self.patronymic.data or "",
            surname=self.surname.data or "",
            birth_year=self.birth_year.data,
        )

    def draft(self, kind_code: str) -> NeedDraft:
        """`whose`: "new", or "p7" for the person with that id; empty lets the address and the phone say."""
        whose = self.whose.data or ""
        return NeedDraft(
            client_key=self.client_key.data or uuid4(),
            kind=kind_code,
            urgency=Urgency(self.urgency.data) if self.urgency.data else None,
            way=Way(self.way.data) if self.way.data else None,
            area_id=int(self.area_id.data) if self.area_id.data else None,
            address=self.address.data or "",
            landmark=self.landmark.data or "",
            access=self.access.data or "",
            phone=self.phone.data or "",
            people_count=self.people_count.data or 1,
            person=self.person(),
            person_id=typed_id(whose[1:]) if whose[:1] == "p" else None,
            make_household=whose == NEW,
            windows=tuple((day, start or 0, end or 0) for day, start, end in self.windows()),
            deadline_on=self.deadline_on.data,
            quantity=self.quantity.data or 1,
            consent=ConsentAnswer(self.consent.data),
            consent_through=str(_l("phone")),
            note=self.note.data or "",
            source=NeedSource.DESK,
        )
