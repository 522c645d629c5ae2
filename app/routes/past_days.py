"""What past days say of a day to plan: which team came to a household the last time."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.outcomes import Outcome
from app.models import Visit


def last_teams(session: Session, hub_id: int, households: Iterable[int], on: date) -> dict[int, int]:
    """By household the team of its last visit that was done before this day."""
    query = select(Visit.household_id, Visit.team_id).where(
        Visit.hub_id == hub_id,
        Visit.household_id.in_(set(households)),
        Visit.on < on,
        Visit.outcome == Outcome.DONE,
        Visit.team_id.is_not(None),
    )
    found = session.execute(query.order_by(Visit.on, Visit.outcome_at, Visit.id))
    return {household_id: team_id for household_id, team_id in found if team_id is not None}
