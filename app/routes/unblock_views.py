"""What would let a visit be placed, in words: one way for each reason that leaves it out."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.domain.rules import RULES
from app.routes.reason_views import Facts


def _(msgid: str, **facts: Any) -> str:
    return str(gettext(msgid, **facts))


UNBLOCK = {
    "no_zone": _l("Have the safety lead set a zone for the area first."),
    "no_area": _l("Give the address an area."),
    "no_place": _l("Put the address or the area on the map."),
    "no_consent": _l("Ask for consent and write down the answer."),
    "other_way": _l("Choose another way, or finish the need."),
    "way_not_of_kind": _l("Choose a way on the page of the need."),
    "by_others": _l("Ring those who do this, then finish the need."),
    "from_afar": _l("Ring the person, then finish the need."),
    "no_mobile_point": _l("Add the stop of the mobile post to the service points."),
    "no_mobile_window": _l("Write on the page of the need from when until when the mobile post stands there."),
    "no_point": _l("Add a service point of this kind."),
    "no_open_point": _l("Ring the points and write down which one works."),
    "point_shut": _l("Choose another service point."),
    "home_held": _l("Another day, or after a named release."),
    "point_held": _l("Choose another service point, or release the hold."),
    "no_able_team": _l("Change the shift, the car or the permit."),
    "no_time": _l("Add a team, or take a lighter visit off."),
    "danger_price": _l("Put it on a team’s route by hand if it has to be today."),
    "no_window": _l("Another day, or other hours with the person or the service point."),
    "closed_area": _l("Another day, or after a named release."),
    "no_way": _l("If a way leads there, set it under Travel times."),
    "crowded_place": _l("One car for both, or an approver may open this, with a written reason."),
    "taken_off": _l("Put it back on a team’s route, or propose again."),
}


def unblock(facts: Facts) -> str:
    """What would let the visit be placed; nothing where the reason says it already."""
    if facts.get("approve"):
        return _("An approver may open this, with a written reason.")
    if facts["code"] == "gate":
        if facts["rule"] == "G07" and "review_at" in facts:
            return str(UNBLOCK["closed_area"])  # a hold: no time that passes opens it
        if facts["rule"] == "G01" and "zone" not in facts:
            return str(UNBLOCK["no_zone"])
        help_text = RULES[facts["rule"]].help
        return _(help_text)
    return str(UNBLOCK.get(facts["code"], ""))


def unblocks(reasons: Iterable[Facts]) -> list[str]:
    """What would let it be placed, each way once."""
    return list(dict.fromkeys(said for said in map(unblock, reasons) if said))
