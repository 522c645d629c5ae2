"""Which regions of the siren feeds an area lies in: by numbers typed by hand, else by its KATOTTG code, and by name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# KATOTTG beginnings to region numbers of both feeds, oblasts first. Numbers as published by alerts.in.ua; raions as
# public clients of ukrainealarm.com use them (the same numbering). What is not here is typed by hand on the area.
BY_KATOTTG = {
    "UA14": "28",  # Donetsk oblast
    "UA44": "16",  # Luhansk oblast
    "UA63": "22",  # Kharkiv oblast
    "UA12": "9",  # Dnipropetrovsk oblast
    "UA1412": "50",  # Kramatorsk raion
    "UA1402": "54",  # Bakhmut raion
    "UA1416": "56",  # Pokrovsk raion
    "UA1404": "55",  # Volnovakha raion
}
OBLAST_OF = {"50": "28", "54": "28", "56": "28", "55": "28"}
UID = re.compile(r"[1-9]\d{0,8}")
MOST_UIDS = 12
# Words that feeds and maps add to a name or leave out.
LEFT_OUT = {"територіальна", "міська", "селищна", "сільська", "м.", "місто"}


@dataclass(frozen=True)
class Place:
    """What an area says of itself: the numbers typed by hand, its code and its name."""

    alarm_uids: str
    katottg: str | None
    name: str


@dataclass(frozen=True)
class Regions:
    """The regions of one area: their numbers, and folded names of it and of what it lies in."""

    uids: frozenset[str]
    names: frozenset[str]
    is_by_hand: bool

    def covers(self, uid: str, name: str, oblast_uid: str | None) -> bool:
        """Whether an alarm of that region is one here. A name counts only inside an oblast of ours: names repeat."""
        return uid in self.uids or (oblast_uid in self.uids and bool(name) and folded(name) in self.names)


def read_uids(text: str) -> list[str] | None:
    """Numbers with blanks or commas between; None when something else stands there."""
    found = text.replace(",", " ").split()
    is_sound = len(found) <= MOST_UIDS and all(UID.fullmatch(one) for one in found)
    return list(dict.fromkeys(found)) if is_sound else None


def uids_of_katottg(code: str | None) -> list[str]:
    """Oblast and raion of a code, as far as they are known."""
    return [BY_KATOTTG[start] for start in ((code or "")[:4], (code or "")[:6]) if start in BY_KATOTTG]


def regions_of(chain: Iterable[Place]) -> Regions:
    """The regions of an area. chain: the area, then what it lies in, nearest first.

    Numbers typed anywhere in the chain replace those of the codes, and each brings its oblast along.
    """
    places = list(chain)
    typed = {uid for place in places for uid in read_uids(place.alarm_uids) or ()}
    uids = typed or {uid for place in places for uid in uids_of_katottg(place.katottg)}
    around = {OBLAST_OF[uid] for uid in uids if uid in OBLAST_OF}
    return Regions(frozenset(uids | around), frozenset(folded(place.name) for place in places), bool(typed))


def folded(name: str) -> str:
    """A name without the words that differ between a feed and a map."""
    words = name.casefold().replace("'", "’").replace("ʼ", "’").split()
    return " ".join(word for word in words if word not in LEFT_OUT)
