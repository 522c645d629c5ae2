"""Why a plan is not changed, published or printed."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.errors import N_, Changed, Refused
from app.routes.paper_words import Slip


class PlanChanged(Changed):
    """Two people adjust one draft: the second one sees the first one's plan before anything is done."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody changed this plan since you opened it. Nothing was lost: here is theirs, repeat your step.")
        )


class DayOver(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This day is over or closed. Its routes no longer change."))


class NotPossible(Refused):
    """A change the rules do not allow; `why` is the rule's code with its facts, for reason_views.py"""

    def __init__(self, why: Mapping[str, Any]) -> None:
        super().__init__(N_("This change breaks a rule, so nothing was changed."))
        self.why = dict(why)


class PromiseGiven(Refused):
    """The person behind a visit knows its time, and nobody said why it is moved."""

    def __init__(self, minute: int) -> None:
        time = f"{minute // 60:02d}:{minute % 60:02d}"
        super().__init__(N_("The person expects the team at %(time)s. Say why the visit is moved."), time=time)


class PromisesGiven(Refused):
    """The same of the visits that a step moves along or a proposal moves or drops; promised: by visit, its minute."""

    def __init__(self, promised: Mapping[int, int]) -> None:
        super().__init__(
            N_("Not saved: these people expect the team. Say why each of these visits is moved or taken off.")
        )
        self.promised = dict(promised)


class NothingToPublish(Refused):
    def __init__(self) -> None:
        super().__init__(N_("There is no change to publish."))


class NotPublished(Refused):
    """The draft breaks rules as things stand now; each is named."""

    def __init__(self, whys: Iterable[Mapping[str, Any]]) -> None:
        super().__init__(N_("Not published: as things stand now the draft breaks these rules."))
        self.whys = [dict(why) for why in whys]


class NotPrinted(Refused):
    """Whatever keeps a sheet from being printed, named."""


class NotCleared(NotPrinted):
    """An area on the sheet has no clearance that stands; area_ids are for the buttons beside the names."""

    def __init__(self, areas: Mapping[int, str]) -> None:
        super().__init__(N_("Not printed: %(areas)s not cleared."), areas=", ".join(areas.values()))
        self.area_ids = dict(areas)


class NoDutyPhone(NotPrinted):
    """Whom should the team ring? The hub's settings do not say, and the sheet would carry an empty line."""

    def __init__(self) -> None:
        super().__init__(
            N_("Not printed: the hub’s settings have no duty phone yet, and the team must know whom to ring.")
        )


class TextNotForPaper(NotPrinted):
    """Somebody typed into a printed field what paper must not carry; they mend it, nothing is cut out silently."""

    def __init__(self, slip: Slip) -> None:
        super().__init__(N_("Not printed: a text on it gives away more than crew paper may carry."))
        self.slip = slip


class PdfNotPossible(NotPrinted):
    """The PDF maker is not installed, or its libraries are not; printing from the browser still works."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "No PDF: the package weasyprint or the system library Pango is missing. Install both,"
                " or print this page from the browser."
            )
        )
