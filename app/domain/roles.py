"""Who an account is. What a role may do stands in one table of the accounts room, not here."""

from enum import StrEnum


class Role(StrEnum):
    """One role an account. Duty officer, approver and safety lead are flags of a coordinator, not roles."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    AUDITOR = "auditor"


SEES_PEOPLE = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
"""Roles that may meet a name at all; admin and auditor only by audited emergency access."""
