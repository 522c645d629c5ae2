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
    """Stops keep the team from leaving: nobody rang, nobody left them out, nobody allowed them; or decided against."""

    def __init__(self, numbers: list[int], decided: list[int] | None = None) -> None:
        stops, against = ", ".join(map(str, numbers)), ", ".join(map(str, decided or []))
        if against:
            said = N_("Not left yet: it was decided not to go to stops %(against)s today. Leave them out.")
        else:
            said = N_("Not left yet: nobody rang for stops %(stops)s. Ring, leave them out, or ask an approver.")
        super().__init__(said, stops=stops, against=against)


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


class DecidedAgainst(Refused):
    """A decision about the day is no call that was missed."""

    def __init__(self) -> None:
        super().__init__(
            N_("It was decided not to go to this stop today. Leave it out, or have a coordinator decide anew.")
        )


class HasLeft(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This team has left today. Record the outcome of each visit instead."))


class LooseEnds(Refused):
    """names: the numbers of the sheets and teams that no reason was given for."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            N_("Not closed: below, say why the day is closed with what is open: %(names)s."), names=", ".join(names)
        )
