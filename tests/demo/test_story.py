"""What the story says at its first moment, and what happens in it by itself."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from app.accounts import audit
from app.danger.picture import danger_now
from app.demo import strikes
from app.demo.times import KYIV, START, THE_DAY, at
from app.domain.outcomes import Cause, Outcome
from app.domain.shelling import Chip, TimePrecision
from app.domain.states import NeedState, VisitState
from app.domain.zones import ZONE_FACTS
from app.models import Area, Household, Need, NeedMove, ShellingEvent, ShellingReport, StoryClock, User, Visit
from app.needs.history import misses_of
from app.needs.queries import plannable
from app.needs.service import move_need, record_visit
from app.places.queries import holds_covering, standing
from app.routes.queries import drafts_on, is_void, published_on, stop_standing
from app.routes.service import plan_day, publish_day
from app.shelling.queries import figures_of, sources_of
from app.shelling.service import ReportDraft, report_shelling


def ludmilla(session) -> Need:
    need = session.scalars(select(Need).order_by(Need.id)).first()
    assert need.person.first_name == "Людмила"
    return need


def coordinator(session) -> int:
    return session.scalars(select(User.id).where(User.username == "boiko")).one()


def test_the_audit_chain_of_the_story_is_whole(story):
    assert audit.verify(story).is_sound


def test_ludmilla_was_missed_twice_for_danger(story):
    need = ludmilla(story)
    missed = [(visit.on.isoformat(), visit.outcome) for visit in need.visits if visit.outcome]

    assert missed == [("2023-04-28", Outcome.ABORT_DANGER), ("2023-05-05", Outcome.ABORT_DANGER)]
    assert misses_of(story, [need])[need.id].by_cause == {Cause.DANGER: 2}
    assert need.state is NeedState.READY


def test_a_third_miss_asks_for_a_decision(story):
    need = ludmilla(story)
    hers = next(visit for visit in need.visits if visit.on == THE_DAY)
    hers.state = VisitState.PUBLISHED
    by = {"by_id": coordinator(story), "now": START + timedelta(hours=1)}
    move_need(story, need, NeedState.PLANNED, **by)

    record_visit(story, hers.id, Outcome.ABORT_DANGER, hub_id=need.hub_id, **by)

    assert need.state is NeedState.DECISION_NEEDED


def test_the_plan_of_the_day_takes_ludmilla_with_the_first_team(story):
    hub_id = ludmilla(story).hub_id

    plan_day(story, hub_id, THE_DAY, by_id=coordinator(story), now=START)

    first = next(route for route in drafts_on(story, hub_id, THE_DAY) if route.team.number == 1)
    assert any(ludmilla(story) in stop.visit.needs for stop in first.stops if stop.visit)


def test_nothing_is_held_at_the_first_moment(story):
    assert holds_covering(story, ludmilla(story).hub_id, now=START).all == []


def test_six_strikes_are_known_and_the_seventh_is_left_to_the_visitor(story):
    assert story.scalar(select(func.count(ShellingReport.id))) == 6
    assert strikes.report_due(story, ludmilla(story).hub_id, coordinator(story), now=at(THE_DAY, "20:00")) == 0


def test_nobody_is_sent_to_avdiivka(story):
    where = standing(story, ludmilla(story).hub_id, now=START)
    avdiivka = next(one for one in where.values() if one.area.code == "AVD")
    visits = select(Visit).join(Household).join(Area).where(Area.code == "AVD")

    assert not ZONE_FACTS[avdiivka.zone].visits_allowed
    assert story.scalars(visits).all() == []


def test_forty_needs_stand_in_the_story_file_and_many_can_be_planned(story):
    hub_id = ludmilla(story).hub_id

    assert story.scalar(select(func.count(Need.id)).where(Need.number <= 40)) == 40
    assert len(plannable(story, hub_id, THE_DAY)) >= 30


def test_grades_are_known_but_in_one_settlement(story):
    danger = danger_now(story, ludmilla(story).hub_id, now=START)
    settled = select(Area).where(Area.kind.in_(["area", "settlement"]), Area.is_active)
    unknown = [a.code for a in story.scalars(settled) if a.id in danger.areas and danger.areas[a.id].grade_now == "?"]

    assert unknown == ["RAI"]


def test_strikes_are_reported_once_their_time_has_come(story):
    hub_id, by_id = ludmilla(story).hub_id, coordinator(story)

    assert strikes.report_due(story, hub_id, by_id, now=START) == 0
    assert strikes.report_due(story, hub_id, by_id, now=at(THE_DAY + timedelta(days=5), "19:00")) == 4
    assert strikes.report_due(story, hub_id, by_id, now=at(THE_DAY + timedelta(days=5), "19:00")) == 0
    held = holds_covering(story, hub_id, now=at(THE_DAY + timedelta(days=5), "19:00"))
    assert {hold.area.code for hold in held.all} >= {"KOS", "CHY"}


def test_the_morning_after_brings_both_bulletins_of_the_strike_the_newest_on_top(story):
    morning = at(THE_DAY + timedelta(days=1), "09:00")

    strikes.report_due(story, ludmilla(story).hub_id, coordinator(story), now=morning)

    event = story.scalars(select(ShellingEvent).order_by(ShellingEvent.id.desc())).first()
    first, newest = figures_of(event)
    assert [(one.killed, one.injured) for one in (first, newest)] == [(2, 10), (2, 11)]
    assert first.as_of < newest.as_of < morning
    assert first.report.source_ref != newest.report.source_ref
    assert sources_of(event.reports).sources == 1


def test_every_person_of_the_story_is_moved_by_the_real_rules(story):
    planned = story.scalars(select(NeedMove).where(NeedMove.to_state == NeedState.PLANNED)).all()

    assert len(planned) >= 20


def test_the_story_begins_at_half_past_eleven(told):
    with told.extensions["obkhid_engine"].connect() as connection:
        assert connection.execute(select(StoryClock.offset_s)).scalar_one() < 0


def test_the_visitor_s_report_holds_the_centre_and_the_evening_makes_it_the_third_miss(story):
    need, by_id = ludmilla(story), coordinator(story)
    plan_day(story, need.hub_id, THE_DAY, by_id=by_id, now=START)
    publish_day(story, need.hub_id, THE_DAY, by_id=by_id, now=START)
    centre = story.scalars(select(Area).where(Area.code == "KOS-C")).one()
    told_at = at(THE_DAY, "12:35")
    draft = ReportDraft.stated_at(
        at(THE_DAY, "12:30"), TimePrecision.QUARTER, KYIV, client_key=uuid4(), area_id=centre.id, chip=Chip.ROCKETS
    )
    report_shelling(story, draft, hub_id=need.hub_id, by_id=by_id, now=told_at)

    holds = holds_covering(story, need.hub_id, now=told_at)
    hers = next(visit for visit in need.visits if visit.on == THE_DAY)
    route = next(r for r in published_on(story, need.hub_id, THE_DAY) if any(s.visit is hers for s in r.stops))
    assert {hold.area.code for hold in holds.all} == {"KOS-C", "KOS-N", "KOS-S", "KOS-W", "KOS-E"}
    assert is_void(route, holds)
    assert any(one.is_held for one in stop_standing(route, holds) if one.stop.visit is hers)

    evening = at(THE_DAY, "20:00")
    record_visit(story, hers.id, Outcome.HELD_OUT, hub_id=need.hub_id, by_id=by_id, now=evening)
    assert misses_of(story, [need])[need.id].in_a_row == 3
    assert need.state is NeedState.DECISION_NEEDED
