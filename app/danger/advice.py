"""Whether to go, for each area of a hub on today or tomorrow: the advice, what it rests on, what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.danger.drawing import AreaDanger, DangerPicture
from app.danger.picture import danger_now
from app.danger.record import past_days
from app.danger.shellings import Shellings
from app.danger.weighing import recent_shellings
from app.domain.danger.advice import Advice, AdviceFacts, DayAdvice, advise
from app.domain.danger.grade import Grade, grade_of
from app.domain.danger.hour_order import RankedHour
from app.domain.danger.past_days import PastDay, SuchDays, such_days
from app.domain.danger.plain_line import LONG_DAYS, PlainLine, plain_line
from app.domain.hub_settings import HubSettings
from app.domain.zones import Zone
from app.models import Area, DayDecision
from app.places import decisions, queries
from app.places.queries import AreaStanding

LINE_OF = timedelta(days=LONG_DAYS + 1)
WORST_FIRST = (
    *(Grade.DO_NOT_GO, Grade.VERY_DANGEROUS, Grade.UNKNOWN),
    *(Grade.DANGEROUS, Grade.CAUTION, Grade.NO_REPORTS),
)


@dataclass(frozen=True)
class AreaAdvice:
    """One area on one day. forecast_grade: what the forecast alone says; past days are counted by it.

    decision: what rules the area; it may have been decided for the settlement it lies in. is_held: it, or a part of it.
    """

    standing: AreaStanding
    danger: AreaDanger
    grade: Grade
    forecast_grade: Grade
    advice: DayAdvice
    decision: DayDecision | None
    line: PlainLine
    past: SuchDays
    order: list[RankedHour] | None
    is_held: bool = False

    @property
    def area(self) -> Area:
        return self.standing.area

    @property
    def hold_overrules(self) -> bool:
        """Whether a hold came over a decision that let somebody go."""
        return self.is_held and self.decision is not None and self.decision.decision is not Advice.STAND_DOWN


@dataclass(frozen=True)
class HubAdvice:
    """All areas that hold no other, worst first."""

    on: date
    today: date
    picture: DangerPicture
    areas: list[AreaAdvice]

    @property
    def is_today(self) -> bool:
        return self.on == self.today


def hub_advice(session: Session, hub_id: int, on: date, *, now: datetime, only: int | None = None) -> HubAdvice:
    """only: of one area, whether it holds others or not."""
    hub = get_hub(session, hub_id)
    tz, settings = ZoneInfo(hub.time_zone), HubSettings.from_stored(hub.settings)
    picture, standing = danger_now(session, hub_id, now=now), queries.standing(session, hub_id, now=now)
    desk = _Desk(
        on=on,
        now=now,
        tz=tz,
        settings=settings,
        standing=standing,
        held=_held_themselves_or_in_part(session, hub_id, standing),
        shellings=recent_shellings(session, hub_id, now=now).all,
        decided=decisions.decisions_on(session, hub_id, on),
        past=past_days(session, hub_id, picture, now=now),
    )
    parents = {one.area.parent_id for one in standing.values()}
    wanted = [only] if only is not None else [area_id for area_id in standing if area_id not in parents]
    found = [desk.of(area_id, picture.areas[area_id]) for area_id in wanted if area_id in picture.areas]
    return HubAdvice(on, now.astimezone(tz).date(), picture, sorted(found, key=_worst_first))


def _held_themselves_or_in_part(session: Session, hub_id: int, standing: Mapping[int, AreaStanding]) -> frozenset[int]:
    tree = queries.tree(session, hub_id)
    return frozenset(above for area_id, one in standing.items() if one.is_held for above in tree.up(area_id))


def _worst_first(one: AreaAdvice) -> tuple[int, int, str]:
    other = one.danger.grade_today if one.grade is one.danger.grade_tomorrow else one.danger.grade_tomorrow
    return WORST_FIRST.index(one.grade), WORST_FIRST.index(other), one.area.code


@dataclass(frozen=True)
class _Desk:
    """What the advice of every area of the hub looks at."""

    on: date
    now: datetime
    tz: ZoneInfo
    settings: HubSettings
    standing: Mapping[int, AreaStanding]
    held: frozenset[int]
    shellings: Shellings
    decided: Mapping[int, DayDecision]
    past: Sequence[PastDay]
    such: dict[tuple[Zone | None, Grade], SuchDays] = field(default_factory=dict)

    @property
    def is_today(self) -> bool:
        return self.on == self.now.astimezone(self.tz).date()

    def of(self, area_id: int, danger: AreaDanger) -> AreaAdvice:
        standing = self.standing[area_id]
        forecast = self._grade(danger, closed=False)
        lately = [one for one in self.shellings.there(area_id) if one.latest >= self.now - LINE_OF]
        spans = [(one.earliest, one.latest, one.stated_at) for one in lately]
        return AreaAdvice(
            standing=standing,
            danger=danger,
            grade=danger.grade_today if self.is_today else danger.grade_tomorrow,
            forecast_grade=forecast,
            advice=advise(self._facts(standing, danger)),
            decision=self.decided.get(area_id),
            line=plain_line(spans, now=self.now, tz=self.tz),
            past=self._past(standing, forecast),
            order=danger.order_today if self.is_today else danger.order_tomorrow,
            is_held=area_id in self.held,
        )

    def _facts(self, standing: AreaStanding, danger: AreaDanger) -> AdviceFacts:
        hour, six, day, _ = danger.counts_1h_6h_24h_7d
        return AdviceFacts(
            grade=self._grade(danger, closed=False),
            zone=standing.zone,
            zone_expired=standing.zone_expired,
            is_held=standing.area.id in self.held,
            is_today=self.is_today,
            in_1h=hour,
            in_6h=six,
            in_24h=day,
            watched=danger.coverage,
        )

    def _grade(self, danger: AreaDanger, *, closed: bool) -> Grade:
        """By the rates of the day's hours, as the picture grades them, whoever closed the area."""
        rates = [rate for hour, _, rate in danger.hours if hour.astimezone(self.tz).date() == self.on]
        return forecast_grade(
            max(rates, default=None), danger.coverage, danger.counts_1h_6h_24h_7d[3], self.settings, closed=closed
        )

    def _past(self, standing: AreaStanding, grade: Grade) -> SuchDays:
        """Of the areas in the same zone, itself among them."""
        of = standing.zone, grade
        if of not in self.such:
            like = [area_id for area_id, one in self.standing.items() if one.zone == standing.zone]
            self.such[of] = such_days(self.past, grade, like)
        return self.such[of]


def forecast_grade(
    per_h: float | None, covered: float, in_7d: int, settings: HubSettings, *, closed: bool = False
) -> Grade:
    """The grade of a day whose worst hour has that many expected events."""
    return grade_of(
        None if per_h is None else float(-np.expm1(-per_h)),
        covered=covered >= settings.coverage_share,
        any_report_7d=in_7d > 0,
        closed=closed,
        limits=(settings.caution_share, settings.dangerous_share, settings.very_dangerous_share),
    )


def usual_day(session: Session, hub_id: int, *, now: datetime) -> date:
    """The day that is planned: tomorrow once planning has opened, else today."""
    hub = get_hub(session, hub_id)
    local = now.astimezone(ZoneInfo(hub.time_zone))
    opens_min = HubSettings.from_stored(hub.settings).plan_opens_min
    return local.date() + timedelta(days=local.hour * 60 + local.minute >= opens_min)
