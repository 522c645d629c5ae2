"""Pages of the log, of one event and of the desk's report form."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.shelling import Chip, EventState, TimePrecision
from app.models import AreaWatch, ShellingEvent, ShellingReport
from tests.factories import NOON, make_area, make_hub, make_user, sign_in
from tests.shelling.drafts import report

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("noon")]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Desk:
    """A hub with an area, a coordinator signed in, and a shelling that a volunteer reported at noon."""

    def __init__(self, session, client) -> None:
        self.session, self.client = session, client
        self.hub = make_hub(session)
        self.area = make_area(session, self.hub)
        self.boss = make_user(session, self.hub, language="en", display_name="O. Boiko")
        self.volunteer = make_user(session, self.hub, Role.VOLUNTEER, language="en", display_name="Olena K.")
        sign_in(session, client, self.boss)

    def reported(self, **values) -> ShellingEvent:
        event = report(self.session, self.hub, self.volunteer, self.area, NOON - 5 * MINUTE, **values).report.event
        self.session.commit()
        return event

    def get(self, path: str):
        self.session.rollback()
        return self.client.get(path)

    def post(self, path: str, **fields):
        self.session.rollback()
        return self.client.post(path, data=fields)

    def form(self, **changed) -> dict:
        fields = {
            "client_key": str(uuid4()),
            "area_id": str(self.area.id),
            "chip": "rockets",
            "weapon": "",
            "observed_on": "2023-05-13",
            "observed_time": "11:50",
            "precision": "quarter",
            "observation": "heard",
            "source_type": "resident",
        }
        return {name: value for name, value in (fields | changed).items() if value is not None}

    def fresh(self, row):
        self.session.rollback()
        self.session.refresh(row)
        return row


@pytest.fixture
def desk(session, client):
    return Desk(session, client)


def test_the_log_tells_when_what_who_how_sure_and_what_it_holds(desk):
    desk.reported(weapon="MLRS_SMERCH", chip=Chip.ROCKETS, killed=1, injured=2, is_hearsay=True)

    page = desk.get("/shelling").text

    for words in ("KOS-C", "about 11:55", "Smerch", "Unverified", "Olena K.", "hearsay", "1 killed, 2 hurt", "Held"):
        assert words in page


def test_the_log_is_filtered_by_area_state_and_days(desk):
    desk.reported()
    other = make_area(desk.session, desk.hub, "DRU-C")
    desk.session.commit()

    assert "about 11:55" in desk.get(f"/shelling?area={desk.area.id}&state=reported&days=1").text
    assert "about 11:55" not in desk.get(f"/shelling?area={other.id}").text
    assert "about 11:55" not in desk.get("/shelling?state=confirmed").text


@pytest.mark.parametrize(
    "query", ["area=x", "area=9" + "9" * 30, "state=?", "days=-1", "before=~", "before=0001-01-01T00:00:00-12:00~1"]
)
def test_a_filter_that_means_nothing_filters_nothing(desk, query):
    desk.reported()

    answer = desk.get(f"/shelling?{query}")

    assert answer.status_code == 200
    assert "about 11:55" in answer.text


def test_the_log_goes_on_to_older_pages(desk):
    for step in range(31):
        report(desk.session, desk.hub, desk.volunteer, desk.area, NOON - step * HOUR)
    desk.session.commit()

    first = desk.get("/shelling").text
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

    assert desk.get(older).text.count("<tr>") == 2, "the heading and the one that is left"


def test_an_event_shows_every_report_as_it_came(desk):
    event = desk.reported(note="біля ринку", count_text="багато", damage=("POST",))

    page = desk.get(f"/shelling/{event.id}").text

    for words in ("Olena K.", "біля ринку", "багато", "Post office", "Add a second source", "Nobody has judged it yet"):
        assert words in page


def test_a_verdict_is_kept_with_its_reason(desk):
    event = desk.reported()

    answer = desk.post(f"/shelling/{event.id}/verdict", kind="confirm", why="зведення", version=event.version)

    assert answer.status_code == 303
    assert desk.fresh(event).state is EventState.CONFIRMED
    assert "зведення" in desk.get(f"/shelling/{event.id}").text


def test_a_verdict_without_a_reason_is_sent_back(desk):
    event = desk.reported()

    answer = desk.post(f"/shelling/{event.id}/verdict", kind="confirm", why="", version=event.version)

    assert answer.status_code == 422
    assert "Say why, in a few words." in answer.text


def test_the_slower_verdict_keeps_its_words_and_learns_who_was_faster(desk):
    event = desk.reported()
    desk.post(f"/shelling/{event.id}/verdict", kind="confirm", why="зведення", version=event.version)

    answer = desk.post(f"/shelling/{event.id}/verdict", kind="dispute", why="там тихо", version=event.version)

    assert answer.status_code == 409
    assert "O. Boiko recorded a verdict at 12:00" in answer.text
    assert "там тихо" in answer.text


def test_who_alone_reported_it_is_told_that_somebody_else_judges(desk):
    own = report(desk.session, desk.hub, desk.boss, desk.area).report.event
    desk.session.commit()

    assert "somebody else has to judge it" in desk.get(f"/shelling/{own.id}").text
    answer = desk.post(f"/shelling/{own.id}/verdict", kind="confirm", why="сама бачила", version=own.version)
    assert answer.status_code == 403


def test_two_events_near_each_other_are_offered_and_joined(desk):
    event = desk.reported()
    stepan = make_user(desk.session, desk.hub, Role.VOLUNTEER)
    other = report(desk.session, desk.hub, stepan, desk.area, NOON - HOUR).report.event
    desk.session.commit()
    assert "about 11:00" in desk.get(f"/shelling/{event.id}").text

    answer = desk.post(f"/shelling/{other.id}/join", into_id=event.id, why="один залп", version=other.version)

    assert answer.status_code == 303
    assert desk.fresh(other).merged_into_id == event.id
    assert "joined with another one" in desk.get(f"/shelling/{other.id}").text


def test_joining_is_not_offered_to_who_alone_reported_one_of_the_two(desk):
    event = desk.reported()
    own = report(desk.session, desk.hub, desk.boss, desk.area, NOON - HOUR).report.event
    desk.session.commit()

    on_own, on_other = desk.get(f"/shelling/{own.id}").text, desk.get(f"/shelling/{event.id}").text

    assert "another coordinator says whether it is the same as one of these" in on_own
    assert "What lies near it only you reported" in on_other
    assert 'name="into_id"' not in on_own + on_other


def test_a_far_event_cannot_be_joined(desk):
    event = desk.reported()
    far = report(desk.session, desk.hub, desk.boss, desk.area, NOON - 9 * HOUR).report.event
    desk.session.commit()

    answer = desk.post(f"/shelling/{event.id}/join", into_id=far.id, why="один залп", version=event.version)

    assert answer.status_code == 422


def test_a_report_is_split_off_and_figures_are_added(desk):
    event = desk.reported()
    second = report(desk.session, desk.hub, desk.boss, desk.area, NOON - 5 * MINUTE).report
    desk.session.commit()

    split = desk.post(f"/shelling/reports/{second.id}/split", why="інший", version=event.version)
    event = desk.fresh(event)
    figures = {"killed": "2", "injured": "", "source_ref": "МВА", "version": event.version}
    late = desk.post(f"/shelling/{event.id}/figures", client_key=str(uuid4()), **figures)

    assert (split.status_code, late.status_code) == (303, 303)
    assert desk.fresh(second).event_id != event.id
    assert "2 killed" in desk.get(f"/shelling/{event.id}").text


def test_a_call_is_written_down_and_holds_the_area(desk):
    answer = desk.post(
        "/shelling/new", **desk.form(weapon="MLRS_GRAD", damage="SHOP", killed="1", point="48.527, 37.707")
    )

    assert answer.status_code == 303
    kept = desk.session.scalar(select(ShellingReport))
    assert (kept.weapon, kept.damage, kept.killed, kept.lat) == ("MLRS_GRAD", ["SHOP"], 1, 48.527)
    assert kept.latest_at == NOON + 5 * MINUTE
    assert "Held until a person releases it: KOS-C." in desk.get(answer.location).text


def test_a_part_of_the_day_is_kept_as_such(desk):
    desk.post("/shelling/new", **desk.form(precision="part_of_day", observed_time="", part="morning"))

    kept = desk.session.scalar(select(ShellingReport))
    assert kept.time_precision is TimePrecision.PART_OF_DAY
    assert (kept.earliest_at, kept.latest_at) == (NOON - 6 * HOUR, NOON - HOUR)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"chip": None}, "Choose what it was."),
        ({"area_id": "99999"}, "Choose one of the answers offered."),
        ({"area_id": ""}, "Choose the area."),
        ({"observed_time": ""}, "Write the time, or choose"),
        ({"observed_time": "12:30"}, "This time lies ahead."),
        ({"observed_on": "2023-05-14"}, "This day lies ahead."),
        ({"observed_on": "1900-01-01"}, "Check the year."),
        ({"precision": "part_of_day"}, "Choose the part of the day."),
        ({"killed": "багато"}, "Write a whole number"),
        ({"point": "десь там"}, "Write latitude and longitude"),
        ({"client_key": "x"}, "out of date"),
    ],
)
def test_what_cannot_be_is_sent_back_with_what_was_typed(desk, changed, words):
    answer = desk.post("/shelling/new", **desk.form(note="бачили з вікна", **changed))

    assert answer.status_code == 422
    assert words in answer.text
    assert "бачили з вікна" in answer.text
    assert desk.session.scalar(select(ShellingReport)) is None


def test_the_same_form_with_other_answers_shows_both_versions(desk):
    form = desk.form()
    desk.post("/shelling/new", **form)

    answer = desk.post("/shelling/new", **(form | {"chip": "mortar"}))

    assert answer.status_code == 409
    for words in ("Already saved", "Rocket artillery", "Mortar", "Change the saved one"):
        assert words in answer.text


def test_a_correction_is_kept_beside_the_report(desk):
    event = desk.reported()
    old = event.reports[0]
    assert "Correct a report" in desk.get(f"/shelling/reports/{old.id}/correct").text

    answer = desk.post(f"/shelling/reports/{old.id}/correct", **desk.form(weapon="FPV"))

    assert answer.status_code == 303
    kept = desk.session.scalars(select(ShellingReport).order_by(ShellingReport.id)).all()
    assert [(one.corrects_id, one.weapon) for one in kept] == [(None, None), (old.id, "FPV")]
    assert "no longer counts" in desk.get(answer.location).text


def test_the_desk_withdraws_only_its_own(desk):
    theirs = desk.reported()
    answer = desk.post(f"/shelling/reports/{theirs.reports[0].id}/withdraw", why="помилка", version=theirs.version)
    assert answer.status_code == 403

    own = report(desk.session, desk.hub, desk.boss, desk.area, NOON - HOUR).report
    desk.session.commit()
    answer = desk.post(f"/shelling/reports/{own.id}/withdraw", why="не та ділянка", version=own.event.version)
    assert answer.status_code == 303
    assert "не та ділянка" in desk.get(answer.location).text


def test_somebody_says_that_they_listen(desk):
    span = {"from_at": "2023-05-13T06:00", "to_at": "2023-05-13T12:00"}

    answer = desk.post("/shelling/watch", area_id=desk.area.id, **span)

    assert answer.status_code == 303
    assert desk.session.scalar(select(AreaWatch)).by_id == desk.boss.id
    assert "O. Boiko" in desk.get("/shelling/watch").text
    backwards = {"from_at": span["to_at"], "to_at": span["from_at"]}
    assert desk.post("/shelling/watch", area_id=desk.area.id, **backwards).status_code == 422
    assert desk.post("/shelling/watch", area_id=desk.area.id, from_at="", to_at="").status_code == 422


def test_shellings_of_another_hub_are_not_here(desk):
    other = make_hub(desk.session, "dru")
    their_area = make_area(desk.session, other, "DRU-C")
    their = report(desk.session, other, make_user(desk.session, other), their_area).report
    desk.session.commit()
    event, one = f"/shelling/{their.event_id}", f"/shelling/reports/{their.id}"

    asked = [desk.get(path).status_code for path in (event, f"{one}/correct")]
    posts = (
        f"{event}/verdict",
        f"{event}/join",
        f"{event}/figures",
        f"{one}/split",
        f"{one}/withdraw",
        f"{one}/correct",
    )
    told = [desk.post(path, why="-", version=1).status_code for path in posts]

    assert {*asked, *told} == {404}
    assert desk.get("/shelling/99999999999999999999").status_code == 404
    assert desk.post("/shelling/new", **desk.form(area_id=str(their_area.id))).status_code == 422


def test_a_volunteer_sees_neither_the_log_nor_who_reported(desk):
    event = desk.reported()
    sign_in(desk.session, desk.client, desk.volunteer)

    assert {desk.get(path).status_code for path in ("/shelling", f"/shelling/{event.id}", "/shelling/new")} == {403}


def test_a_volunteer_sees_only_their_own_listening(desk):
    span = {"from_at": "2023-05-13T06:00", "to_at": "2023-05-13T12:00"}
    desk.post("/shelling/watch", area_id=desk.area.id, **span)
    sign_in(desk.session, desk.client, desk.volunteer)
    desk.post("/shelling/watch", area_id=desk.area.id, **span)

    page = desk.get("/shelling/watch").text

    assert "O. Boiko" not in page
    assert page.count("<tr><td>") == 1
