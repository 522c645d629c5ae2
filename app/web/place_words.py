"""The words of places: zones, kinds of areas and service points, what is known of a point, weekdays."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from app.domain.zones import ZONE_FACTS, Zone
from app.models import AreaKind, PointKind, PointStatus

AREA_KIND = {
    AreaKind.AREA: _l("area"),
    AreaKind.SETTLEMENT: _l("settlement"),
    AreaKind.HROMADA: _l("hromada"),
    AreaKind.RAION: _l("raion"),
}
POINT_KIND = {
    PointKind.POST: _lp("point", "Post office"),
    PointKind.MOBILE_POST: _lp("point", "Stop of the mobile post"),
    PointKind.BANK: _lp("point", "Bank"),
    PointKind.PHARMACY: _lp("point", "Pharmacy"),
    PointKind.HOSPITAL: _lp("point", "Hospital"),
    PointKind.DIALYSIS: _lp("point", "Dialysis"),
    PointKind.SOCIAL: _lp("point", "Social service"),
    PointKind.WATER: _lp("point", "Water point"),
    PointKind.HEATING: _lp("point", "Heating point"),
    PointKind.TRANSIT: _lp("point", "Transit point"),
    PointKind.DEPOT: _lp("point", "Store"),
    PointKind.OTHER: _lp("point", "Other place of help"),
}
POINT_STATUS = {
    PointStatus.OPEN: _lp("point", "Works"),
    PointStatus.CLOSED: _lp("point", "Does not work"),
    PointStatus.DESTROYED: _lp("point", "Destroyed"),
    PointStatus.UNCONFIRMED: _lp("point", "Not confirmed"),
}
WEEKDAYS = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))


def zone_words(zone: Zone | None) -> str:
    return str(gettext(ZONE_FACTS[zone].title) if zone else gettext("No zone"))


def zone_hint(zone: Zone | None) -> str:
    return str(
        gettext(ZONE_FACTS[zone].hint) if zone else gettext("Until somebody sets one, needs here are not placed")
    )


def area_kind_words(kind: AreaKind) -> str:
    return str(AREA_KIND[kind])


def point_kind_words(kind: PointKind) -> str:
    return str(POINT_KIND[kind])


def point_status_words(status: PointStatus) -> str:
    return str(POINT_STATUS[status])


def weekday_words(weekday: int) -> str:
    """Monday is 0."""
    return str(WEEKDAYS[weekday])


def clock_words(minute: int) -> str:
    """11:00 for 660 minutes from local midnight."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
