"""A hub with something of everything in it, for walks over all pages."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.danger.advice import Advice
from app.domain.outcomes import Cause, Outcome
from app.domain.roles import Role
from app.domain.shelling import AreaPrecision, Chip, EventState, Observation, SourceType, TimePrecision, VerdictKind
from app.domain.states import NeedState, RouteState, VisitState
from app.models import (
    AreaWatch,
    Clearance,
    Contact,
    Curfew,
    Day,
    DayDecision,
    Departure,
    EventsApart,
    EventVerdict,
    FollowUp,
    Hold,
    HoldReason,
    Hub,
    Permit,
    RecordChange,
    RoadSegment,
    RouteStop,
    RouteVersion,
    Sheet,
    ShellingEvent,
    ShellingReport,
    UnrungStop,
    UnrungWord,
    VehicleOutage,
    Visit,
)
from tests.factories import (
    NOON,
    THE_DAY,
    make_alarm,
    make_area,
    make_household,
    make_hub,
    make_need,
    make_need_kind,
    make_person,
    make_service_point,
    make_team,
    make_user,
)

HOUR = timedelta(hours=1)


def make_whole_hub(session: Session, code: str) -> Hub:
    """Areas, people, needs, a missed and a planned visit, a published route with a sheet, a report and its hold."""
    hub = make_hub(session, code)
    lead = make_user(session, hub, username=f"{code}-lead", is_safety_lead=True, is_approver=True)
    volunteer = make_user(session, hub, Role.VOLUNTEER, username=f"{code}-volunteer")
    area = make_area(session, hub, "KOS-C", set_by=lead)
    other = make_area(session, hub, "DRU-C", set_by=lead, lat=48.63, lon=37.553)
    make_service_point(session, other, hub)
    kind = make_need_kind(session, hub)
    person = make_person(session, make_household(session, area, hub))
    needs = [make_need(session, area, hub, kind=kind, person=person) for _ in range(2)]
    needs[0].state = NeedState.PLANNED
    team = make_team(session, hub)
    team.shifts[0].members[0].user_id = volunteer.id
    published = _make_route(session, hub, team.id, RouteState.PUBLISHED, 1)
    draft = _make_route(session, hub, team.id, RouteState.DRAFT, None)
    visit = Visit(
        hub_id=hub.id, on=THE_DAY, household_id=person.household_id, state=VisitState.PUBLISHED, created_at=NOON
    )
    visit.needs = [needs[0]]
    missed = Visit(
        hub_id=hub.id,
        on=THE_DAY - timedelta(days=7),
        household_id=person.household_id,
        state=VisitState.MISSED,
        outcome=Outcome.ABORT_DANGER,
        cause=Cause.DANGER,
        created_at=NOON,
        recorded_at=NOON,
        outcome_at=NOON,
    )
    missed.needs = [needs[1]]
    session.add_all([visit, missed])
    session.flush()
    for route in (published, draft):
        route.stops = [
            RouteStop(
                position=1,
                visit_id=visit.id,
                area_id=area.id,
                arrive_min=780,
                start_min=780,
                depart_min=790,
                code="H7KT",
            )
        ]
    make_alarm(session, area, ref=code, notes="<b>примітка</b>")
    event = _make_event(session, hub, area.id, volunteer.id, lead.id)
    joined = ShellingEvent(
        hub_id=hub.id,
        area_id=area.id,
        earliest_at=NOON,
        latest_at=NOON,
        state=EventState.MERGED,
        merged_into_id=event.id,
        created_at=NOON,
    )
    session.add(joined)
    session.flush()
    session.add(EventsApart(hub_id=hub.id, first_id=event.id, second_id=joined.id, by_id=lead.id, at=NOON))
    session.add_all(
        [
            Sheet(hub_id=hub.id, number=1, route_id=published.id, printed_by_id=lead.id, printed_at=NOON),
            Day(hub_id=hub.id, on=THE_DAY),
            DayDecision(
                hub_id=hub.id,
                area_id=other.id,
                on=THE_DAY,
                advice=Advice.GO_BY_ZONE_RULES,
                decision=Advice.LIFE_SAVING,
                reason="<b>чутка</b>",
                by_id=lead.id,
                at=NOON,
            ),
            Hold(
                hub_id=hub.id,
                area_id=area.id,
                reason=HoldReason.REPORT,
                event_id=event.id,
                from_at=NOON,
                review_at=NOON + 2 * HOUR,
            ),
            Clearance(hub_id=hub.id, area_id=other.id, on=THE_DAY, by_id=lead.id, at=NOON, until=NOON + 2 * HOUR),
            Curfew(hub_id=hub.id, area_id=area.id, starts_min=1260, ends_min=300, valid_from=THE_DAY),
            RoadSegment(hub_id=hub.id, name="KOS–DRU", from_area_id=area.id, to_area_id=other.id),
            AreaWatch(hub_id=hub.id, area_id=area.id, by_id=volunteer.id, from_at=NOON - HOUR, to_at=NOON),
            FollowUp(hub_id=hub.id, need_id=needs[1].id, code="call_again", due_at=NOON, opened_at=NOON),
            RecordChange(
                hub_id=hub.id, table="people", row_id=person.id, fields=["surname"], before="{}", by_id=lead.id, at=NOON
            ),
            VehicleOutage(
                hub_id=hub.id,
                vehicle_id=team.shifts[0].vehicle_id,
                reason="<b>гальма</b>",
                from_on=THE_DAY,
                by_id=lead.id,
                at=NOON,
            ),
            Permit(hub_id=hub.id, number="17", valid_from=THE_DAY, valid_to=THE_DAY, created_at=NOON),
        ]
    )
    departure = Departure(
        hub_id=hub.id, on=THE_DAY, team_id=team.id, route_id=published.id, left_at=NOON, left_by_id=volunteer.id
    )
    session.add(departure)
    session.flush()
    session.add(
        UnrungStop(
            hub_id=hub.id,
            route_id=published.id,
            visit_id=visit.id,
            word=UnrungWord.LEFT,
            gates=["G17"],
            by_id=volunteer.id,
            at=NOON,
        )
    )
    session.add(Contact(hub_id=hub.id, departure_id=departure.id, at=NOON, by_id=lead.id, kind="called"))
    session.flush()
    return hub


def _make_route(session: Session, hub: Hub, team_id: int, state: RouteState, number: int | None) -> RouteVersion:
    route = RouteVersion(
        hub_id=hub.id,
        on=THE_DAY,
        team_id=team_id,
        state=state,
        number=number,
        made_at=NOON,
        leave_min=760,
        home_min=820,
    )
    session.add(route)
    session.flush()
    return route


def _make_event(session: Session, hub: Hub, area_id: int, reporter_id: int, by_id: int) -> ShellingEvent:
    event = ShellingEvent(
        hub_id=hub.id, area_id=area_id, earliest_at=NOON, latest_at=NOON, state=EventState.REPORTED, created_at=NOON
    )
    event.reports = [
        ShellingReport(
            hub_id=hub.id,
            area_id=area_id,
            reporter_id=reporter_id,
            received_at=NOON,
            earliest_at=NOON,
            latest_at=NOON,
            time_precision=TimePrecision.EXACT,
            chip=Chip.ROCKETS,
            area_precision=AreaPrecision.AREA,
            observation=Observation.HEARD,
            source_type=SourceType.VOLUNTEER,
            body_hash="0",
        )
    ]
    event.verdicts = [EventVerdict(kind=VerdictKind.CONFIRM, by_id=by_id, at=NOON, why="за словами служби")]
    session.add(event)
    session.flush()
    return event
