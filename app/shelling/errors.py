"""Why a report or a verdict is not taken."""

from app.domain.errors import N_, Changed, NotAllowed, Refused
from app.models import ShellingReport


class SameKeyOtherBody(Changed):
    """The same form came again with other answers: the page shows both and offers to change the saved one."""

    def __init__(self, report: ShellingReport) -> None:
        super().__init__(
            N_("This form was saved before with other answers. Nothing was overwritten: change the saved one.")
        )
        self.report = report


class KeyTaken(Refused):
    """The key of the form names a record that this person may not see."""

    def __init__(self) -> None:
        super().__init__(N_("The page is out of date. Reload it and send again."))


class EventChanged(Changed):
    """Somebody judged the event, or a report joined it, since the page was shown."""

    def __init__(self, name: str, at: str) -> None:
        super().__init__(
            N_("%(name)s recorded a verdict at %(at)s, so yours was not saved. Look at it, then judge again."),
            name=name,
            at=at,
        )


class ReportJoined(Changed):
    """No verdict, but a report or a correction came in between."""

    def __init__(self, at: str) -> None:
        super().__init__(
            N_("A report joined this shelling at %(at)s, so your answer was not saved. Look at it, then judge again."),
            at=at,
        )


class OwnReport(NotAllowed):
    """Nobody judges an event that only they reported."""

    def __init__(self) -> None:
        super().__init__(N_("Only you reported this shelling, so somebody else has to judge it."))


class NotYours(NotAllowed):
    def __init__(self) -> None:
        super().__init__(N_("Only who reported it may change or withdraw this report."))


class TooLate(Refused):
    """After a day others have built on it: a coordinator adds a correction instead."""

    def __init__(self) -> None:
        super().__init__(N_("A report is withdrawn within 24 hours. After that, ask a coordinator for a correction."))


class AlreadyMerged(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This shelling was joined with another one. Open that one."))


class NothingToSplit(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This is the only report of the shelling: there is nothing to split off."))


class NotJoined(Refused):
    """Its reports have gone on to a third event, or it was never joined."""

    def __init__(self) -> None:
        super().__init__(N_("The join cannot be taken back: its reports are no longer there. Split them off instead."))


class OwnMark(NotAllowed):
    """Nobody marks their own word."""

    def __init__(self) -> None:
        super().__init__(N_("This is your own report, so somebody else has to mark it."))


class JoinsDownward(Refused):
    """Reports put under a verdict that weakens would weigh less without anybody having judged them."""

    def __init__(self) -> None:
        super().__init__(N_("The other shelling is disputed or not borne out. Join it into this one instead."))
