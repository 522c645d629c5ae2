"""What triage finds out."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.domain.needs import Urgency
from app.models import Need, NeedKind, Person, ServicePoint
from app.needs.answer_forms import AnswerFields, WhenFields, answer_data, window_data
from app.needs.forms import NO_DIAGNOSIS, id_of, kind_choices, urgency_choices, version_field
from app.needs.log import UNTIDY
from app.web.fields import LocalDateField, LocalDateTimeField, OptionalIntegerField
from app.web.need_words import person_words


class TriageForm(WhenFields, AnswerFields):
    """Everything a coordinator can set on a need."""

    version = version_field()
    kind_id = SelectField(_l("What is needed"))
    urgency = SelectField(_l("Urgency"))
    deadline_on = LocalDateField(_l("Deadline"))
    person_id = SelectField(_l("For whom"))
    service_point_id = SelectField(_l("Service point"))
    quantity = OptionalIntegerField(_l("Quantity"), [InputRequired()], lowest=1, highest=999)
    recur_days = OptionalIntegerField(_l("Repeats every, days"), lowest=1, highest=366)
    packet_no = OptionalIntegerField(_l("Packet number"), lowest=1, highest=99999)
    provider_from = LocalDateTimeField(_l("Somebody else’s timetable: from"))
    provider_to = LocalDateTimeField(_l("until"))
    is_sorted = BooleanField(_l("Name and address are sorted; nothing else stands in the address"))
    note = TextAreaField(_l("Note"), [Length(max=1000)], description=NO_DIAGNOSIS, render_kw={"rows": 3})

    @classmethod
    def of(
        cls,
        need: Need,
        *,
        kinds: list[NeedKind],
        people: list[Person],
        points: list[ServicePoint],
    ) -> "TriageForm":
        stored = {name: getattr(need, name) for name in PLAIN} | {name: getattr(need, name) or "" for name in IDS}
        form = cls(data=stored | answer_data(need.facts) | window_data(need.windows))
        form.kind_id.choices = kind_choices(kinds)
        form.urgency.choices = urgency_choices()
        form.person_id.choices = [SelectChoice("", "—")] + [
            SelectChoice(str(person.id), person_words(person)) for person in people
        ]
        form.service_point_id.choices = [SelectChoice("", "—")] + [
            SelectChoice(str(point.id), point.name) for point in points
        ]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound = super().validate(extra_validators)
        start, end = self.provider_from.data, self.provider_to.data
        if is_sound and ((start is None) != (end is None) or (start and end and end <= start)):
            self.provider_to.errors = [str(_l("Say both from when and until when, or neither."))]
            return False
        return is_sound

    def changes(self, need: Need, answers: Iterable[str]) -> dict[str, Any]:
        names = tuple(answers)
        facts = {name: value for name, value in need.facts.items() if name not in names}
        facts |= self.answers(names)
        if self.is_sorted.data:
            facts.pop(UNTIDY, None)
        return {
            **{name: self[name].data for name in PLAIN if name != "version"},
            "kind_id": id_of(self.kind_id),
            "person_id": id_of(self.person_id),
            "service_point_id": id_of(self.service_point_id),
            "urgency": Urgency(self.urgency.data),
            "windows": self.windows(),
            "facts": facts,
        }


PLAIN = (
    *("version", "deadline_on", "quantity", "recur_days", "packet_no"),
    *("provider_from", "provider_to", "note"),
)
IDS = ("kind_id", "person_id", "service_point_id", "urgency")
