"""Use cases of the phone: several needs told in one breath."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Need
from app.needs import service as needs
from app.needs.service import NeedDraft, NeedResult, also
from app.people import service as people


def log_needs(
    session: Session,
    draft: NeedDraft,
    kinds: Sequence[str],
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    amends_id: int | None = None,
) -> list[NeedResult]:
    """One need for each kind, all of one household; `amends_id` is one's own need that the first corrects.

    Sent again under the same key it answers with what is there; raises SameKeyOtherBody where that says something else.
    """
    who: dict[str, int] = {"hub_id": hub_id, "by_id": by_id}
    first = replace(draft, kind=kinds[0])
    if amends_id is None:
        told = needs.log_need(session, first, now=now, **who)
    else:
        told = needs.amend_need(session, amends_id, first, now=now, **who)
    if told.is_new:
        _keep_the_way_in(session, told.need, draft, now=now, **who)
    return [told, *(_log_further(session, first, kind, told, now=now, **who) for kind in kinds[1:])]


def _keep_the_way_in(session: Session, need: Need, draft: NeedDraft, *, hub_id: int, by_id: int, now: datetime) -> None:
    """A home that was here already gets what it lacks; what differs stays in the note, for a person to judge."""
    home = need.household
    told = {"landmark": draft.landmark, "access": draft.access}
    changes: dict[str, Any] = {name: words for name, words in told.items() if words and not getattr(home, name)}
    if draft.people_count > home.people_count:
        changes["people_count"] = draft.people_count
    if changes:
        version = home.version
        people.edit_household(session, home.id, changes, hub_id=hub_id, expected_version=version, by_id=by_id, now=now)
    differs = [words for name, words in told.items() if words and getattr(home, name) != words]
    if differs:
        need.note = "\n".join([need.note or "", *differs])


def _log_further(
    session: Session, first: NeedDraft, kind: str, told: NeedResult, *, hub_id: int, by_id: int, now: datetime
) -> NeedResult:
    """Its key follows from the first one's and the kind, and the first one's body was compared just now."""
    further = also(first, kind)
    known = session.scalar(select(Need).where(Need.uid == further.client_key, Need.hub_id == hub_id))
    if known is not None:
        return NeedResult(known, is_new=False)
    same_home = replace(further, household_id=told.need.household_id, person_id=told.need.person_id)
    return needs.log_need(session, same_home, hub_id=hub_id, by_id=by_id, now=now)
