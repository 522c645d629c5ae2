"""Who drives in the story: volunteers, cars, four teams, their shifts and a permit."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from app.accounts import audit
from app.demo.times import BEGUN, THE_DAY, at
from app.models import Area, Hub, Permit, Shift, Team, User, Vehicle, Volunteer

# Two and two go together; the three who are shown at the start with different teams, so that each is a source.
DRIVERS = ("iryna", "taras", "stepan", "mykola", "oksana", "lesia", "daryna", "yurii")
SKILLS = {"stepan": ["lift"], "taras": ["lift", "evac"], "lesia": ["medic"], "mykola": ["repair", "lift"]}
CARS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("Бус-1", 6, 600, ["lift", "evac"]),
    ("Авто-2", 3, 250, []),
    ("Авто-3", 3, 300, []),
    ("Бус-4", 5, 800, ["evac"]),
)
TEAMS = ("Ластівка", "Бусол", "Яструб", "Дрозд")
SHIFT_MIN = [(8 * 60, 17 * 60), (8 * 60, 17 * 60), (9 * 60, 18 * 60), (9 * 60, 18 * 60)]
DAYS_AHEAD = 14


def add_teams(
    session: Session, users: dict[str, User], areas: dict[str, Area], hub: Hub, coordinator: User
) -> list[Team]:
    now = at(BEGUN, "11:00")
    people = [
        Volunteer(
            hub_id=hub.id,
            user_id=users[name].id,
            name=users[name].display_name,
            phone=f"050 000 01 {number:02d}",
            skills=SKILLS.get(name, []),
        )
        for number, name in enumerate(DRIVERS, 1)
    ]
    cars = [
        Vehicle(hub_id=hub.id, code=code, plate=f"НАВЧ {number:04d}", seats=seats, cargo_kg=cargo, skills=skills)
        for number, (code, seats, cargo, skills) in enumerate(CARS, 1)
    ]
    teams = [Team(hub_id=hub.id, number=number, call_sign=sign) for number, sign in enumerate(TEAMS, 1)]
    teams[1].breaks = [{"from_min": 12 * 60, "to_min": 14 * 60, "minutes": 30}]
    for row in (*people, *cars, *teams):
        session.add(row)
        audit.record(session, f"add_{type(row).__name__.lower()}", row, by_id=coordinator.id, now=now)
    _add_shifts(session, teams, people, cars)
    _add_permits(session, people, cars, areas, hub, coordinator)
    return teams


def _add_shifts(session: Session, teams: list[Team], people: list[Volunteer], cars: list[Vehicle]) -> None:
    """Every day but Sundays for all four; two teams on Sundays too."""
    days = [BEGUN + timedelta(days=number) for number in range((THE_DAY - BEGUN).days + DAYS_AHEAD)]
    crews = [list(pair) for pair in list(pairwise(people))[::2]]
    for on in days:
        for number, team in enumerate(teams):
            if on.weekday() == 6 and number >= 2:
                continue
            starts, ends = SHIFT_MIN[number]
            shift = Shift(
                hub_id=team.hub_id,
                team_id=team.id,
                vehicle_id=cars[number].id,
                on=on,
                starts_min=starts,
                ends_min=ends,
                lead_id=crews[number][0].id,
            )
            shift.members = crews[number]
            session.add(shift)


def _add_permits(
    session: Session, people: list[Volunteer], cars: list[Vehicle], areas: dict[str, Area], hub: Hub, coordinator: User
) -> None:
    """The first team may go to the villages that need a pass."""
    permit = Permit(
        hub_id=hub.id,
        number="НАВЧ-1",
        vehicle_id=cars[0].id,
        valid_from=BEGUN,
        valid_to=THE_DAY + timedelta(days=DAYS_AHEAD),
        created_at=at(BEGUN, "12:00"),
    )
    permit.volunteers, permit.areas = people[:2], [area for area in areas.values() if area.code in {"STU", "PRE"}]
    session.add(permit)
    audit.record(session, "add_permit", permit, by_id=coordinator.id, now=at(BEGUN, "12:00"))
