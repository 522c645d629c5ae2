"""The list of need kinds of a hub: begins as the shipped one, then the hub's own."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, NotHere, Refused
from app.domain.need_kinds import NEED_KINDS, NeedKindFacts, PhoneChip, first_kind
from app.domain.needs import Answers, StopPattern, Suggestion, suggest_urgency
from app.models import Hub, NeedKind

EDITABLE = frozenset(
    {
        *("label_uk", "label_en", "paper_uk", "paper_en", "minutes", "people", "skills", "cargo_kg"),
        *("urgency", "is_life_saving", "is_active", "position"),
    }
)


def seed_need_kinds(session: Session, hub_id: int) -> list[NeedKind]:
    """Give the hub the kinds it lacks; what it has edited stays as it is."""
    known = set(session.scalars(select(NeedKind.code).where(NeedKind.hub_id == hub_id)))
    fresh = [_row(hub_id, facts, place) for place, facts in enumerate(NEED_KINDS.values()) if facts.code not in known]
    session.add_all(fresh)
    session.flush()
    return fresh


def _row(hub_id: int, facts: NeedKindFacts, place: int) -> NeedKind:
    return NeedKind(
        hub_id=hub_id,
        code=facts.code,
        label_uk=facts.label_uk,
        label_en=facts.label_en,
        paper_uk=facts.paper_uk,
        paper_en=facts.paper_en,
        minutes=facts.minutes,
        people=facts.people,
        skills=list(facts.skills),
        pattern=facts.pattern,
        point_kinds=[kind.value for kind in facts.point_kinds],
        urgency=facts.urgency,
        cargo_kg=facts.cargo_kg,
        is_life_saving=facts.is_life_saving,
        position=place,
    )


def kinds(session: Session, hub_id: int, *, also_closed: bool = False) -> list[NeedKind]:
    """In the order of the list; without those the hub no longer uses."""
    query = select(NeedKind).where(NeedKind.hub_id == hub_id).order_by(NeedKind.position, NeedKind.id)
    return list(session.scalars(query if also_closed else query.where(NeedKind.is_active)))


def kind_of(session: Session, hub_id: int, code_or_chip: str, words: str = "") -> NeedKind:
    """The hub's kind with this code, or the one a chip of the phone form is taken for; raises NotHere."""
    code = code_or_chip
    if code_or_chip in set(PhoneChip):
        code = first_kind(PhoneChip(code_or_chip), words)
    for wanted in (code, "OTH"):
        found = session.scalar(select(NeedKind).where(NeedKind.hub_id == hub_id, NeedKind.code == wanted))
        if found is not None:
            return found
    raise NotHere("NeedKind")


def suggestion_for(kind: NeedKind, answers: Mapping[str, Any], on: date) -> Suggestion:
    """What the rule of a shipped kind says of the answers; a kind of the hub's own has no rule and no urgency."""
    return suggest_urgency(kind.code, Answers.from_facts(answers), on)


def edit_kind(
    session: Session,
    kind_id: int,
    changes: Mapping[str, Any],
    *,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> NeedKind:
    """Words, minutes, people and urgency of a kind. Its code and pattern stay: past visits rest on them."""
    kind = get_in_hub(session, NeedKind, kind_id, hub_id, lock=True)
    check_version(kind, expected_version)
    if unknown := changes.keys() - EDITABLE:
        raise TypeError(f"not to be edited: {sorted(unknown)}")
    changed = sorted(name for name, value in changes.items() if getattr(kind, name) != value)
    for name in changed:
        setattr(kind, name, changes[name])
    _record(session, "edit_need_kind", kind, by_id=by_id, now=now, fields=changed)
    return kind


def add_kind(
    session: Session, code: str, values: Mapping[str, Any], *, hub_id: int, by_id: int, now: datetime
) -> NeedKind:
    """A kind of the hub's own, visited at home unless `pattern` says otherwise."""
    taken = select(NeedKind.id).where(NeedKind.hub_id == hub_id, NeedKind.code == code)
    if session.scalar(taken) is not None:
        raise Refused(N_("There is a kind with the code %(code)s already."), code=code)
    last = session.scalar(select(func.max(NeedKind.position)).where(NeedKind.hub_id == hub_id)) or 0
    facts = {"skills": [], "point_kinds": [], "pattern": StopPattern.HOME, "position": last + 1}
    kind = NeedKind(hub_id=hub_id, code=code, **(facts | dict(values)))
    session.add(kind)
    session.flush()
    _record(session, "add_need_kind", kind, by_id=by_id, now=now)
    return kind


def _record(session: Session, action: str, kind: NeedKind, *, by_id: int, now: datetime, **facts: Any) -> None:
    hub = session.get_one(Hub, kind.hub_id)
    audit.record(session, action, hub, by_id=by_id, now=now, hub_id=hub.id, kind=kind.code, **facts)
