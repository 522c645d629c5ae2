"""Why a departure or a word from the road is not taken."""

from app.domain.errors import N_, Refused


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
