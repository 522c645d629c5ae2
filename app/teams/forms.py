"""Forms of teams: a team, somebody who goes, a car, a shift, a permit."""

from collections.abc import Container, Iterable
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from app.models import Permit, Shift, Team, Vehicle, Volunteer
from app.teams.outages import OutageDraft
from app.teams.permits import PermitDraft
from app.teams.roster import SKILLS, TeamBreak, TeamDraft, VehicleDraft, VolunteerDraft
from app.teams.service import ShiftDraft
from app.teams.words import skill_words
from app.web.fields import ChipsField, LocalDateField, LocalTimeField, OptionalIntegerField, typed_id
from app.web.forms import Form

PHONE = Regexp(r"^[0-9+ ()-]{0,30}$", message=_l("Digits, spaces, plus, dashes and brackets only."))


def _whole(field: Any) -> int:
    """A hidden version, or 0 for none: what is no number is no version either."""
    return typed_id(field.data) or 0


def _or_none(value: str | None) -> int | None:
    return int(value) if value else None


def _choices(rows: Iterable[Any], label: str) -> list[SelectChoice]:
    return [SelectChoice(row.id, str(getattr(row, label))) for row in rows]


def _none_or(rows: Iterable[Any], label: str, none: str) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(str(row.id), str(getattr(row, label))) for row in rows)]


def _skills() -> list[SelectChoice]:
    return [SelectChoice(skill, skill_words(skill)) for skill in SKILLS]


class VersionedForm(Form):
    """Carries the version that was shown, so that two people do not overwrite each other."""

    version = HiddenField()

    @property
    def expected_version(self) -> int:
        return _whole(self.version)


class TeamForm(VersionedForm):
    number = IntegerField(_l("Number"), [InputRequired(_l("Write a number.")), NumberRange(1, 999)])
    call_sign = StringField(_l("Call sign"), [Length(max=40)])
    is_active = BooleanField(_l("Goes out"), default=True)
    break_from = LocalTimeField(_l("Break, not before"))
    break_to = LocalTimeField(_l("Break, over by"))
    break_min = OptionalIntegerField(_l("Break, minutes"), lowest=5, highest=240)
    second_from = LocalTimeField(_l("Second break, not before"))
    second_to = LocalTimeField(_l("Second break, over by"))
    second_min = OptionalIntegerField(_l("Second break, minutes"), lowest=5, highest=240)

    @property
    def breaks(self) -> tuple[tuple[Any, Any, Any], ...]:
        """The fields of each break: from, to, minutes."""
        return (
            (self.break_from, self.break_to, self.break_min),
            (self.second_from, self.second_to, self.second_min),
        )

    @classmethod
    def of(cls, team: Team) -> "TeamForm":
        shown: dict[str, Any] = {}
        for name, one in zip(("break", "second"), team.breaks, strict=False):
            times = {f"{name}_from": clock_of(one["from_min"]), f"{name}_to": clock_of(one["to_min"])}
            shown |= times | {f"{name}_min": one["minutes"]}
        return cls(obj=team, data=shown)

    def validate(self, extra_validators: Any = None) -> bool:
        """Of a break all three values are written, or none."""
        is_valid = super().validate(extra_validators)
        for fields in self.breaks:
            missing = [one for one in fields if one.data is None and not one.errors]
            if 0 < len(missing) < len(fields):
                missing[0].errors = [_("Write from when, until when and how long, or leave all three empty.")]
                is_valid = False
        return is_valid

    def draft(self) -> TeamDraft:
        """Only of a form that validates."""
        written = [[one.data for one in fields] for fields in self.breaks]
        breaks = tuple(TeamBreak(_minute(a), _minute(b), c) for a, b, c in written if c is not None)
        return TeamDraft(self.number.data, self.call_sign.data or "", self.is_active.data, breaks)


class VolunteerForm(VersionedForm):
    name = StringField(_l("Name"), [InputRequired(_l("Write a name.")), Length(max=80)])
    phone = StringField(_l("Phone"), [PHONE], description=_l("Kept sealed. Shown on this page only."))
    skills = ChipsField(_l("Can do"), per_row=2)
    user_id = SelectField(_l("Account"), description=_l("Shows this person their own route on the phone."))
    is_active = BooleanField(_l("Goes out"), default=True)

    def offer(self, accounts: Iterable[Any]) -> "VolunteerForm":
        self.skills.choices = _skills()
        self.user_id.choices = _none_or(accounts, "display_name", _("no account"))
        return self

    @classmethod
    def of(cls, one: Volunteer) -> "VolunteerForm":
        return cls(obj=one, data={"user_id": str(one.user_id or "")})

    def draft(self) -> VolunteerDraft:
        return VolunteerDraft(
            self.name.data,
            self.phone.data or "",
            tuple(self.skills.data or ()),
            _or_none(self.user_id.data),
            self.is_active.data,
        )


class VehicleForm(VersionedForm):
    code = StringField(
        _l("Code"), [InputRequired(_l("Write a code.")), Length(max=20)], description=_l("Printed on paper.")
    )
    plate = StringField(_l("Plate"), [Length(max=20)], description=_l("Kept sealed, never printed."))
    seats = IntegerField(_l("Seats for people helped"), [InputRequired(), NumberRange(0, 50)])
    cargo_kg = IntegerField(_l("Load, kg"), [InputRequired(), NumberRange(0, 20000)])
    skills = ChipsField(_l("Fitted for"), per_row=2)
    is_active = BooleanField(_l("In use"), default=True)

    def offer(self) -> "VehicleForm":
        self.skills.choices = _skills()
        return self

    @classmethod
    def of(cls, car: Vehicle) -> "VehicleForm":
        return cls(obj=car)

    def draft(self) -> VehicleDraft:
        return VehicleDraft(
            self.code.data,
            self.plate.data or "",
            self.seats.data,
            self.cargo_kg.data,
            tuple(self.skills.data or ()),
            self.is_active.data,
        )


class OutageForm(VersionedForm):
    reason = StringField(
        _l("Why"), [InputRequired(_l("Write why the car does not go.")), Length(max=120)], description=_l("No names.")
    )
    from_on = LocalDateField(_l("First day"), [InputRequired(_l("Choose a day."))])
    until_on = LocalDateField(_l("Last day"), description=_l("Empty: until further notice."))

    def draft(self) -> OutageDraft:
        """Only of a form that validates."""
        return OutageDraft(self.reason.data or "", self.from_on.data, self.until_on.data)  # type: ignore[arg-type]


class ShiftForm(VersionedForm):
    starts = LocalTimeField(_l("Begins"), [InputRequired(_l("Write when it begins."))])
    ends = LocalTimeField(_l("Ends"), [InputRequired(_l("Write when it ends."))])
    member_ids = ChipsField(_l("People"), coerce=int, per_row=2)
    lead_id = SelectField(_l("Team lead"))
    vehicle_id = SelectField(_l("Car"))

    def offer(self, people: Iterable[Volunteer], cars: Iterable[Vehicle], out: Container[int] = ()) -> "ShiftForm":
        """out: cars that do not go that day."""
        people = list(people)
        self.member_ids.choices = _choices(people, "name")
        self.lead_id.choices = _none_or(people, "name", _("not named"))
        codes = ((car, _("%(car)s, out of service", car=car.code) if car.id in out else car.code) for car in cars)
        self.vehicle_id.choices = [
            SelectChoice("", _("no car")),
            *(SelectChoice(str(car.id), code) for car, code in codes),
        ]
        return self

    @classmethod
    def of(cls, shift: Shift) -> "ShiftForm":
        return cls(
            data={
                "version": shift.version,
                "starts": clock_of(shift.starts_min),
                "ends": clock_of(shift.ends_min),
                "member_ids": [one.id for one in shift.members],
                "lead_id": str(shift.lead_id or ""),
                "vehicle_id": str(shift.vehicle_id or ""),
            }
        )

    def draft(self) -> ShiftDraft:
        """Only of a form that validates."""
        return ShiftDraft(
            _minute(self.starts.data),
            _minute(self.ends.data),
            tuple(self.member_ids.data or ()),
            _or_none(self.lead_id.data),
            _or_none(self.vehicle_id.data),
        )


class PermitForm(VersionedForm):
    number = StringField(_l("Number"), [InputRequired(_l("Write a number.")), Length(max=40)])
    valid_from = LocalDateField(_l("Valid from"), [InputRequired(_l("Choose a day."))])
    valid_to = LocalDateField(_l("Valid to"), [InputRequired(_l("Choose a day."))])
    volunteer_ids = ChipsField(_l("People"), coerce=int, per_row=2)
    vehicle_id = SelectField(_l("Car"))
    area_ids = ChipsField(_l("Areas"), coerce=int, per_row=4)
    note = StringField(_l("Note"), [Length(max=200)])

    def offer(self, people: Iterable[Volunteer], cars: Iterable[Vehicle], areas: Iterable[Any]) -> "PermitForm":
        self.volunteer_ids.choices = _choices(people, "name")
        self.vehicle_id.choices = _none_or(cars, "code", _("no car"))
        self.area_ids.choices = _choices(areas, "code")
        return self

    @classmethod
    def of(cls, permit: Permit) -> "PermitForm":
        chosen = {
            "volunteer_ids": [one.id for one in permit.volunteers],
            "area_ids": [one.id for one in permit.areas],
            "vehicle_id": str(permit.vehicle_id or ""),
        }
        return cls(obj=permit, data=chosen)

    def draft(self) -> PermitDraft:
        return PermitDraft(
            self.number.data,
            *(self.valid_from.data, self.valid_to.data),  # type: ignore[arg-type]
            tuple(self.volunteer_ids.data or ()),
            tuple(self.area_ids.data or ()),
            _or_none(self.vehicle_id.data),
            self.note.data or "",
        )


def clock_of(minute: int) -> time:
    return time(min(minute, 1439) // 60, min(minute, 1439) % 60)


def _minute(moment: Any) -> int:
    return int(moment.hour * 60 + moment.minute)
