"""The morning of 13 May: which visits to zone Z3 were approved, and that Ludmilla's goes with the first team."""

from sqlalchemy import select

from app.demo.needs import World
from app.demo.times import THE_DAY, at
from app.models import Need, Visit, VisitNeed
from app.routes import adjust

LUDMILLA = "1"
APPROVED = ("1", "2", "3", "4", "5", "7", "8", "9", "12", "30")
WHY = "Узгоджено на ранковій нараді"


def approve_and_pin(world: World, found: dict[str, Need]) -> None:
    """Both approvals and the pin are a person's; the rest of the day is left to whoever tries the demo."""
    session, hub_id = world.session, world.hub.id
    keys = [found[number].id for number in APPROVED]
    by_id = world.users["honchar"].id
    adjust.approve(session, hub_id, THE_DAY, keys, WHY, by_id=by_id, now=at(THE_DAY, "09:00"))
    hers = select(Visit).join(VisitNeed).where(VisitNeed.need_id == found[LUDMILLA].id, Visit.on == THE_DAY)
    session.scalars(hers).one().pin_team_id = world.teams[0].id
