"""What several parts of one page ask is read once; only the session of a page that reads carries it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

KEPT = "obkhid_kept"
How = ParamSpec("How")
Found = TypeVar("Found")


def read_once(
    read: Callable[Concatenate[Session, How], Found],
) -> Callable[Concatenate[Session, How], Found]:
    """Several parts of one page read the same: the first keeps it for the others, as long as the page is made.

    A session that writes, and any that is not of a page, reads anew each time. What is kept is not to be changed.
    """

    @wraps(read)
    def once(session: Session, /, *args: How.args, **kwargs: How.kwargs) -> Found:
        kept: dict[Any, Found] | None = session.info.get(KEPT)
        if kept is None:
            return read(session, *args, **kwargs)
        key = read, args, tuple(sorted(kwargs.items()))
        if key not in kept:
            kept[key] = read(session, *args, **kwargs)
        return kept[key]

    return once
