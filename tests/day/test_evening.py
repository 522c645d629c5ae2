"""The evening: outcomes of a whole sheet, a team that did not leave, closing only when all is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.hubs import hub_zone
from app.day import closing, evening
from app.day.errors import LooseEnds
from app.day.evening import Entry
from app.domain.errors import NotHere, Refused
from app.domain.outcomes import Cause, Outcome
from app.domain.states import DayState, NeedState, VisitState
from app.domain.timespan import moments_of
from app.models import AuditEntry, Sheet
from app.needs.errors import DayAhead, NotLeftYet, OnNoRoute, ReasonMissing
from app.routes.fate import Fate, close_sheet, fate_of
from tests.day.world import depart, make_past_visit, make_visit, publish
from tests.factories import NOON, THE_DAY, make_hub, make_need, make_team, make_user

EVENING = NOON + timedelta(hours=8)


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана")


@pytest.fixture
def visits(session, hub, area):
    """Three visits on the published route of team 1."""
    rows = [make_visit(session, make_need(session, area, hub)) for _ in range(3)]
    publish(session, make_team(session, hub), *[(visit, area, 600 + 30 * place) for place, visit in enumerate(rows)])
    return rows


def entry(visit, outcome=Outcome.DONE, **values):
    return Entry(visit.id, outcome, visit.version, **values)


def write(session, hub, by, *entries, on=THE_DAY):
    return evening.write_lines(session, entries, hub_id=hub.id, on=on, by_id=by.id, now=EVENING)


def close(session, hub, by, **whys):
    return closing.close_day(session, hub.id, THE_DAY, by_id=by.id, now=EVENING, whys=whys)


def home(session, hub, by):
    """Team 1 left before noon and is back, written down."""
    departure = depart(session, evening.routes.published_on(session, hub.id, THE_DAY)[0], by)
    departure.home_at, departure.home_by_id = EVENING, by.id
    session.flush()


def test_the_whole_sheet_is_written_at_once(session, hub, oksana, visits):
    refused = write(
        session,
        hub,
        oksana,
        entry(visits[0], at_min=610),
        entry(visits[1], Outcome.NOBODY, note="собака гавкав"),
        entry(visits[2], Outcome.NOT_LEFT, cause=Cause.VEHICLE),
    )

    assert refused == {}
    assert [visit.state for visit in visits] == [VisitState.DONE, VisitState.MISSED, VisitState.MISSED]
    assert visits[0].outcome_at == NOON - timedelta(minutes=110)
    assert (visits[1].cause, visits[2].cause) == (Cause.NOBODY, Cause.VEHICLE)


def test_a_row_that_somebody_else_wrote_is_refused_and_the_rest_is_kept(session, hub, oksana, visits):
    stale = entry(visits[0])
    write(session, hub, oksana, entry(visits[0], Outcome.NOBODY))

    refused = write(session, hub, oksana, stale, entry(visits[1]))

    assert list(refused) == [visits[0].id]
    assert (visits[0].outcome, visits[1].outcome) == (Outcome.NOBODY, Outcome.DONE)


def test_the_third_miss_in_a_row_asks_for_a_decision(session, hub, oksana, area, visits):
    need = visits[0].needs[0]
    for days in (14, 7):
        make_past_visit(session, need, THE_DAY - timedelta(days=days), Outcome.ABORT_DANGER)

    write(session, hub, oksana, entry(visits[0], Outcome.HELD_OUT))

    assert need.state is NeedState.DECISION_NEEDED
    assert evening.summary(session, hub.id, THE_DAY).decisions == 1


def test_a_day_does_not_close_while_a_visit_has_no_outcome_and_names_it(session, hub, oksana, visits):
    write(session, hub, oksana, entry(visits[0]), entry(visits[1]))

    with pytest.raises(Refused, match="no outcome yet for K13X"):
        close(session, hub, oksana)


def test_a_day_does_not_close_while_a_team_is_not_home(session, hub, oksana, visits):
    write(session, hub, oksana, *map(entry, visits))
    route = evening.routes.published_on(session, hub.id, THE_DAY)[0]
    departure = depart(session, route, oksana)

    with pytest.raises(Refused, match="not home yet: team 1"):
        close(session, hub, oksana)
    departure.home_at, departure.home_by_id = EVENING, oksana.id
    session.flush()

    assert close(session, hub, oksana).state is DayState.CLOSED


def test_after_closing_a_correction_takes_a_reason(session, hub, oksana, visits):
    write(session, hub, oksana, *map(entry, visits))
    home(session, hub, oksana)
    close(session, hub, oksana)

    refused = write(session, hub, oksana, entry(visits[0], Outcome.NOBODY))
    assert isinstance(refused[visits[0].id], ReasonMissing)
    assert write(session, hub, oksana, entry(visits[0], Outcome.NOBODY, reason="переплутали рядки")) == {}

    assert visits[0].outcome is Outcome.NOBODY


def test_a_closed_day_is_opened_again_with_a_reason_that_stays(session, hub, oksana, visits):
    write(session, hub, oksana, *map(entry, visits))
    home(session, hub, oksana)
    close(session, hub, oksana)
    again = {"by_id": oksana.id, "now": EVENING}

    with pytest.raises(ReasonMissing):
        closing.reopen_day(session, hub.id, THE_DAY, " ", **again)
    day = closing.reopen_day(session, hub.id, THE_DAY, "ще один візит", **again)

    assert (day.state, day.reopened_why) == (DayState.OPEN, "ще один візит")


def test_tomorrow_does_not_close_today(session, hub, oksana):
    with pytest.raises(Refused, match="lies ahead"):
        closing.close_day(session, hub.id, THE_DAY + timedelta(days=1), by_id=oksana.id, now=NOON)


def test_what_did_not_happen_stands_first_tomorrow(session, hub, oksana, area, visits):
    urgent = make_need(session, area, hub, deadline_on=THE_DAY + timedelta(days=1))
    write(session, hub, oksana, entry(visits[0]), entry(visits[1], Outcome.NOBODY), entry(visits[2]))

    found = evening.tomorrow(session, hub.id, THE_DAY)

    assert (found.missed, found.deadlines) == ([visits[1].needs[0]], [urgent])


def test_a_print_is_accounted_for_and_a_later_word_counts(session, hub, oksana, visits):
    route = evening.routes.published_on(session, hub.id, THE_DAY)[0]
    sheet = Sheet(hub_id=hub.id, number=7, route_id=route.id, printed_by_id=oksana.id, printed_at=NOON)
    session.add(sheet)
    session.flush()

    for fate in (Fate.LOST, Fate.RETURNED):
        close_sheet(session, sheet.id, fate, hub_id=hub.id, by_id=oksana.id, now=EVENING)

    assert (fate_of(sheet), sheet.lost_at) == (Fate.RETURNED, None)


def test_a_visit_of_another_day_or_hub_is_not_on_this_sheet(session, hub, oksana, visits):
    with pytest.raises(NotHere):
        write(session, hub, oksana, entry(visits[0]), on=THE_DAY - timedelta(days=1))
    with pytest.raises(NotHere):
        write(session, make_hub(session, "dru"), oksana, entry(visits[0]))


def test_past_days_are_counted_newest_first(session, hub, oksana, area, visits):
    make_past_visit(session, make_need(session, area, hub), THE_DAY - timedelta(days=1), Outcome.ROAD)

    days = evening.past_days(session, hub.id, before=THE_DAY + timedelta(days=1))

    assert [(day.on, day.done, day.missed, day.open) for day in days] == [
        (THE_DAY, 0, 0, 3),
        (THE_DAY - timedelta(days=1), 0, 1, 0),
    ]


def promised(session, hub, area):
    """Fixed to team 1 by a person, and on no route."""
    visit = make_visit(session, make_need(session, area, hub), state=VisitState.PROPOSED)
    visit.pin_team_id = make_team(session, hub, 7).id
    session.flush()
    return visit


def test_what_was_promised_and_is_on_no_route_needs_its_cause_before_the_day_closes(session, hub, oksana, area):
    visit = promised(session, hub, area)

    with pytest.raises(Refused, match="no outcome yet"):
        close(session, hub, oksana)
    refused = write(session, hub, oksana, entry(visit, Outcome.DONE))
    write(session, hub, oksana, entry(visit, Outcome.HELD_OUT))

    assert "on no route" in refused[visit.id].sentence
    assert (visit.state, visit.cause) == (VisitState.MISSED, Cause.DANGER)
    assert close(session, hub, oksana).state is DayState.CLOSED


def test_a_corrected_time_is_kept(session, hub, oksana, visits):
    write(session, hub, oksana, entry(visits[0], at_min=600))

    refused = write(session, hub, oksana, entry(visits[0], at_min=550))

    assert refused == {}
    assert visits[0].outcome_at == moments_of(550, THE_DAY, hub_zone(session, hub.id))[1]


def test_before_the_planned_hour_nobody_was_at_a_door(session, hub, oksana, visits):
    early = NOON - timedelta(hours=5)  # the route leaves at 09:00, it is 08:00
    entries = [
        entry(visits[0]),
        entry(visits[1], Outcome.NOT_LEFT, cause=Cause.VEHICLE),
        entry(visits[2], Outcome.ROAD),
    ]

    refused = evening.write_lines(session, entries, hub_id=hub.id, on=THE_DAY, by_id=oksana.id, now=early)

    assert [type(one) for one in refused.values()] == [NotLeftYet]
    assert refused[visits[0].id].facts == {"time": "09:00"}
    assert [visit.outcome for visit in visits] == [None, Outcome.NOT_LEFT, Outcome.ROAD]


def test_of_a_day_ahead_only_that_a_visit_is_called_off_can_be_written(session, hub, oksana, visits):
    the_day_before = {"hub_id": hub.id, "on": THE_DAY, "by_id": oksana.id, "now": NOON - timedelta(days=1)}
    entries = [entry(visits[0]), entry(visits[1], Outcome.HELD_OUT), entry(visits[2], Outcome.HOSP)]

    refused = evening.write_lines(session, entries, **the_day_before)

    assert [type(one) for one in refused.values()] == [DayAhead, DayAhead]
    assert [visit.outcome for visit in visits] == [None, None, Outcome.HOSP]


def test_what_was_on_no_route_is_not_corrected_to_done(session, hub, oksana, area):
    visit = promised(session, hub, area)
    write(session, hub, oksana, entry(visit, Outcome.HELD_OUT))

    for outcome in (Outcome.DONE, Outcome.NOBODY, Outcome.DIED):
        refused = write(session, hub, oksana, entry(visit, outcome))
        assert isinstance(refused[visit.id], OnNoRoute)
    assert write(session, hub, oksana, entry(visit, Outcome.VEH)) == {}

    assert (visit.outcome, visit.cause) == (Outcome.VEH, Cause.VEHICLE)


def test_a_time_nobody_wrote_is_not_made_up(session, hub, oksana, visits):
    write(session, hub, oksana, entry(visits[0]), entry(visits[1], at_min=600))
    assert [visit.is_time_written for visit in visits[:2]] == [False, True]

    write(session, hub, oksana, entry(visits[0], Outcome.NOBODY), entry(visits[1], Outcome.NOBODY))
    assert [visit.is_time_written for visit in visits[:2]] == [False, True]


def test_a_day_closes_with_a_departure_nobody_wrote_down_and_a_sheet_that_is_out_only_for_a_reason(
    session, hub, oksana, visits
):
    write(session, hub, oksana, *map(entry, visits))
    route = evening.routes.published_on(session, hub.id, THE_DAY)[0]
    sheet = Sheet(hub_id=hub.id, number=7, route_id=route.id, printed_by_id=oksana.id, printed_at=NOON)
    session.add(sheet)
    session.flush()
    departure_key, sheet_key = f"departure-{route.team_id}", f"sheet-{sheet.id}"

    with pytest.raises(LooseEnds, match="1, Л-0513-7"):
        close(session, hub, oksana)
    with pytest.raises(LooseEnds, match=": Л-0513-7"):
        close(session, hub, oksana, **{departure_key: "поїхали о 9:10, без зв’язку", sheet_key: " "})
    day = close(session, hub, oksana, **{departure_key: "поїхали о 9:10", sheet_key: "везуть зранку"})

    assert [one["why"] for one in day.closed_with.values()] == ["поїхали о 9:10", "везуть зранку"]
    said = session.scalars(select(AuditEntry).where(AuditEntry.action == "close_day")).one()
    assert said.facts["left_open"] == ["departure:1", "sheet:Л-0513-7"]


def test_a_team_that_did_not_leave_needs_no_departure(session, hub, oksana, visits):
    write(session, hub, oksana, *(entry(visit, Outcome.NOT_LEFT, cause=Cause.VEHICLE) for visit in visits))

    assert close(session, hub, oksana).closed_with == {}
