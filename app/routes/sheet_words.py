"""Words of the route sheet that are chosen by code: equipment, help, outcome boxes, printed fields."""

from flask_babel import lazy_gettext as _l

EQUIPMENT = {
    "armour": _l("vests, helmets"),
    "first_aid": _l("first-aid kit, tourniquets, water"),
    "fuel": _l("fuel, spare wheel, phone charged, paper map"),
    "permit": _l("permit for the car and each person"),
}
HELP = {
    "walking": _l("help needed with walking"),
    "stretcher": _l("a stretcher is needed, two people lift"),
}
OUTCOME_BOXES = (
    *(_l("done"), _l("in part"), _l("nobody there"), _l("not found"), _l("declined")),
    *(_l("dangerous, turned back"), _l("point does not work"), _l("no time")),
)
FIELDS = {
    "address": _l("address"),
    "landmark": _l("landmark"),
    "access": _l("way in"),
    "first name": _l("first name"),
    "words for paper": _l("words for paper"),
}


AROUND = {
    "before": _l("break at the base, before leaving"),
    "after": _l("break at the base, once home"),
}


def around_words(code: str) -> str:
    return str(AROUND[code])


def equipment_words(code: str) -> str:
    return str(EQUIPMENT.get(code, code))


def help_words(code: str) -> str:
    return str(HELP.get(code, code))


def outcome_boxes() -> list[str]:
    return [str(word) for word in OUTCOME_BOXES]
