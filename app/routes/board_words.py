"""What visits, areas, teams and people are called on the desk's plan."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.names import short_name
from app.models import Membership, Need, User
from app.routes.candidate import Candidate
from app.routes.problem import DayProblem
from app.routes.reason_views import Names
from app.routes.sheet_stops import task_words


def names_of(session: Session, day: DayProblem, language: str) -> Names:
    facts = day.facts
    members = select(User.id, User.display_name).join(User.memberships).where(Membership.hub_id == facts.hub.id)
    users = {row.id: row.display_name for row in session.execute(members)}
    return Names(
        areas={area_id: one.area.code for area_id, one in facts.standing.items()},
        teams={shift.team_id: shift.team.number for shift in facts.shifts}
        | {route.team_id: route.team.number for route in facts.routes},
        visits={key: f"{who(one)} · {what(one.needs, language)}" for key, one in day.candidates.items()},
        users=users,
        waiting={key: one.waiting_days(facts) for key, one in day.candidates.items()},
        points={point.id: point.name for point in facts.points},
    )


def who(one: Candidate) -> str:
    """Людмила П.: the desk shows no more until somebody reveals it; П-0412 where no name is known."""
    people = {need.person.id: need.person for need in one.needs if need.person is not None}
    found = [short_name(person.first_name or "", person.surname or "") for person in people.values()]
    return ", ".join(filter(None, found)) or one.needs[0].code


def what(needs: Iterable[Need], language: str) -> str:
    """The neutral words of paper, which fit a small card too."""
    return ", ".join(dict.fromkeys(task_words(need, language) for need in needs))


def short(words: str) -> str:
    """Супровід: what a card has room for, up to where the words begin to say more."""
    return re.split(r"[:,]| до | to | або | or ", words, maxsplit=1)[0]
