"""Why a need, a visit or its outcome is not changed."""

from typing import TYPE_CHECKING

from app.domain.errors import N_, Changed, NotAllowed, Refused

if TYPE_CHECKING:
    from app.models import Need, Visit


class SameKeyOtherBody(Changed):
    """The key names a need that says something else; the page shows both."""

    def __init__(self, need: "Need") -> None:
        super().__init__(
            N_("%(code)s was stored under this key with another content. Compare the two."), code=need.code
        )
        self.need = need


class KeyInUse(Refused):
    def __init__(self) -> None:
        super().__init__(N_("The page is out of date. Reload it and send again."))


class NoSuchMove(Refused):
    """The table of states has no such step; somebody else may have moved it meanwhile."""

    def __init__(self, code: str) -> None:
        super().__init__(N_("%(code)s cannot go there from its present state. Reload the page."), code=code)


class NotReady(Refused):
    """What is still missing before a visit can be planned."""


class ReasonMissing(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Write the reason in a few words."))


class NotOwn(NotAllowed):
    def __init__(self) -> None:
        super().__init__(N_("Only the person who logged it may change it, within 24 hours and before triage."))


class TooLateToReopen(Refused):
    def __init__(self, days: int) -> None:
        super().__init__(N_("It was closed more than %(days)s days ago. Log a new need."), days=days)


class VisitIsOver(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This visit has its outcome already. Correct it instead."))


class OnNoRoute(Refused):
    def __init__(self) -> None:
        super().__init__(
            N_("This visit is on no route, so it can only be written down as not made, with what kept us at the base.")
        )


class DayAhead(Refused):
    """Its day lies ahead, and the outcome tells how a day went."""

    def __init__(self, visit: "Visit") -> None:
        super().__init__(
            N_("Not saved: this visit is on %(day)s, and that day lies ahead. It can only be called off."),
            day=visit.on,
        )


class NotLeftYet(Refused):
    """leaves: the planned time of departure on the hub's clock."""

    def __init__(self, leaves: str) -> None:
        super().__init__(
            N_(
                "Not saved: the team has not left, it is to leave at %(time)s. "
                "If it is on the road already, write down that it left."
            ),
            time=leaves,
        )


class VisitCancelled(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This visit was cancelled, so it has no outcome."))


class NoOutcomeYet(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This visit has no outcome yet, so there is nothing to correct."))


class VisitUnderWay(Refused):
    """A team is on the road to it; a page cannot turn it round."""

    def __init__(self, need: "Need", visit: "Visit") -> None:
        super().__init__(
            N_(
                "Not saved: the team is on the road to %(code)s with its visit of %(day)s. Ring it, record the outcome."
            ),
            code=need.code,
            day=f"{visit.on:%d.%m}",
        )


class OnPublishedRoute(Refused):
    def __init__(self, need: "Need", visit: "Visit") -> None:
        super().__init__(
            N_("Not saved: %(code)s is on a published route of %(day)s. Take the visit off in the day plan first."),
            code=need.code,
            day=f"{visit.on:%d.%m}",
        )


class WayNotOfKind(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This kind of need has no such way. Choose another one."))
