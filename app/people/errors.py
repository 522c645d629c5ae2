"""Why a record of a person or household is not changed."""

from app.domain.errors import N_, Refused


class NothingToFind(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Write a name, a phone number or a code like П-0412."))


class TooManySearches(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Too many searches in a short time. Wait a minute, then search again."))


class NotOnePair(Refused):
    def __init__(self) -> None:
        super().__init__(N_("A record cannot be joined with itself or with one that is joined already."))


class UndoneAlready(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This was undone already."))


class LaterMerge(Refused):
    def __init__(self) -> None:
        super().__init__(N_("A later join rests on this one. Undo the later one first."))
