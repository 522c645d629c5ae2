"""Forms of places: hold and release, clear, zone, curfew, and the register of areas, roads and points."""

from datetime import time
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from app.domain.alarm_regions import read_uids
from app.domain.zones import Zone
from app.models import Area, AreaKind, PointKind, PointStatus
from app.places.register_service import AreaFacts, PointFacts, RoadFacts
from app.web.fields import CoordinateField, LocalDateField, LocalDateTimeField, LocalTimeField, OptionalIntegerField
from app.web.forms import Form
from app.web.place_words import (
    area_kind_words,
    point_kind_words,
    point_status_words,
    zone_words,
)

SAY_WHY = _l("Not saved: say why.")
NO_PERSON = _l("Never a name, a phone number or an address of a person helped.")
DAY_MIN = 24 * 60


def choices(kind: type[StrEnum], words: Any) -> list[SelectChoice]:
    return [SelectChoice(one.value, words(one)) for one in kind]


def area_choices(areas: list[Area], *, none: str | None = None) -> list[SelectChoice]:
    first = [] if none is None else [SelectChoice("", none)]
    return first + [SelectChoice(str(area.id), f"{area.code} · {area.name_uk}") for area in areas]


def optional_id(text: Any) -> int | None:
    """The id a select box sends; its empty choice is None. Raises ValueError for anything else."""
    return int(text) if text not in ("", None) else None


class VersionField(IntegerField):  # type: ignore[misc]
    """Which state of the row the page showed."""

    widget = HiddenInput()


class ReviewFields(Form):
    """When to look again: at a time, or only when the place has been cleared."""

    review_at = LocalDateTimeField(
        _l("Review at"), description=_l("At this time it says: time to review. It opens nothing by itself.")
    )
    until_cleared = BooleanField(
        _l("Until cleared, without a time"),
        description=_l("For mines and unexploded things. Two people end it."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound: bool = super().validate(extra_validators)
        if is_sound and not self.until_cleared.data and self.review_at.data is None:
            self.review_at.errors = [str(_l("Choose a time, or hold until it is cleared."))]
            return False
        return is_sound

    @property
    def review(self) -> Any:
        return None if self.until_cleared.data else self.review_at.data


class HoldForm(ReviewFields):
    """Hold by hand."""

    note = TextAreaField(
        _l("Reason for the hold"),
        [InputRequired(SAY_WHY), Length(max=500)],
        description=NO_PERSON,
        render_kw={"rows": 2},
    )


class ExtendForm(ReviewFields):
    """Look again later."""

    version = VersionField(validators=[InputRequired()])


class ReleaseForm(Form):
    """Release under one's own name; the second person may leave the first's reason."""

    version = VersionField(validators=[InputRequired()])
    reason = TextAreaField(
        _l("Why is it released?"),
        [Length(max=500)],
        description=_l("You release it under your own name"),
        render_kw={"rows": 2},
    )


class ClearForm(Form):
    """Clear an area until a time."""

    until = LocalDateTimeField(
        _l("Until what time"), description=_l("After that ring before each stop. A new report there ends it at once.")
    )
    note = StringField(_l("Note"), [Length(max=300)], description=_l("What you looked at, whom you asked."))


class ZoneForm(Form):
    """A zone by hand, with the date to look again."""

    seen = VersionField(validators=[InputRequired()])
    zone = SelectField(_l("Zone"), choices=[], coerce=Zone)
    review_by = LocalDateTimeField(
        _l("Review by"),
        [InputRequired(_l("Say by when to look again."))],
        description=_l("At most 72 h ahead in Z0–Z2, 7 days in Z3–Z4. After it the zone counts one step worse."),
    )
    note = TextAreaField(_l("Reason"), [InputRequired(SAY_WHY), Length(max=500)], render_kw={"rows": 2})

    def offer(self, zones: list[Zone]) -> "ZoneForm":
        self.zone.choices = [SelectChoice(one.value, zone_words(one)) for one in zones]
        return self


class CurfewForm(Form):
    """A daily curfew; it crosses midnight where the end is not after the start."""

    starts = LocalTimeField(_l("From"), [InputRequired(_l("Say from when."))])
    ends = LocalTimeField(
        _l("To"),
        [InputRequired(_l("Say until when."))],
        description=_l("An earlier time than the start is the next morning."),
    )
    valid_from = LocalDateField(_l("First day"), [InputRequired(_l("Say the first day."))])
    valid_to = LocalDateField(_l("Last day"), description=_l("Empty: until further notice."))
    note = StringField(_l("Order"), [Length(max=300)])

    @property
    def minutes(self) -> tuple[int, int]:
        return _minute(self.starts.data), _minute(self.ends.data)


class EndCurfewForm(Form):
    """The last day of an order, and why."""

    version = VersionField(validators=[InputRequired()])
    last_day = LocalDateField(_l("Last day"), [InputRequired(_l("Say the last day."))])
    reason = StringField(_l("Reason"), [InputRequired(SAY_WHY), Length(max=300)])

    def show(self, version: int) -> None:
        """From here on the page stands on this state of the order."""
        self.version.data, self.version.raw_data = version, None


class AreaForm(Form):
    """An area as it is written down."""

    version = VersionField(default=0)
    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Write a short code.")),
            Length(max=16),
            Regexp(r"^[\w./-]+$", message=_l("Letters, digits and hyphens only, for example KOS-C.")),
        ],
        description=_l("Short, as on maps and paper: KOS-C."),
    )
    name_uk = StringField(_l("Name in Ukrainian"), [InputRequired(_l("Write the name.")), Length(max=120)])
    name_en = StringField(_l("Name in English"), [InputRequired(_l("Write the name.")), Length(max=120)])
    kind = SelectField(_l("Kind"), choices=[], coerce=AreaKind)
    katottg = StringField(
        _l("KATOTTG code"),
        [Regexp(r"^(UA\d{17})?$", message=_l("UA and 17 digits, or leave it empty."))],
        description=_l("From the national codifier, where there is one."),
    )
    parent_id = SelectField(
        _l("Lies in"),
        choices=[],
        coerce=optional_id,
        description=_l("A hold or a curfew of what lies around it covers this area too."),
    )
    centre = CoordinateField(_l("Centre"), description=_l("Latitude and longitude, for example 48.527, 37.707."))
    radius_m = OptionalIntegerField(_l("Radius, m"), lowest=50, highest=100_000)
    population = OptionalIntegerField(_l("Population, an estimate"), lowest=0, highest=10_000_000)
    permit_needed = BooleanField(
        _l("Permit needed"), description=_l("A visit here needs a permit for the team, the car, the place and the day.")
    )
    alarm_uids = StringField(
        _l("Region numbers of the siren feeds"),
        [Length(max=120)],
        description=_l("For example 28 50. Empty: those of the KATOTTG code, here or of what lies around."),
    )
    is_active = BooleanField(_l("In use"), default=True, description=_l("Unused areas stay in the history."))

    def validate_alarm_uids(self, field: StringField) -> None:
        if read_uids(field.data or "") is None:
            raise ValidationError(_l("Numbers with blanks between, at most 12."))

    def offer(self, around: list[Area]) -> "AreaForm":
        self.kind.choices = choices(AreaKind, area_kind_words)
        self.parent_id.choices = area_choices(around, none="—")
        return self

    def facts(self) -> AreaFacts:
        centre = self.centre.data
        return AreaFacts(
            code=self.code.data.upper(),
            name_uk=self.name_uk.data,
            name_en=self.name_en.data,
            kind=self.kind.data,
            katottg=self.katottg.data or None,
            parent_id=self.parent_id.data,
            lat=centre.lat if centre else None,
            lon=centre.lon if centre else None,
            radius_m=self.radius_m.data,
            population=self.population.data,
            permit_needed=self.permit_needed.data,
            alarm_uids=" ".join(read_uids(self.alarm_uids.data or "") or []),
            is_active=self.is_active.data,
        )


class RoadForm(Form):
    """A stretch of road that can be held by itself."""

    version = VersionField(default=0)
    name = StringField(
        _lp("place", "Name"),
        [InputRequired(_l("Write the name.")), Length(max=120)],
        description=_l("As drivers call it: the bridge, the lower road."),
    )
    from_area_id = SelectField(_l("From area"), choices=[], coerce=int)
    to_area_id = SelectField(_l("To area"), choices=[], coerce=int)
    is_active = BooleanField(_l("In use"), default=True)

    def offer(self, areas: list[Area]) -> "RoadForm":
        self.from_area_id.choices = self.to_area_id.choices = area_choices(areas)
        return self

    def facts(self) -> RoadFacts:
        return RoadFacts(
            name=self.name.data,
            from_area_id=self.from_area_id.data,
            to_area_id=self.to_area_id.data,
            is_active=self.is_active.data,
        )


class PointForm(Form):
    """A service point as it is written down."""

    version = VersionField(default=0)
    name = StringField(_lp("place", "Name"), [InputRequired(_l("Write the name.")), Length(max=120)])
    kind = SelectField(_l("Kind"), choices=[], coerce=PointKind)
    area_id = SelectField(_l("Area"), choices=[], coerce=int)
    address = StringField(_l("Address"), [Length(max=200)])
    place = CoordinateField(_l("Position"), description=_l("Latitude and longitude, for example 48.527, 37.707."))
    is_active = BooleanField(_l("In use"), default=True, description=_l("Unused points stay in the history."))

    def offer(self, areas: list[Area]) -> "PointForm":
        self.kind.choices = choices(PointKind, point_kind_words)
        self.area_id.choices = area_choices(areas)
        return self

    def facts(self) -> PointFacts:
        place = self.place.data
        return PointFacts(
            name=self.name.data,
            kind=self.kind.data,
            area_id=self.area_id.data,
            address=self.address.data or "",
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            is_active=self.is_active.data,
        )


class StatusForm(Form):
    """What was heard of a point."""

    status = SelectField(_l("How it stands"), choices=[], coerce=PointStatus)
    as_of = LocalDateTimeField(_l("As of"), [InputRequired(_l("Say when it was true."))])
    source = StringField(
        _l("From whom"),
        [InputRequired(_l("Say from whom: by phone, own team, a resident.")), Length(max=120)],
        description=_l("By phone, own team, a resident. No names."),
    )
    expires_at = LocalDateTimeField(
        _l("Believed until"),
        description=_l("Empty: as long as the settings say. After it the point counts as not confirmed."),
    )

    def offer(self) -> "StatusForm":
        self.status.choices = choices(PointStatus, point_status_words)
        return self


class HoursForm(Form):
    """The hours for the public: two rows a weekday, the second after a break."""

    version = VersionField(validators=[InputRequired()])

    @property
    def days(self) -> list[list[tuple[Any, Any]]]:
        """For each weekday its two pairs of fields."""
        return [[(self[f"opens_{day}_{part}"], self[f"closes_{day}_{part}"]) for part in (1, 2)] for day in range(7)]

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound: bool = super().validate(extra_validators)
        for opens, closes in (pair for day in self.days for pair in day):
            if not opens.errors and not closes.errors and (opens.data is None) != (closes.data is None):
                closes.errors = [str(_l("Write both times, or leave both empty."))]
                is_sound = False
        return is_sound

    def rows(self) -> list[tuple[int, int, int]]:
        """Weekday, opens, closes; midnight as a closing time is the end of the day."""
        return [
            (day, _minute(opens.data), _minute(closes.data) or DAY_MIN)
            for day, pairs in enumerate(self.days)
            for opens, closes in pairs
            if opens.data is not None
        ]

    def show(self, hours: list[list[int]]) -> "HoursForm":
        for day, pairs in enumerate(self.days):
            rows = [row for row in hours if row[0] == day]
            for (opens, closes), row in zip(pairs, rows, strict=False):
                opens.data, closes.data = _time(row[1]), _time(row[2])
        return self


for _day in range(7):
    for _part in (1, 2):
        setattr(HoursForm, f"opens_{_day}_{_part}", LocalTimeField(_l("Opens")))
        setattr(HoursForm, f"closes_{_day}_{_part}", LocalTimeField(_l("Closes")))


def _minute(moment: Any) -> int:
    return int(moment.hour * 60 + moment.minute)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
