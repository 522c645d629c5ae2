"""Why a departure or a word from the road is not taken."""

from app.domain.errors import N_, NotHere, Refused


class RouteNotInForce(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This route is no longer in force. Reload the page and look at the new one."))


class AlreadyOut(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This team is still on the road from before. Say first that everyone is back."))


class NotItsDay(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This route is of another day. Departure is written down on the day itself."))


class NotOut(Refused):
    def __init__(self) -> None:
        super().__init__(N_("The team is not on the road. Say first that you are leaving."))


class AddressHidden(Refused):
    def __init__(self) -> None:
        super().__init__(N_("The address is shown only while the visit is ahead and nothing holds it."))


class NotRung(Refused):
    """Stops keep the team from leaving: nobody rang, nobody left them out, nobody allowed them."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(
            N_("Not left yet: nobody rang for stops %(stops)s. Ring, leave them out, or ask an approver."),
            stops=", ".join(map(str, numbers)),
        )


class NotOnRoute(NotHere):
    def __init__(self) -> None:
        super().__init__("Visit")


class NothingToRing(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This stop keeps nobody from leaving: it was rung for meanwhile, held, or is over."))


class PointClosed(Refused):
    """Only a coordinator loosens."""

    def __init__(self) -> None:
        super().__init__(
            N_("The last word of this point is that it is closed. A coordinator says when it works again.")
        )


class WhyMissing(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Not allowed yet: write down why the team goes without the call."))


class HasLeft(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This team has left today. Record the outcome of each visit instead."))
