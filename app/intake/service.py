"""Use cases of the phone: several needs told in one breath."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Need
from app.needs import service as needs
from app.needs.service import NeedDraft, NeedResult, also


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
    """One need for each kind, all of one household; `amends_id` is one's own need that the first takes the place of.

    Sent again under the same key it answers with what is there; raises SameKeyOtherBody where that says something else.
    """
    who: dict[str, int] = {"hub_id": hub_id, "by_id": by_id}
    first = replace(draft, kind=kinds[0])
    if amends_id is None:
        told = needs.log_need(session, first, now=now, **who)
    else:
        told = needs.amend_need(session, amends_id, first, now=now, **who)
    return [told, *(_log_further(session, first, kind, told, now=now, **who) for kind in kinds[1:])]


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
