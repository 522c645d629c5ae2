"""Why a place is not changed, opened or cleared."""

from collections.abc import Mapping
from datetime import date

from app.domain import holds
from app.domain.errors import N_, Changed, NotAllowed, Refused

# The sentences of the rules themselves (holds.REFUSALS) are one list with their code; here is what they mean on a page.
FORBIDS = {holds.Refusal.NOT_A_COORDINATOR, holds.Refusal.NOT_SAFETY_LEAD}


def refused(reason: holds.Refusal) -> Refused:
    """The rule's refusal as what a page can show: not this person, or not like this."""
    kind = NotAllowed if reason in FORBIDS else Refused
    return kind(holds.REFUSALS[reason])


class StillHeld(Refused):
    """A held area is not cleared: its holds are released first, each with a name and a reason."""

    def __init__(self, code: str) -> None:
        super().__init__(N_("%(code)s is held. Release the hold first, then clear the area."), code=code)


class NoVisitsThere(Refused):
    """Clearing an area whose zone allows no visits would promise what the zone forbids."""

    def __init__(self, code: str) -> None:
        super().__init__(
            N_("The zone of %(code)s allows no visits, so there is nothing to clear. Look at the zone first."),
            code=code,
        )


class StoodDown(Refused):
    """A person decided that nobody goes there on that day."""

    def __init__(self, code: str) -> None:
        super().__init__(
            N_("It was decided not to go to %(code)s on that day. Decide anew on the page of dangers first."),
            code=code,
        )


class SomebodyWasFaster(Changed):
    """The zone was set or confirmed by somebody else since the page was shown."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody set this zone since you opened the page, so yours was not saved. Look at theirs first.")
        )


class CurfewChanged(Changed):
    """Somebody else ended the order otherwise since the page was shown."""

    def __init__(self, theirs: date | None, yours: date) -> None:
        super().__init__(
            N_(
                "Somebody changed this curfew since you opened the page, so yours was not saved. "
                "Last day, theirs: %(theirs)s, yours: %(yours)s. Look at both, then save again."
            ),
            theirs=theirs.strftime("%d.%m.%Y") if theirs else "—",
            yours=yours.strftime("%d.%m.%Y"),
        )


class CodeTaken(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(N_("Another area of this hub has the code %(code)s. Choose another one."), code=code)


class TimeRefused(Refused):
    """A moment that lies on the wrong side of another one."""

    def __init__(self, sentence: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(sentence, **(facts or {}))
