"""The evening sheet closed by keys alone, in a real browser."""

import pytest
from sqlalchemy import select

from app.domain.outcomes import Cause, Outcome
from app.models import Visit
from tests.day.world import make_visit, publish
from tests.factories import PASSWORD, THE_DAY, make_area, make_hub, make_need, make_team, make_user


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_digit_chooses_the_outcome_and_goes_on_to_the_next_row(session, live_server, page):
    hub = make_hub(session)
    area = make_area(session, hub)
    make_user(session, hub, username="olena")
    visits = [make_visit(session, make_need(session, area, hub)) for _ in range(3)]
    publish(session, make_team(session, hub), *[(visit, area, 600 + 30 * place) for place, visit in enumerate(visits)])
    session.commit()
    page.goto(f"{live_server}/sign-in?next=/evening/{THE_DAY}")
    page.fill("#username", "olena")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/evening/{THE_DAY}")

    page.focus(f"#outcome-{visits[0].id}")
    for key in ("1", "ArrowUp", "ArrowDown", "3", "0"):
        page.keyboard.press(key)
    page.select_option(f"[name=cause-{visits[2].id}]", "vehicle")
    page.locator(".evening button.main").click()
    page.wait_for_selector("[role=status]")

    session.rollback()
    query = select(Visit).order_by(Visit.id).execution_options(populate_existing=True)
    found = [(visit.outcome, visit.cause) for visit in session.scalars(query)]
    assert found == [(Outcome.DONE, None), (Outcome.NOBODY, Cause.NOBODY), (Outcome.NOT_LEFT, Cause.VEHICLE)]
