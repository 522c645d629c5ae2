"""The evening sheet as it is typed: one row a visit, read row by row so that one slip costs no other row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.day.evening import Entry, Line, TeamDay
from app.domain.errors import Changed, Refused
from app.domain.outcomes import OFFERED, OPEN_CAUSE, Cause, Outcome, Surface, cause_of
from app.routes.fate import Fate, fate_of
from app.web.errors import say
from app.web.fields import typed_id
from app.web.forms import Mistake, tidy
from app.web.here import to_local

KEYS = dict(zip([*OFFERED[Surface.PAPER], Outcome.HELD_OUT, Outcome.NOT_LEFT], "1234567890", strict=True))
OUTCOMES = (*KEYS, *(one for one in OFFERED[Surface.DESK] if one not in KEYS))
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Typed:
    """What stands in one row, as text."""

    outcome: str = ""
    cause: str = ""
    time: str = ""
    note: str = ""
    reason: str = ""
    version: str = ""


@dataclass
class EveningForm:
    """Every row of a day: what is stored, what was typed over it, what is wrong with it."""

    on: date
    days: list[TeamDay]
    rows: dict[int, Typed] = field(default_factory=dict)
    fates: dict[int, Fate] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    overtaken: set[int] = field(default_factory=set)
    gone: dict[int, Typed] = field(default_factory=dict)
    form_errors: list[str] = field(default_factory=list)

    @classmethod
    def stored(cls, on: date, days: list[TeamDay]) -> "EveningForm":
        rows = {line.visit.id: typed_of(line) for line in _lines(days)}
        return cls(on, days, rows, {sheet.id: fate_of(sheet) for day in days for sheet in day.sheets})

    @classmethod
    def sent(cls, on: date, days: list[TeamDay], sent: Mapping[str, str]) -> "EveningForm":
        form = cls.stored(on, days)
        form.gone = {visit_id: _read(sent, visit_id, Typed()) for visit_id in _sent_ids(sent) - form.rows.keys()}
        form.rows = {visit_id: _read(sent, visit_id, row) for visit_id, row in form.rows.items()}
        for sheet_id in form.fates:
            if (fate := sent.get(f"sheet-{sheet_id}", "")) in set(Fate):
                form.fates[sheet_id] = Fate(fate)
        form._fill_for_a_team(sent)
        form._fill_held(sent)
        return form

    def _fill_for_a_team(self, sent: Mapping[str, str]) -> None:
        """One act for a team that did not leave: each of its visits that has no outcome yet gets this one."""
        for day in self.days:
            if day.team is not None and sent.get("not_left") == str(day.team.id):
                cause = sent.get(f"why-{day.team.id}", "")
                self._fill((line for line in day.lines), Outcome.NOT_LEFT, cause)

    def _fill_held(self, sent: Mapping[str, str]) -> None:
        if sent.get("held_out"):
            self._fill((line for line in _lines(self.days) if line.is_held), Outcome.HELD_OUT, "")

    def _fill(self, lines: Any, outcome: Outcome, cause: str) -> None:
        for line in lines:
            row = self.rows[line.visit.id]
            if line.is_open and not row.outcome:
                self.rows[line.visit.id] = replace(row, outcome=outcome.value, cause=cause)

    def entries(self) -> list[Entry]:
        """The rows that say something new and can be read; the others are among the errors."""
        found = []
        for line in _lines(self.days):
            try:
                entry = _entry(line, self.rows[line.visit.id])
            except ValueError as error:
                self.errors[line.visit.id] = str(error)
            else:
                found += [entry] if entry else []
        return found

    def refuse(self, refused: Mapping[int, Refused]) -> None:
        self.errors |= {visit_id: say(refusal) for visit_id, refusal in refused.items()}
        self.overtaken |= {visit_id for visit_id, refusal in refused.items() if isinstance(refusal, Changed)}

    @property
    def status(self) -> int:
        """Of the answer while something is not saved: somebody else was quicker, or it cannot be read."""
        return 409 if self.overtaken or self.gone else 422

    def keep_typed(self, before: "EveningForm") -> "EveningForm":
        """What could not be saved stands as it was typed; what was saved stands as it is stored."""
        self.errors, self.form_errors, self.gone = before.errors, before.form_errors, before.gone
        self.overtaken = before.overtaken
        for visit_id in before.errors.keys() & self.rows.keys():
            kept = before.rows[visit_id]
            # Both values stand on the page now, so what is sent again is meant for the new one.
            version = self.rows[visit_id].version if visit_id in before.overtaken else kept.version
            self.rows[visit_id] = replace(kept, version=version)
        return self

    def mistakes(self) -> list[Mistake]:
        labels = {line.visit.id: line.label for line in _lines(self.days)}
        rows = [Mistake(f"outcome-{one}", labels.get(one, ""), error) for one, error in self.errors.items()]
        return [Mistake("content", "", error) for error in self.form_errors] + rows


def _sent_ids(sent: Mapping[str, str]) -> set[int]:
    """The visits with something in their row as it was sent."""
    said = (name.removeprefix("outcome-") for name in sent if name.startswith("outcome-"))
    return {
        visit_id
        for text in said
        if (visit_id := typed_id(text)) is not None and (sent[f"outcome-{text}"] or sent.get(f"note-{text}"))
    }


def _lines(days: list[TeamDay]) -> list[Line]:
    return [line for day in days for line in day.lines]


def typed_of(line: Line) -> Typed:
    visit = line.visit
    return Typed(
        outcome=visit.outcome.value if visit.outcome else "",
        cause=visit.cause.value if visit.cause else "",
        time=to_local(visit.outcome_at).strftime("%H:%M") if visit.outcome_at and visit.is_time_written else "",
        note=visit.outcome_note or "",
        version=str(visit.version),
    )


def _read(sent: Mapping[str, str], visit_id: int, stored: Typed) -> Typed:
    """A row that was not sent stays as it is."""
    if f"outcome-{visit_id}" not in sent:
        return stored
    names = ("outcome", "cause", "time", "note", "reason", "version")
    return Typed(**{name: tidy(sent.get(f"{name}-{visit_id}", "")) or "" for name in names})


def _entry(line: Line, row: Typed) -> Entry | None:
    """None for a row that says nothing new. Raises ValueError with a sentence for one that cannot be read."""
    stored = typed_of(line)
    says_new = row.outcome != stored.outcome or row.note != stored.note or _other_cause(row, stored)
    if not says_new and not (row.time and row.time != stored.time):
        return None
    if not row.outcome:
        raise ValueError(_("Choose the outcome."))
    if row.outcome not in set(Outcome):
        raise ValueError(_("Choose one of the answers offered."))
    if max(len(row.note), len(row.reason)) > LONGEST_NOTE:
        raise ValueError(
            ngettext("Write at most %(num)s character.", "Write at most %(num)s characters.", LONGEST_NOTE)
        )
    outcome = Outcome(row.outcome)
    version = typed_id(row.version) or 0
    return Entry(line.visit.id, outcome, version, _cause(outcome, row.cause), row.note, _minute(row.time), row.reason)


def _other_cause(row: Typed, stored: Typed) -> bool:
    return row.outcome in OPEN_CAUSE and row.cause != stored.cause


def _cause(outcome: Outcome, typed: str) -> Cause | None:
    """Asked only where the outcome does not say it."""
    if outcome not in OPEN_CAUSE:
        return cause_of(outcome)
    if typed not in set(Cause):
        raise ValueError(_("Say why the visit did not happen."))
    return Cause(typed)


def _minute(typed: str) -> int | None:
    if not typed:
        return None
    try:
        moment = time.fromisoformat(typed)
    except ValueError:
        raise ValueError(_("Write the time as hours and minutes, for example 14:30.")) from None
    return moment.hour * 60 + moment.minute


def day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
