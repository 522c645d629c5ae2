"""The words of alarms: kinds, scopes, sources, and what went wrong with a feed and what to do about it."""

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.alarms import KIND_LABELS, SCOPE_LABELS, SOURCE_NAMES, AlarmKind, RegionKind, Source
from app.domain.names import transliterate
from app.web.filters import local_moment

# The kinds of region that a Ukrainian name says; English says hromada and raion too.
UNITS_EN = {
    "район": "raion",
    "область": "oblast",
    "громада": "hromada",
    "територіальна": "",
    "м.": "",
}
ERRORS = {
    "key": _l("It refuses the key (401). Check the key, restart Obkhid, then press “Ask again”."),
    "forbidden": _l("It refuses this server’s address or country (403). Ask its owners to let it in."),
    "limit": _l("It says that we ask too often (429). We wait longer now."),
    "server": _l("It has a fault of its own. It is asked again by itself."),
    "moved": _l("It sends us to another address. We do not follow: the key would go with us."),
    "refused": _l("It refuses the question. The address may be wrong, or the feed may have changed."),
    "no_answer": _l("It does not answer. Check the network of this server."),
    "certificate": _l("Its certificate does not hold. Somebody may stand between; nothing was sent."),
    "too_large": _l("Its answer is far too large and was thrown away."),
    "unreadable": _l("Its answer is not what is documented and was thrown away."),
    "address": _l("The address set here is not an https address."),
}


def alarm_kind_words(kind: AlarmKind, text: str = "") -> str:
    """What the feed calls it; its own word where the kind is unknown."""
    said = str(_(KIND_LABELS[kind]))
    return f"{said} ({text})" if text else said


def alarm_words(alarm: Any) -> str:
    """«Повітряна тривога з 11:22, Краматорський район»: one alarm by its kind, time and region."""
    kind = alarm_kind_words(alarm.kind, alarm.kind_text).capitalize()
    since, region = local_moment(alarm.since), alarm_region_words(alarm)
    return str(_("%(kind)s since %(time)s, %(region)s", kind=kind, time=since, region=region))


def alarm_region_words(alarm: Any) -> str:
    """Where an alarm is. Feeds name regions in Ukrainian: for an English page they are spelled in Latin letters."""
    name: str = alarm.region_name
    if not name:
        return alarm_scope_words(alarm.scope)
    if str(get_locale()) != "en":
        return name
    words = (UNITS_EN.get(word, transliterate(word)) for word in name.split())
    return " ".join(word for word in words if word)


def alarm_scope_words(scope: RegionKind) -> str:
    return str(_(SCOPE_LABELS[scope]))


def alarm_source_words(source: Source) -> str:
    return str(_(SOURCE_NAMES[source]))


def feed_error_words(error: str) -> str:
    """The sentence for an administrator; the code itself for one of another version."""
    return str(ERRORS.get(error, error))
