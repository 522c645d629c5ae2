"""Who has an account in the hubs that an administrator runs; what the trail holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.domain.errors import NotHere
from app.models import AuditEntry, Membership, User

PAGE = 100


def users_seen_by(session: Session, actor: Actor) -> list[User]:
    """Users of the actor's hubs, the active ones first."""
    hub_ids = [hub.id for hub in actor.hubs]
    member = select(Membership.user_id).where(Membership.hub_id.in_(hub_ids))
    query = select(User).where(or_(User.id.in_(member), User.id == actor.id))
    return list(session.scalars(query.order_by(User.is_active.desc(), User.role, User.display_name)))


def get_user_seen_by(session: Session, user_id: int, actor: Actor) -> User:
    """Raises NotHere for somebody of other hubs."""
    found = next((user for user in users_seen_by(session, actor) if user.id == user_id), None)
    if found is None:
        raise NotHere("User")
    return found


@dataclass(frozen=True)
class TrailPage:
    """Entries, newest first, and the number to go on from."""

    entries: Sequence[tuple[AuditEntry, str | None]]
    older_than: int | None


def trail(session: Session, actor: Actor, *, before: int | None = None, action: str = "") -> TrailPage:
    """A page of the audit trail of the actor's hubs, with the name of who acted."""
    hub_ids = [hub.id for hub in actor.hubs]
    query = select(AuditEntry, User.display_name).outerjoin(User, User.id == AuditEntry.actor_id)
    query = query.where(or_(AuditEntry.hub_id.in_(hub_ids), AuditEntry.hub_id.is_(None)))
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    if action:
        query = query.where(AuditEntry.action == action)
    rows = session.execute(query.order_by(AuditEntry.seq.desc()).limit(PAGE + 1)).all()
    shown = [(row[0], row[1]) for row in rows[:PAGE]]
    return TrailPage(shown, shown[-1][0].seq if len(rows) > PAGE else None)


def name_of(session: Session, user_id: int | None) -> str:
    """The name of a user as others see it; empty for none."""
    return (session.scalar(select(User.display_name).where(User.id == user_id)) or "") if user_id else ""
