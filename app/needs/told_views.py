"""What a need said before its author mended it on the phone, for the coordinator who reads its page."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.needs import Urgency
from app.models import Need, NeedKind
from app.people import history
from app.web.need_words import kind_words
from app.web.words import urgency_words


@dataclass(frozen=True)
class ToldBefore:
    """One earlier telling: when it was mended, and what of it differed."""

    at: datetime
    told: list[tuple[str, str]]


def told_before(session: Session, need: Need) -> list[ToldBefore]:
    """Newest first."""
    mended = [change for change in history.changes_of(session, need) if change.reason == "amended"]
    found = [ToldBefore(one.at, _words(session, need, history.before_of(one))) for one in mended]
    return [one for one in found if one.told]


def _words(session: Session, need: Need, before: dict[str, object]) -> list[tuple[str, str]]:
    said = []
    if "kind_id" in before:
        kind = session.get(NeedKind, before["kind_id"])
        said.append((_("What is needed"), kind_words(kind) if kind and kind.hub_id == need.hub_id else ""))
    if "urgency" in before:
        said.append((_("Urgency"), urgency_words(Urgency(str(before["urgency"])))))
    if "note" in before:
        said.append((_("Who and where"), str(before["note"] or "")))
    return said
