"""Why somebody took a report back, in words: the phone keeps a code, the desk what was typed."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

WITHDRAWN = {
    "wrong_area": _l("Wrong area"),
    "wrong_kind": _l("Wrong kind"),
    "not_certain": _l("Not certain"),
    "by_mistake": _l("Sent by mistake"),
    "wrong_time": _l("Wrong time"),
}


def withdrawn_words(reason: str) -> str:
    """In the middle of a sentence; what was typed at the desk stays as it is."""
    words = WITHDRAWN.get(reason)
    if words is None:
        return reason
    said = str(words)
    return said[:1].lower() + said[1:]


def author_says(reason: str, *, area_code: str = "", is_author: bool = True) -> str:
    """What stands beside a hold whose report was taken back or corrected; the hold holds all the same."""
    said = withdrawn_words(reason)
    if area_code:
        said = gettext("%(wrong)s, it was %(area)s", wrong=said, area=area_code)
    if is_author:
        return str(gettext("The author of the report says: %(what)s. It is held all the same.", what=said))
    return str(gettext("A correction says: %(what)s. It is held all the same.", what=said))
