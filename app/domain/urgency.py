"""How urgent a need looks from the answers given: one rule a kind, each with the fact it rests on.

A missing answer is read as the worse one and asks for itself: an unknown number of days must not put anybody
at the end of the queue. All limits are judgements; a coordinator overrides any of them with a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

PAY_PERIOD_ENDS = 25
"""Day of the month after which money not collected goes back and waits for next month's list."""

PHONE_FUND_FROM_MONTHS = 4
PAYMENT_STOPS_AT_MONTHS = 6
HEATING_MONTHS = frozenset({10, 11, 12, 1, 2, 3})
SILENT_AFTER_HOURS = 48
CASH_AID_DAYS = 30


class Urgency(StrEnum):
    """How long a need can wait from the day it is known."""

    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"

    @property
    def days(self) -> int:
        return {"U1": 1, "U2": 3, "U3": 7, "U4": 30}[self.value]


class Task(StrEnum):
    """What to ask, ring or offer besides a visit. Labels: TASK_LABELS."""

    ASK_DAYS_LEFT = "ask_days_left"
    RING_103 = "ring_103"
    RING_HOTLINE = "ring_hotline"
    OFFER_RELOCATION = "offer_relocation"
    OFFER_EVACUATION_LINE = "offer_evacuation_line"
    CONFIRM_NEXT_LIST = "confirm_next_list"
    PHONE_PENSION_FUND = "phone_pension_fund"
    RENEW_PAYMENT = "renew_payment"
    CHECK_LAST_DAY = "check_last_day"
    OFFER_CARD = "offer_card"
    OFFER_LASTING_FIX = "offer_lasting_fix"


TASK_LABELS: dict[Task, str] = {
    Task.ASK_DAYS_LEFT: "Ask how many days are left",
    Task.RING_103: "Ring 103 now",
    Task.RING_HOTLINE: "Ring the support line together, now",
    Task.OFFER_RELOCATION: "Offer to move closer to the centre",
    Task.OFFER_EVACUATION_LINE: "Offer the evacuation line",
    Task.CONFIRM_NEXT_LIST: "Confirm that it is in next month’s list",
    Task.PHONE_PENSION_FUND: "Phone the Pension Fund",
    Task.RENEW_PAYMENT: "Apply to renew the payment, by phone or online first",
    Task.CHECK_LAST_DAY: "The 25th is on a weekend: ring the point about its last day",
    Task.OFFER_CARD: "There is a working card: ask about payment to it, no travel needed",
    Task.OFFER_LASTING_FIX: "Offer a lasting fix: card, proxy or a new place of payment",
}


@dataclass(frozen=True)
class Answers:
    """What triage asks. None: not asked or not known. No diagnosis, no amount, no number of a document."""

    days_left: float | None = None
    vital: bool | None = None
    ill_now: bool = False
    sessions_missed: int = 0
    days_to_slot: int | None = None
    restricted_area: bool | None = None
    below_zero: bool | None = None
    medical_device: bool | None = None
    no_cash_and_no_food: bool = False
    blocks_another_need: bool = False
    risk_to_self: bool = False
    hours_silent: float | None = None
    hit_at_address: bool = False
    shelled_on: date | None = None
    paid_this_month: bool | None = None
    months_missed: int = 0
    has_working_card: bool | None = None

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Answers":
        """Answers as kept with a need: unknown keys are left aside, a date may be its ISO text."""
        known = {one.name: facts[one.name] for one in fields(cls) if facts.get(one.name) is not None}
        if isinstance(shelled_on := known.get("shelled_on"), str):
            known["shelled_on"] = date.fromisoformat(shelled_on)
        return cls(**known)


@dataclass(frozen=True)
class Suggestion:
    """urgency: None where only a person can say. due_on: last day that still helps. because: English msgid."""

    urgency: Urgency | None
    due_on: date | None
    because: str
    tasks: tuple[Task, ...] = ()


def suggest_urgency(kind: str, answers: Answers, on: date) -> Suggestion:
    """The rule of the kind with this code applied to the answers on that local day.

    A kind a hub added itself has no rule: its usual urgency stands.
    """
    return RULE_OF_KIND.get(kind, by_coordinator)(answers, on)


def _say(urgency: Urgency, on: date, because: str, *tasks: Task, due_on: date | None = None) -> Suggestion:
    return Suggestion(urgency, due_on or on + timedelta(days=urgency.days), because, tasks)


def pension(answers: Answers, on: date) -> Suggestion:
    """Day 25 of the month is a cliff; six unpaid months stop the payment.

    Source: Pension Fund of Ukraine, pay period 4th-25th; unpaid six months, renewed on application.
    """
    tasks = [Task.OFFER_LASTING_FIX]
    if answers.has_working_card:
        tasks.insert(0, Task.OFFER_CARD)
    if answers.months_missed >= PAYMENT_STOPS_AT_MONTHS:
        tasks.insert(0, Task.RENEW_PAYMENT)
    if answers.months_missed >= PHONE_FUND_FROM_MONTHS:
        tasks.insert(0, Task.PHONE_PENSION_FUND)
    if answers.paid_this_month:
        due_on = pay_period_end(next_month(on))
        urgency, because = Urgency.U4, "Paid this month"
    elif on.day > PAY_PERIOD_ENDS:
        due_on = pay_period_end(next_month(on))
        urgency, because = Urgency.U4, "This month’s pay period is over"
        tasks.insert(0, Task.CONFIRM_NEXT_LIST)
    else:
        due_on = pay_period_end(on)
        urgency, because = _before_day_25((due_on - on).days), "Days left until the 25th"
        if due_on.isoweekday() >= 6:
            tasks.insert(0, Task.CHECK_LAST_DAY)
    if answers.months_missed >= PHONE_FUND_FROM_MONTHS:
        urgency, because = Urgency.U2, "Months missed: the payment may be stopped"
    return _say(urgency, on, because, *tasks, due_on=due_on)


def _before_day_25(days: int) -> Urgency:
    if days <= 3:
        return Urgency.U2
    return Urgency.U3 if days <= 10 else Urgency.U4


def pay_period_end(on: date) -> date:
    return on.replace(day=PAY_PERIOD_ENDS)


def next_month(on: date) -> date:
    """The first day of the month after."""
    return (on.replace(day=1) + timedelta(days=31)).replace(day=1)


def medicine(answers: Answers, on: date) -> Suggestion:
    if answers.days_left is None:
        return _say(Urgency.U2, on, "Days left of it are not known", Task.ASK_DAYS_LEFT)
    if answers.days_left <= 2:
        vital = answers.vital is not False
        return _say(Urgency.U1 if vital else Urgency.U2, on, "Two days left or fewer")
    if answers.days_left <= 5:
        return _say(Urgency.U2, on, "Five days left or fewer")
    return _say(Urgency.U3 if answers.days_left <= 14 else Urgency.U4, on, "Days left of it")


def insulin(answers: Answers, on: date) -> Suggestion:
    if answers.ill_now:
        return _say(Urgency.U1, on, "Unwell now", Task.RING_103)
    if answers.days_left is None:
        return _say(Urgency.U1, on, "Days left of it are not known", Task.ASK_DAYS_LEFT)
    if answers.days_left <= 3:
        return _say(Urgency.U1, on, "Three days left or fewer")
    return _say(Urgency.U2 if answers.days_left <= 7 else Urgency.U3, on, "Days left of it")


def dialysis(answers: Answers, on: date) -> Suggestion:
    if answers.sessions_missed:
        return _say(Urgency.U1, on, "A session was missed", Task.OFFER_RELOCATION)
    return _say(Urgency.U2, on, "Fixed sessions", Task.OFFER_RELOCATION)


def doctor(answers: Answers, on: date) -> Suggestion:
    soon = answers.days_to_slot is not None and answers.days_to_slot <= Urgency.U2.days
    due_on = None if answers.days_to_slot is None else on + timedelta(days=max(answers.days_to_slot, 0))
    return _say(Urgency.U2 if soon else Urgency.U3, on, "The appointment", due_on=due_on)


def emergency(answers: Answers, on: date) -> Suggestion:
    return _say(Urgency.U1, on, "Not for volunteers: the ambulance", Task.RING_103)


def evacuation(answers: Answers, on: date) -> Suggestion:
    restricted = answers.restricted_area is not False
    because = "The area is restricted or its zone is not known" if restricted else "The area is not restricted"
    return _say(Urgency.U1 if restricted else Urgency.U2, on, because, Task.OFFER_EVACUATION_LINE)


def food_or_water(answers: Answers, on: date) -> Suggestion:
    if answers.days_left is None:
        return _say(Urgency.U2, on, "Days left of it are not known", Task.ASK_DAYS_LEFT)
    return _say(Urgency.U1 if answers.days_left <= 1 else Urgency.U3, on, "Days left of it")


def nappies(answers: Answers, on: date) -> Suggestion:
    if answers.days_left is None:
        return _say(Urgency.U2, on, "Days left of it are not known", Task.ASK_DAYS_LEFT)
    return _say(Urgency.U2 if answers.days_left <= 3 else Urgency.U3, on, "Days left of it")


def solid_fuel(answers: Answers, on: date) -> Suggestion:
    if on.month not in HEATING_MONTHS:
        return _say(Urgency.U4, on, "Outside the heating months")
    short = answers.days_left is None or answers.days_left <= 3
    ask = (Task.ASK_DAYS_LEFT,) if answers.days_left is None else ()
    frost = answers.below_zero is not False
    return _say(Urgency.U2 if short and frost else Urgency.U3, on, "Heating months, days of fuel left", *ask)


def windows(answers: Answers, on: date) -> Suggestion:
    frost = answers.below_zero if answers.below_zero is not None else on.month in HEATING_MONTHS
    return _say(Urgency.U2 if frost else Urgency.U3, on, "Frost" if frost else "No frost")


def power(answers: Answers, on: date) -> Suggestion:
    device = answers.medical_device is not False
    because = "A medical device may hang on it" if device else "No medical device"
    return _say(Urgency.U1 if device else Urgency.U3, on, because)


def bank(answers: Answers, on: date) -> Suggestion:
    return _say(Urgency.U2 if answers.no_cash_and_no_food else Urgency.U3, on, "What is left at home")


def cash_aid(answers: Answers, on: date) -> Suggestion:
    """The rapid lane answers within 30 days of the event; registered later, it is the standard lane."""
    if answers.shelled_on is None:
        return _say(Urgency.U4, on, "No day of the event is known")
    due_on = answers.shelled_on + timedelta(days=CASH_AID_DAYS)
    days = (due_on - on).days
    return _say(Urgency.U3 if 0 <= days <= 10 else Urgency.U4, on, "Thirty days from the event", due_on=due_on)


def documents(answers: Answers, on: date) -> Suggestion:
    return _say(Urgency.U2 if answers.blocks_another_need else Urgency.U3, on, "Whether another need hangs on it")


def support_talk(answers: Answers, on: date) -> Suggestion:
    if answers.risk_to_self:
        return _say(Urgency.U1, on, "Danger to themselves", Task.RING_HOTLINE)
    return _say(Urgency.U3, on, "No danger to themselves was told")


def welfare_check(answers: Answers, on: date) -> Suggestion:
    if answers.hit_at_address:
        return _say(Urgency.U1, on, "A hit at the address")
    silent = answers.hours_silent is None or answers.hours_silent >= SILENT_AFTER_HOURS
    return _say(Urgency.U2 if silent else Urgency.U3, on, "Hours without a sign")


def always_u2(answers: Answers, on: date) -> Suggestion:
    return _say(Urgency.U2, on, "Usual for this kind")


def always_u3(answers: Answers, on: date) -> Suggestion:
    return _say(Urgency.U3, on, "Usual for this kind")


def always_u4(answers: Answers, on: date) -> Suggestion:
    return _say(Urgency.U4, on, "Usual for this kind")


def by_coordinator(answers: Answers, on: date) -> Suggestion:
    return Suggestion(None, None, "A coordinator sets it")


RULE_OF_KIND: dict[str, Callable[[Answers, date], Suggestion]] = {
    "PEN": pension,
    "SOC": always_u3,
    "BANK": bank,
    "MED": medicine,
    "INS": insulin,
    "DIA": dialysis,
    "AMB": doctor,
    "EMG": emergency,
    "EVA": evacuation,
    "EVM": evacuation,
    "FOOD": food_or_water,
    "WAT": food_or_water,
    "HYG": always_u4,
    "NAP": nappies,
    "BAB": always_u2,
    "FUEL": solid_fuel,
    "STOVE": always_u3,
    "WIN": windows,
    "ROOF": always_u3,
    "PWR": power,
    "CASH": cash_aid,
    "DOC": documents,
    "IDP": always_u3,
    "DMG": always_u4,
    "PSY": support_talk,
    "CHK": welfare_check,
    "CARE": always_u3,
    "PET": always_u4,
    "FUN": always_u2,
    "COM": always_u3,
    "OTH": by_coordinator,
}
