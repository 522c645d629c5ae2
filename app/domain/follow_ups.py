"""What has to happen after a visit without anybody remembering it: the steps, when they fall due and for whom."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.domain.needs import Urgency

AT_ONCE = timedelta(0)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVENING_FROM = time(18)
EVERY_URGENCY = frozenset(Urgency)
URGENT = frozenset({Urgency.U1, Urgency.U2})


class When(StrEnum):
    AFTER = "after"
    EVENING = "evening"
    NEXT_ROUTE = "next_route"
    RECURRENCE = "recurrence"


@dataclass(frozen=True)
class FollowUpRule:
    """One step that opens by itself. It never closes, releases or reopens anything: a named person does the step.

    label: English msgid. after: from the moment of the outcome. latest: end of the span, where there is one.
    from_attempt: opens only from this miss in a row on. opens_need: kind code of a need the step logs.
    only_kinds: empty means every kind.
    """

    code: str
    label: str
    after: timedelta = AT_ONCE
    latest: timedelta | None = None
    when: When = When.AFTER
    urgencies: frozenset[Urgency] = EVERY_URGENCY
    from_attempt: int = 1
    only_kinds: frozenset[str] = frozenset()
    opens_need: str = ""

    def applies(self, *, urgency: Urgency, kind: str, attempt: int, recurrent: bool) -> bool:
        return (
            urgency in self.urgencies
            and attempt >= self.from_attempt
            and (not self.only_kinds or kind in self.only_kinds)
            and (recurrent or self.when is not When.RECURRENCE)
        )

    def due_at(self, outcome_at: datetime, tz: tzinfo) -> datetime:
        """When to begin. Evening is 18:00 in `tz`; what waits for a plan or a calendar is due to be seen at once."""
        if self.when is not When.EVENING:
            return outcome_at + self.after
        local = outcome_at.astimezone(tz)
        evening = datetime.combine(local.date(), EVENING_FROM, tzinfo=tz)
        return max(outcome_at, evening.astimezone(outcome_at.tzinfo))


FEEDBACK_CALL = FollowUpRule("feedback_call", "Ask by phone how the help was", after=2 * DAY, latest=7 * DAY)
NEXT_TIME = FollowUpRule("next_time", "Log the next one of a recurring need", when=When.RECURRENCE)
PLAN_THE_REST = FollowUpRule("plan_the_rest", "Plan what is left; the deadline stays")

CALL_IN_TWO_HOURS = FollowUpRule("call_soon", "Ring again in two hours", after=2 * HOUR)
CALL_IN_THE_EVENING = FollowUpRule("call_evening", "Ring in the evening", when=When.EVENING)
SECOND_ATTEMPT = FollowUpRule("second_attempt", "Go again within 48 hours", latest=2 * DAY, urgencies=URGENT)
ASK_NEIGHBOURS = FollowUpRule(
    "ask_neighbours", "Check on the person; ask neighbours and the local authority", from_attempt=3, opens_need="CHK"
)
VERIFY_ADDRESS = FollowUpRule("verify_address", "Find out the right address")
CHECK_AT_ONCE = FollowUpRule(
    "check_at_once", "Check on the person today", urgencies=frozenset({Urgency.U1}), opens_need="CHK"
)

OFFER_AGAIN = FollowUpRule("offer_again", "Offer once more in a week, without pressure", after=7 * DAY)
CONTACT_CALLS = FollowUpRule("contact_calls", "The contact person rings within 24 hours", latest=DAY)

TELL_PERSON = FollowUpRule("tell_person", "Tell the person that nobody is coming today")
HOLD_AREA = FollowUpRule("hold_area", "Hold departures to the area")
WRITE_INCIDENT = FollowUpRule("write_incident", "Write down the incident if it hit within 500 m")
FIRST_STOP_NEXT = FollowUpRule("first_stop_next", "Make it the first stop of the next route", when=When.NEXT_ROUTE)
POINT_UNCONFIRMED = FollowUpRule("point_unconfirmed", "Mark the service point as unconfirmed")
OTHER_POINT = FollowUpRule("other_point", "Find another service point or another way")
CLOSE_ROAD = FollowUpRule("close_road", "Close the road segment")
MEND_VEHICLE = FollowUpRule("mend_vehicle", "See to the vehicle")
FIND_TEAM = FollowUpRule("find_team", "Find another team")

ASK_NEW_PLACE = FollowUpRule("ask_new_place", "Ask for the new place, if they agree, and refer")
MOVE_PAYMENT = FollowUpRule(
    "move_payment", "Tell them to change the place of payment", only_kinds=frozenset({"PEN", "SOC", "BANK"})
)
CHECK_DATE = FollowUpRule("check_date", "Ask when the person is back", after=7 * DAY)
STOP_CALLS = FollowUpRule("stop_calls", "Stop every call and take the person off today’s lists", latest=DAY)
CLOSE_OTHERS = FollowUpRule("close_others", "Close the other needs of who has died: tick them on the page of this one")
ONE_CONTACT = FollowUpRule("one_contact", "One named coordinator speaks with the family and offers help")
MERGE = FollowUpRule("merge", "Join the two records; both histories stay")
