"""Accounts: who may sign in, where they belong, their sessions and attempts; the audit chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.roles import Role
from app.models.base import Base, HasUid, enum_column


class User(HasUid, Base):
    """Somebody who signs in. Duty officer, approver and safety lead are flags of a coordinator, not roles."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_column(Role))
    is_duty_officer: Mapped[bool] = mapped_column(default=False)
    is_approver: Mapped[bool] = mapped_column(default=False)
    is_safety_lead: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="uk")
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(
            "role = 'coordinator' OR NOT (is_duty_officer OR is_approver OR is_safety_lead)",
            name="flags_of_coordinators",
        ),
        CheckConstraint("language IN ('uk', 'en')", name="language_known"),
    )


class Membership(Base):
    """A user works in this hub. Admins and auditors have them too: no row, no hub."""

    __tablename__ = "memberships"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"), primary_key=True)
    user: Mapped[User] = relationship(back_populates="memberships")


class UserSession(Base):
    """One sign-in on one device. The cookie's token is kept hashed; ending the row ends the session at once."""

    __tablename__ = "user_sessions"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hubs.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A try to sign in, by keyed digests of account and address: enough to slow a guesser, no list of who is who."""

    __tablename__ = "sign_in_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str]
    address_hash: Mapped[str]
    at: Mapped[datetime]
    succeeded: Mapped[bool]
    __table_args__ = (Index(None, "account_hash", "at"), Index(None, "address_hash", "at"))


class AuditEntry(Base):
    """Who did what to which row. Field names, never values; each entry carries the hash of the one before."""

    __tablename__ = "audit_entries"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    happened_at: Mapped[datetime]
    hub_id: Mapped[int | None] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str]
    object_type: Mapped[str]
    object_uid: Mapped[str] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
