"""Why a decision about a day is not recorded."""

from app.domain.errors import N_, Changed, NotAllowed, Refused


class SayWhy(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Not saved: say why the decision differs from the advice, or lifts an earlier one."))


class NeedsApprover(NotAllowed):
    def __init__(self) -> None:
        super().__init__(N_("Not saved: only an approver decides for more than the advice allows."))


class NotThatDay(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Not saved: only today and tomorrow are decided. Open the page again."))


class AdviceChanged(Changed):
    def __init__(self) -> None:
        super().__init__(
            N_("Not saved: the advice or the decision changed since you opened the page. Look again, then decide.")
        )
