"""The minutes of drives in words: what a plan rests on, and the way to one stop."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask_babel import gettext, ngettext

from app.domain.travel import Basis
from app.routes.drives import DrivesSaid
from app.travel.answers import Answers
from app.web.filters import local_moment, times


def _(msgid: str, **facts: Any) -> str:
    return str(gettext(msgid, **facts))


class AreaNames(Protocol):
    def area(self, area_id: Any) -> str: ...


def ways_sentence(drives: DrivesSaid) -> str:
    """What the minutes of the drives of a plan are made of."""
    said = [
        _(
            "Drives: the straight line times %(factor)s at %(speed)s km/h.",
            factor=times(drives.factor),
            speed=times(drives.km_h),
        )
    ]
    if drives.by_hand:
        said.append(ngettext("By hand: %(num)s pair of areas.", "By hand: %(num)s pairs of areas.", drives.by_hand))
    if drives.learned:
        said.append(ngettext("Learned: %(num)s pair.", "Learned: %(num)s pairs.", drives.learned))
    return " ".join([*said, *server_sentences(drives.server, drives.factor)])


def server_sentences(server: Answers, factor: float) -> list[str]:
    """How much the routing server told, and since when it is silent."""
    if not server.is_asked:
        return []
    said = []
    if server.silent_since:
        since = local_moment(server.silent_since)
        lines = times(factor)
        said.append(
            _("The routing server is silent since %(since)s: straight lines × %(factor)s.", since=since, factor=lines)
        )
    if server.oldest_at:
        count = len(server.minutes)
        told = ngettext("The routing server told %(num)s drive", "The routing server told %(num)s drives", count)
        said.append(_("%(told)s, the oldest %(moment)s.", told=told, moment=local_moment(server.oldest_at)))
    return said


def way_sentence(facts: Mapping[str, Any], names: AreaNames) -> str:
    """What the minutes of the drive to a stop rest on."""
    pair = {"one": names.area(facts["from"]), "other": names.area(facts["to"]), "factor": times(facts["factor"])}
    if facts["basis"] == Basis.LEARNED:
        said = _("The way %(one)s – %(other)s: %(factor)s times the straight line, learned.", **pair)
        said += " " + ngettext("From %(num)s drive.", "From %(num)s drives.", facts["seen"])
    elif facts["basis"] == Basis.SET:
        said = _("The way %(one)s – %(other)s: %(factor)s times the straight line, by hand.", **pair)
    else:
        said = _("The way %(one)s – %(other)s: the straight line times %(factor)s.", **pair)
    if facts["least_min"]:
        said += " " + _("Never under %(minutes)s min.", minutes=facts["least_min"])
    return said
