"""Where the story happens: areas with zones and curfew, fictional service points."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts import hubs
from app.demo.times import BEGUN, START, THE_DAY, at
from app.domain.zones import ZONE_FACTS, Zone
from app.exchange import areas_csv
from app.models import Area, AreaKind, AreaWatch, Hub, PointKind, PointStatus, ServicePoint, User
from app.places import register_service
from app.places import service as places

DATA = Path(__file__).parent / "data"
BASE_LAT, BASE_LON = 48.6215, 37.5405
CURFEW_MIN = (21 * 60, 5 * 60)
WEEKDAYS_9_TO_16 = [(weekday, 9 * 60, 16 * 60) for weekday in range(6)]
POST_HOURS = [(weekday, 9 * 60, 15 * 60) for weekday in range(6)]
ZONES = {
    Zone.Z0: ("AVD",),
    Zone.Z1: ("CHY", "TOR", "NIU"),
    Zone.Z2: ("STU", "PRE"),
    Zone.Z3: ("KOS", "KOS-C", "KOS-N", "KOS-S", "KOS-W", "KOS-E", "IVA", "ILL", "VIR", "BIK"),
    Zone.Z4: (
        *("DRU", "DRU-C", "DRU-N", "ODR", "KRA", "KRA-C", "KRA-OLD", "KRA-LAZ", "KRA-STB", "KRA-YAS", "KRA-KRT"),
        *("MTR", "BIL", "SHA", "SLO", "SLO-C"),
    ),
}
"""RAI has none on purpose: its needs are listed as not placed, with the reason."""

UNWATCHED = {"RAI"}
POINTS = [
    # code of the area, kind, name, north and east of the area's centre in degrees
    ("KOS-C", PointKind.POST, "Пошта (умовна) 1", 0.006, -0.007),
    ("KOS-W", PointKind.POST, "Пошта (умовна) 2", -0.005, 0.006),
    ("KOS-C", PointKind.PHARMACY, "Аптека (умовна) 1", -0.006, 0.006),
    ("DRU-C", PointKind.POST, "Пошта (умовна) 3", 0.005, 0.008),
    ("DRU-C", PointKind.BANK, "Банк (умовний) 1", -0.006, 0.007),
    ("DRU-C", PointKind.PHARMACY, "Аптека (умовна) 2", 0.006, -0.007),
    ("DRU-C", PointKind.SOCIAL, "Соцслужба (умовна) 1", -0.005, -0.008),
    ("KRA-C", PointKind.POST, "Пошта (умовна) 4", 0.006, 0.007),
    ("KRA-C", PointKind.HOSPITAL, "Лікарня (умовна) 1", -0.006, -0.008),
    ("KRA-OLD", PointKind.DIALYSIS, "Діаліз (умовний) 1", 0.006, -0.006),
    ("KRA-OLD", PointKind.TRANSIT, "Збірний пункт (умовний) 1", -0.006, 0.007),
    ("SLO-C", PointKind.POST, "Пошта (умовна) 5", 0.006, 0.006),
]
CLOSED = "Пошта (умовна) 2"


def add_hub(session: Session) -> Hub:
    return hubs.add_hub(
        session,
        code="kos",
        name_uk="Костянтинівка (навчальна)",
        name_en="Kostiantynivka (demo)",
        time_zone="Europe/Kyiv",
        base_lat=BASE_LAT,
        base_lon=BASE_LON,
        base_name="База (умовна), Дружківка",
        duty_phone="050 000 00 01",
        by_id=None,
        now=at(BEGUN, "08:00"),
    )


def add_areas(session: Session, hub: Hub, admin: User) -> dict[str, Area]:
    """The areas by code, all under the curfew of that spring."""
    rows = areas_csv.read_areas((DATA / "areas.csv").read_bytes(), BASE_LAT, BASE_LON)
    added = areas_csv.add_areas(session, rows, hub, by_id=admin.id, now=at(BEGUN, "08:30"))
    for area in added:
        if area.kind is AreaKind.HROMADA:
            starts, ends = CURFEW_MIN
            register_service.add_curfew(
                session,
                area.id,
                starts_min=starts,
                ends_min=ends,
                valid_from=date(2022, 3, 1),
                hub_id=hub.id,
                by_id=admin.id,
                now=at(BEGUN, "08:40"),
            )
    return {area.code: area for area in added}


def set_zones(session: Session, areas: dict[str, Area], hub: Hub, lead: User, second: User) -> None:
    """Zones as the lead set them and a second confirmed the day before the story, reviewed as late as each allows."""
    now = at(THE_DAY - timedelta(days=1), "09:00")
    for zone, codes in ZONES.items():
        days = 7 if zone in {Zone.Z3, Zone.Z4} else 3
        for code in codes:
            setting = places.set_zone(
                session,
                areas[code].id,
                zone,
                hub_id=hub.id,
                review_by=now + timedelta(days=days),
                note="Навчальна історія",
                by_id=lead.id,
                now=now,
            )
            session.flush()
            if ZONE_FACTS[zone].visits_allowed:
                places.confirm_zone(session, setting.id, hub_id=hub.id, by_id=second.id, now=now)


def add_watches(session: Session, areas: dict[str, Area], hub: Hub, watchers: tuple[User, User]) -> None:
    """Two accounts pass on what happens in nearly every area; where nobody does, the grade is "?"."""
    for code, area in areas.items():
        if area.kind in {AreaKind.AREA, AreaKind.SETTLEMENT} and code not in UNWATCHED:
            session.add_all(
                AreaWatch(
                    hub_id=hub.id,
                    area_id=area.id,
                    by_id=user.id,
                    from_at=at(BEGUN, "09:00"),
                    to_at=START + timedelta(days=30),
                )
                for user in watchers
            )


def add_points(session: Session, areas: dict[str, Area], hub: Hub, coordinator: User) -> dict[str, ServicePoint]:
    """Fictional points with hours, and what was heard of them on the morning of the story."""
    heard_at = START - timedelta(minutes=40)
    points = {}
    for house, (code, kind, name, north, east) in enumerate(POINTS, start=1):
        area = areas[code]
        facts = register_service.PointFacts(
            area_id=area.id,
            kind=kind,
            name=name,
            address=f"вул. Умовна, {house}",
            lat=(area.lat or 0) + north,
            lon=(area.lon or 0) + east,
        )
        written_at = at(BEGUN, "10:00")
        point = register_service.add_point(session, facts, hub_id=hub.id, by_id=coordinator.id, now=written_at)
        hours = POST_HOURS if kind is PointKind.POST else WEEKDAYS_9_TO_16
        point.hours = [list(row) for row in hours]
        places.set_point_status(
            session,
            point.id,
            PointStatus.CLOSED if name == CLOSED else PointStatus.OPEN,
            hub_id=hub.id,
            source="телефоном",
            as_of=heard_at,
            by_id=coordinator.id,
            now=heard_at,
        )
        points[name] = point
    return points
