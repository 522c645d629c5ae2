"""One row of one hub: a foreign or unknown id is answered the same, with NotHere (404)."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import N_, Changed, NotHere
from app.models import InHub

Row = TypeVar("Row", bound=InHub)


def get_in_hub(session: Session, table: type[Row], row_id: int, hub_id: int, *, lock: bool = False) -> Row:
    """The row with this id in this hub; raises NotHere. `lock` holds it for the transaction (PostgreSQL).

    Rows that only refer to it may be written meanwhile: a full lock would make needs and reports wait in a circle.
    """
    found = find_in_hub(session, table, row_id, hub_id, lock=lock)
    if found is None:
        raise NotHere(table.__name__)
    return found


def find_in_hub(
    session: Session, table: type[Row], row_id: int | None, hub_id: int, *, lock: bool = False
) -> Row | None:
    if row_id is None or not 0 < row_id < 2**31:
        return None
    query = select(table).where(table.hub_id == hub_id, table.id == row_id)  # type: ignore[attr-defined]
    return session.scalar(query.with_for_update(key_share=True) if lock else query)


def check_version(row: Any, expected: int) -> None:
    """Raise Changed if somebody saved this row since the page was shown."""
    if row.version != expected:
        raise Changed(
            N_("Somebody changed this since you opened it, so yours was not saved. Look at theirs, then save again.")
        )
