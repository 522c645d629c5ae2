"""Where each print ended, written in one place for the plan page and the evening."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, Refused
from app.models import Sheet
from app.routes.sheet import sheet_number


class Fate(StrEnum):
    """What became of a print."""

    OUT = "out"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    LOST = "lost"


ENDS = (Fate.RETURNED, Fate.DESTROYED, Fate.LOST)


def fate_of(sheet: Sheet) -> Fate:
    return next((fate for fate in ENDS if getattr(sheet, f"{fate}_at") is not None), Fate.OUT)


def close_sheet(session: Session, sheet_id: int, fate: Fate | None, *, hub_id: int, by_id: int, now: datetime) -> Sheet:
    """Say where a print ended. The same word again keeps the first time; another word counts from now on.

    fate: None where nothing was chosen, which is refused.
    """
    sheet = get_in_hub(session, Sheet, sheet_id, hub_id, lock=True)
    if fate is None:
        raise Refused(N_("Choose whether the sheet came back, was destroyed or is lost."))
    if fate_of(sheet) is not fate:
        for end in ENDS:
            setattr(sheet, f"{end}_at", now if end is fate else None)
        verb = "mark_sheet" if fate is Fate.OUT else f"sheet_{fate}"
        audit.record(session, verb, sheet, by_id=by_id, now=now, sheet=sheet_number(sheet))
    return sheet
