"""How a visit ended, whether that is a miss, and what happens next by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain import follow_ups as step
from app.domain.follow_ups import FollowUpRule
from app.domain.needs import Urgency
from app.domain.roles import Role
from app.domain.states import CloseReason, NeedState, VisitState


class Outcome(StrEnum):
    DONE = "DONE"
    PART = "PART"
    NOBODY = "NOBODY"
    NOTFOUND = "NOTFOUND"
    REFUSED = "REFUSED"
    PERSUADE = "PERSUADE"
    ABORT_DANGER = "ABORT_DANGER"
    ABORT_TIME = "ABORT_TIME"
    CLOSED_SP = "CLOSED_SP"
    ROAD = "ROAD"
    VEH = "VEH"
    CREW = "CREW"
    MOVED = "MOVED"
    HOSP = "HOSP"
    DIED = "DIED"
    DUP = "DUP"
    INVALID = "INVALID"
    CANC_ORG = "CANC_ORG"
    NOT_LEFT = "NOT_LEFT"
    HELD_OUT = "HELD_OUT"


class Cause(StrEnum):
    """Why a visit did not happen: one cause a miss, totals by cause never reset."""

    DANGER = "danger"
    TIME = "time"
    ROAD = "road"
    POINT_CLOSED = "point_closed"
    VEHICLE = "vehicle"
    TEAM = "team"
    NOBODY = "nobody"
    NOT_FOUND = "not_found"
    CANCELLED_BY_US = "cancelled_by_us"
    OTHER = "other"


DECISION_AFTER = 3
"""Misses in a row on one need after which a person must decide."""


class Surface(StrEnum):
    """Where an outcome can be written down."""

    PHONE = "phone"
    PAPER = "paper"
    DESK = "desk"


@dataclass(frozen=True)
class OutcomeEffect:
    """What an outcome does to the need. A need that goes on is READY: nobody has to remember to put it back."""

    need_state: NeedState
    close_reason: CloseReason | None = None
    follow_ups: tuple[FollowUpRule, ...] = ()


@dataclass(frozen=True)
class OutcomeFacts:
    """label: English msgid. cause: set for a miss and only for a miss."""

    label: str
    cause: Cause | None
    effect: OutcomeEffect


def _goes_on(*follow_ups: FollowUpRule) -> OutcomeEffect:
    return OutcomeEffect(NeedState.READY, follow_ups=follow_ups)


def _closes(reason: CloseReason, *follow_ups: FollowUpRule) -> OutcomeEffect:
    return OutcomeEffect(NeedState.CLOSED, reason, follow_ups)


OUTCOMES: dict[Outcome, OutcomeFacts] = {
    Outcome.DONE: OutcomeFacts("Done", None, _closes(CloseReason.MET, step.FEEDBACK_CALL, step.NEXT_TIME)),
    # The need itself goes on with what is left, so its misses, its waiting and its deadline go on too.
    Outcome.PART: OutcomeFacts("Partly done", None, _goes_on(step.PLAN_THE_REST)),
    Outcome.NOBODY: OutcomeFacts(
        "Nobody at home",
        Cause.NOBODY,
        _goes_on(step.CALL_IN_TWO_HOURS, step.CALL_IN_THE_EVENING, step.SECOND_ATTEMPT, step.ASK_NEIGHBOURS),
    ),
    Outcome.NOTFOUND: OutcomeFacts(
        "Address not found or destroyed",
        Cause.NOT_FOUND,
        OutcomeEffect(NeedState.INFO_NEEDED, follow_ups=(step.VERIFY_ADDRESS, step.CHECK_AT_ONCE)),
    ),
    Outcome.REFUSED: OutcomeFacts("Declined", None, _closes(CloseReason.DECLINED, step.OFFER_AGAIN)),
    Outcome.PERSUADE: OutcomeFacts("Still deciding about leaving", None, _goes_on(step.CONTACT_CALLS)),
    Outcome.ABORT_DANGER: OutcomeFacts(
        "Dangerous, we turned back", Cause.DANGER, _goes_on(step.HOLD_AREA, step.WRITE_INCIDENT, step.TELL_PERSON)
    ),
    Outcome.ABORT_TIME: OutcomeFacts(
        "No time before curfew", Cause.TIME, _goes_on(step.FIRST_STOP_NEXT, step.TELL_PERSON)
    ),
    Outcome.CLOSED_SP: OutcomeFacts(
        "Service point does not work", Cause.POINT_CLOSED, _goes_on(step.POINT_UNCONFIRMED, step.OTHER_POINT)
    ),
    Outcome.ROAD: OutcomeFacts("Road closed", Cause.ROAD, _goes_on(step.CLOSE_ROAD, step.TELL_PERSON)),
    Outcome.VEH: OutcomeFacts("Vehicle broke down", Cause.VEHICLE, _goes_on(step.MEND_VEHICLE, step.TELL_PERSON)),
    Outcome.CREW: OutcomeFacts("Team could not go", Cause.TEAM, _goes_on(step.FIND_TEAM, step.TELL_PERSON)),
    Outcome.MOVED: OutcomeFacts("Moved away", None, _closes(CloseReason.MOVED, step.ASK_NEW_PLACE, step.MOVE_PAYMENT)),
    Outcome.HOSP: OutcomeFacts("In hospital", None, OutcomeEffect(NeedState.PAUSED, follow_ups=(step.CHECK_DATE,))),
    Outcome.DIED: OutcomeFacts("Died", None, _closes(CloseReason.DIED, step.STOP_CALLS, step.ONE_CONTACT)),
    Outcome.DUP: OutcomeFacts("Duplicate", None, _closes(CloseReason.DUPLICATE, step.MERGE)),
    Outcome.INVALID: OutcomeFacts("Entered by mistake", None, _closes(CloseReason.WITHDRAWN)),
    Outcome.CANC_ORG: OutcomeFacts("Cancelled by us", Cause.CANCELLED_BY_US, _goes_on(step.TELL_PERSON)),
    Outcome.NOT_LEFT: OutcomeFacts("Team did not leave", Cause.TEAM, _goes_on(step.TELL_PERSON)),
    Outcome.HELD_OUT: OutcomeFacts("Held until the day ended", Cause.DANGER, _goes_on(step.TELL_PERSON)),
}

AT_THE_DOOR = frozenset({Outcome.DONE, Outcome.PART, Outcome.NOBODY, Outcome.NOTFOUND, Outcome.ABORT_DANGER})
"""Only a team that left can bring these; everything else may be known at the desk before anybody leaves."""

NOT_OF_A_DAY_AHEAD = AT_THE_DOOR | {Outcome.ABORT_TIME, Outcome.HELD_OUT}
"""These say how a day went, so none of them can be true before that day."""

OPEN_CAUSE = frozenset({Outcome.NOT_LEFT, Outcome.CANC_ORG})
"""These say that we did not come, not why: the desk asks, and cause_of is only the first guess."""

NOT_A_VISIT = frozenset({Outcome.DUP, Outcome.INVALID})
"""Neither met nor missed, left out of every count and of people reached: there was nothing to do."""

NEVER_ON_PAPER = frozenset({Outcome.HOSP, Outcome.DIED, Outcome.PERSUADE, Outcome.DUP, Outcome.INVALID})
"""A lost sheet must not tell who is ill, dead or about to leave an empty house."""

COORDINATORS_ONLY = frozenset({Outcome.DIED})

OFFERED: dict[Surface, tuple[Outcome, ...]] = {
    # The first four are the big buttons.
    Surface.PHONE: (
        *(Outcome.DONE, Outcome.NOBODY, Outcome.REFUSED, Outcome.ABORT_DANGER),
        *(
            Outcome.PART,
            Outcome.NOTFOUND,
            Outcome.CLOSED_SP,
            Outcome.ABORT_TIME,
            Outcome.ROAD,
            Outcome.VEH,
            Outcome.CREW,
            Outcome.PERSUADE,
            Outcome.MOVED,
            Outcome.HOSP,
        ),
    ),
    # Boxes at each stop. Road, vehicle and team end the route, not one stop, and are written in the note.
    Surface.PAPER: (
        Outcome.DONE,
        Outcome.PART,
        Outcome.NOBODY,
        Outcome.NOTFOUND,
        Outcome.REFUSED,
        Outcome.ABORT_DANGER,
        Outcome.CLOSED_SP,
        Outcome.ABORT_TIME,
    ),
    Surface.DESK: tuple(Outcome),
}


def is_miss(outcome: Outcome) -> bool:
    """The visit did not happen, and that counts."""
    return OUTCOMES[outcome].cause is not None


def cause_of(outcome: Outcome) -> Cause | None:
    """The one cause of a miss; None when it is no miss."""
    return OUTCOMES[outcome].cause


def effect_of(outcome: Outcome) -> OutcomeEffect:
    """What it does to the need, the need's history left aside; see effect_after."""
    return OUTCOMES[outcome].effect


def effect_after(
    outcome: Outcome, earlier: Sequence[Outcome], *, decision_open: bool = False, decision_after: int = DECISION_AFTER
) -> OutcomeEffect:
    """What it does to a need with this history, newest last.

    The third miss in a row forces a decision, and so does each further one. A decision that is still
    open stays open through a visit that settles nothing. What closes or pauses the need does so still.
    """
    effect = effect_of(outcome)
    forced = is_miss(outcome) and misses_in_a_row([*earlier, outcome]) >= decision_after
    if effect.need_state in (NeedState.CLOSED, NeedState.PAUSED) or not (forced or decision_open):
        return effect
    return replace(effect, need_state=NeedState.DECISION_NEEDED)


def follow_ups_due(
    outcome: Outcome, earlier: Sequence[Outcome], *, urgency: Urgency, kind: str, recurrent: bool
) -> list[FollowUpRule]:
    """The steps this outcome opens for this need. An attempt is one more of the same outcome since the last DONE."""
    since_done = earlier[_after_last_done(earlier) :]
    attempt = 1 + sum(before is outcome for before in since_done)
    rules = effect_of(outcome).follow_ups
    return [rule for rule in rules if rule.applies(urgency=urgency, kind=kind, attempt=attempt, recurrent=recurrent)]


def misses_in_a_row(outcomes: Sequence[Outcome]) -> int:
    """Misses since the last DONE, newest last.

    Only DONE resets. Whatever is neither a miss nor DONE (PART, PERSUADE, HOSP...) leaves the count as
    it is: a bag half delivered must not hide that nobody came three times before.
    """
    return sum(map(is_miss, outcomes[_after_last_done(outcomes) :]))


def _after_last_done(outcomes: Sequence[Outcome]) -> int:
    return max((place for place, outcome in enumerate(outcomes, start=1) if outcome is Outcome.DONE), default=0)


def visit_state_of(outcome: Outcome) -> VisitState:
    """MISSED for a miss, else DONE: the visit is over, whatever became of the need."""
    return VisitState.MISSED if is_miss(outcome) else VisitState.DONE


def may_see(role: Role, outcome: Outcome) -> bool:
    """Whether this role is told the outcome in words."""
    return role is Role.COORDINATOR or (role is Role.VOLUNTEER and outcome not in COORDINATORS_ONLY)
