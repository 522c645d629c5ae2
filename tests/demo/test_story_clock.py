"""Moving the story's clock from the pages."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.demo import cast
from app.demo.story import story_now
from app.demo.times import MOMENTS
from app.models import Need, StoryClock
from tests import factories


def signed_in(app, username="boiko"):
    client = app.test_client()
    client.post("/sign-in", data={"username": username, "password": cast.PASSWORD})
    return client


def read(app, query):
    with Session(app.extensions["obkhid_engine"]) as session:
        return session.scalar(query)


def test_a_coordinator_moves_the_story(own_story):
    answer = signed_in(own_story).post("/story", data={"moment": "evening"})

    with Session(own_story.extensions["obkhid_engine"]) as session:
        away = story_now(session, real_now=clock.real_now()) - MOMENTS["evening"]
    assert answer.status_code == 303
    assert 0 <= away.total_seconds() < 10


def test_a_volunteer_does_not(own_story):
    assert signed_in(own_story, "iryna").post("/story", data={"moment": "evening"}).status_code == 403


def test_an_unknown_moment_changes_nothing(own_story):
    before = read(own_story, select(StoryClock.offset_s))

    answer = signed_in(own_story).post("/story", data={"moment": "1941"})

    assert answer.status_code == 303
    assert read(own_story, select(StoryClock.offset_s)) == before


def test_starting_again_takes_out_what_was_tried(own_story):
    before = read(own_story, select(func.count(Need.id)))
    with Session(own_story.extensions["obkhid_engine"]) as session, session.begin():
        session.execute(Need.__table__.update().values(urgency="U4"))

    answer = signed_in(own_story).post("/story/again")

    assert answer.status_code == 303
    assert read(own_story, select(func.count(Need.id))) == before
    assert read(own_story, select(func.count(Need.id)).where(Need.urgency != "U4")) > 10


def test_the_demo_shows_its_accounts_and_lets_in_with_one_tap(own_story):
    client = own_story.test_client()
    page = client.get("/sign-in").text

    assert all(person.username in page for person in cast.SHOWN)
    assert cast.PASSWORD in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_real_database_has_no_story(app, client, session):
    hub = factories.make_hub(session)
    factories.make_user(session, hub, username="olena")
    session.commit()

    assert not app.config["IS_DEMO"]
    assert client.post("/story", data={"moment": "evening"}).status_code == 404
    assert cast.PASSWORD not in client.get("/sign-in").text
    assert read(app, select(func.count()).select_from(StoryClock)) == 0
