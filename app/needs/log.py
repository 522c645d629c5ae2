"""Log a need once, however often it is sent; withdraw one's own within a day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.domain.states import CloseReason, NeedState
from app.models import ConsentAnswer, Household, Hub, Need, NeedKind, NeedSource, Person, ServicePoint
from app.needs.drafts import NeedDraft, NeedResult, body_hash
from app.needs.errors import KeyInUse, NotOwn, SameKeyOtherBody
from app.needs.kinds import kind_of, suggestion_for
from app.needs.moves import first_move, move_need
from app.needs.ways import check_way, ways_of
from app.people import history
from app.people import service as people
from app.people.notice import NOTICE_VERSION
from app.people.queries import household_now, survivor

OWN_FOR = timedelta(hours=24)
UNTIDY = "place_as_told"


def log_need(session: Session, draft: NeedDraft, *, hub_id: int, by_id: int | None, now: datetime) -> NeedResult:
    """Store what was told and number it; the same key with the same body answers with the need that is there.

    Raises SameKeyOtherBody when the key names a need that says something else.
    """
    session.execute(select(Hub.id).where(Hub.id == hub_id).with_for_update(key_share=True))  # one number at a time
    if (known := known_need(session, draft, hub_id)) is not None:
        return NeedResult(known, is_new=False)
    kind = kind_of(session, hub_id, draft.kind, f"{draft.who_where} {draft.note}")
    person = find_or_make_person(session, draft, hub_id=hub_id, by_id=by_id, now=now)
    need = _make(session, draft, kind, person, by_id=by_id, now=now)
    note_consent(session, draft, person, by_id=by_id, now=now)
    return NeedResult(need, is_new=True)


def known_need(session: Session, draft: NeedDraft, hub_id: int) -> Need | None:
    need = session.scalar(select(Need).where(Need.uid == draft.client_key))
    if need is None:
        return None
    if need.hub_id != hub_id:
        raise KeyInUse
    if body_hash(draft) not in {need.body_hash, *_hashes_before(session, need)}:
        raise SameKeyOtherBody(need)
    return need


def _hashes_before(session: Session, need: Need) -> set[str]:
    """Of what was told before it was mended: a late copy from a weak network still names the same need."""
    return {str(history.before_of(change).get("body_hash")) for change in history.changes_of(session, need)}


def find_or_make_person(session: Session, draft: NeedDraft, *, hub_id: int, by_id: int | None, now: datetime) -> Person:
    if draft.person_id is not None:
        return survivor(session, get_in_hub(session, Person, draft.person_id, hub_id))
    household = _find_or_make_household(session, draft, hub_id=hub_id, by_id=by_id, now=now)
    return people.find_or_add_person(session, household, draft.who, by_id=by_id, now=now)


def _find_or_make_household(
    session: Session, draft: NeedDraft, *, hub_id: int, by_id: int | None, now: datetime
) -> Household:
    if draft.household_id is not None:
        return household_now(session, get_in_hub(session, Household, draft.household_id, hub_id))
    if draft.make_household:
        return people.add_household(session, draft.place, hub_id=hub_id, by_id=by_id, now=now)
    return people.find_or_make_household(session, draft.place, hub_id=hub_id, by_id=by_id, now=now)


def _make(
    session: Session, draft: NeedDraft, kind: NeedKind, person: Person, *, by_id: int | None, now: datetime
) -> Need:
    need = Need(
        uid=draft.client_key,
        hub_id=kind.hub_id,
        number=next_number(session, kind.hub_id),
        kind_id=kind.id,
        household_id=person.household_id,
        person_id=person.id,
        state=NeedState.NEW,
        source=draft.source,
        logged_by_id=by_id,
        logged_at=draft.logged_at or now,
        received_at=now,
        body_hash=body_hash(draft),
        **as_told(session, draft, kind, now),
    )
    session.add(need)
    session.flush()
    first_move(session, need, by_id=by_id, now=now)
    audit.record(session, "log_need", need, by_id=by_id, now=now, code=need.code, kind=kind.code, source=draft.source)
    return need


def as_told(session: Session, draft: NeedDraft, kind: NeedKind, now: datetime) -> dict[str, Any]:
    """What the telling says of the need itself; the urgency told stands, else the rule of the kind suggests one."""
    if draft.service_point_id is not None:
        get_in_hub(session, ServicePoint, draft.service_point_id, kind.hub_id)
    check_way(kind, draft.way)
    suggestion = suggestion_for(kind, draft.answers, today(session, kind.hub_id, now))
    return {
        "urgency": draft.urgency or suggestion.urgency or kind.urgency,
        "deadline_on": draft.deadline_on,
        "windows": [list(window) for window in draft.windows],
        "provider_from": draft.provider_from,
        "provider_to": draft.provider_to,
        "quantity": draft.quantity,
        "recur_days": draft.recur_days,
        "way": draft.way,
        "service_point_id": draft.service_point_id,
        "facts": draft.answers | ({UNTIDY: True} if draft.is_untidy else {}),
        "note": "\n".join(filter(None, (draft.who_where, draft.note))),
    }


def next_number(session: Session, hub_id: int) -> int:
    """The next number of the hub, never given twice; the row of the hub stays locked until the end."""
    highest = select(func.max(Need.number)).where(Need.hub_id == hub_id)
    session.execute(select(Hub.id).where(Hub.id == hub_id).with_for_update(key_share=True))
    counted, taken = session.execute(select(Hub.needs_counter, highest.scalar_subquery()).where(Hub.id == hub_id)).one()
    number = max(counted, taken or 0) + 1
    session.execute(
        update(Hub).where(Hub.id == hub_id).values(needs_counter=number).execution_options(synchronize_session=False)
    )
    return int(number)


def today(session: Session, hub_id: int, now: datetime) -> date:
    return now.astimezone(hub_zone(session, hub_id)).date()


def note_consent(session: Session, draft: NeedDraft, person: Person, *, by_id: int | None, now: datetime) -> None:
    if draft.consent is ConsentAnswer.NOT_ASKED or by_id is None:
        return
    people.record_consent(
        session,
        person.id,
        draft.consent,
        text_version=NOTICE_VERSION,
        through=draft.consent_through,
        hub_id=person.hub_id,
        by_id=by_id,
        now=now,
    )


def is_own_still(need: Need, by_id: int, now: datetime) -> bool:
    """Whether whoever logged it may still mend it: a day, and only until a coordinator took it up."""
    return need.logged_by_id == by_id and need.state is NeedState.NEW and now - need.received_at < OWN_FOR


def own_need(session: Session, need_id: int, *, hub_id: int, by_id: int, now: datetime) -> Need:
    """One's own need that may still be changed; another's is answered as if it were not there."""
    need = get_in_hub(session, Need, need_id, hub_id, lock=True)
    if not is_own_still(need, by_id, now):
        raise NotOwn
    return need


def withdraw_need(session: Session, need_id: int, *, hub_id: int, by_id: int, reason: str, now: datetime) -> Need:
    """Logged by mistake: closed as withdrawn, still in the history."""
    need = own_need(session, need_id, hub_id=hub_id, by_id=by_id, now=now)
    _withdraw(session, need, reason, by_id=by_id, now=now)
    return need


def _withdraw(session: Session, need: Need, reason: str, *, by_id: int, now: datetime) -> None:
    need.withdrawn_why = reason
    move_need(session, need, NeedState.CLOSED, by_id=by_id, now=now, why=reason, close_reason=CloseReason.WITHDRAWN)


def log_next(
    session: Session,
    need: Need,
    *,
    key: UUID,
    by_id: int | None,
    now: datetime,
    kind_code: str = "",
    deadline_on: date | None = None,
    source: NeedSource = NeedSource.FOLLOW_UP,
) -> Need:
    """A need that grows out of another: the next of a recurring one, or a check that a rule asks for."""
    draft = NeedDraft(
        client_key=key,
        kind=kind_code or need.kind.code,
        person_id=need.person_id,
        household_id=need.household_id,
        source=source,
        deadline_on=deadline_on,
    )
    if not kind_code:
        draft = replace(
            draft,
            urgency=need.urgency,
            windows=tuple((day, start, end) for day, start, end in need.windows),
            quantity=need.quantity,
            recur_days=need.recur_days,
            way=need.way if need.way in ways_of(need) else None,
            service_point_id=need.service_point_id,
            note=need.note or "",
        )
    grown = log_need(session, draft, hub_id=need.hub_id, by_id=by_id, now=now).need
    grown.grew_from_id = need.id
    session.flush()
    return grown
