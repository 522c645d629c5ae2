"""Reads on drives: what people set for two areas, and everything a plan asks of the ways between its points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub, hub_settings
from app.domain.hub_settings import HubSettings
from app.domain.travel import BASE, ByPair, Learned, Pair, PairPace, Setting, pace_of, pair_of
from app.models import TravelSetting
from app.places.hold_index import base_area
from app.places.queries import areas, tree
from app.travel.learned import learned_of


def base_of(session: Session, hub_id: int) -> int:
    """The area the base lies in, or BASE."""
    hub = get_hub(session, hub_id)
    return base_area(areas(session, hub_id), hub.base_lat, hub.base_lon) or BASE


def words_in_force(session: Session, hub_id: int) -> dict[Pair, TravelSetting]:
    """The latest word on each pair, also one that took back what was set."""
    latest = select(func.max(TravelSetting.id)).where(TravelSetting.hub_id == hub_id)
    latest = latest.group_by(TravelSetting.one_area_id, TravelSetting.other_area_id)
    rows = session.scalars(select(TravelSetting).where(TravelSetting.id.in_(latest)).order_by(TravelSetting.id))
    return {pair_of(row.one_area_id or BASE, row.other_area_id): row for row in rows}


def past_words(session: Session, hub_id: int, *, limit: int = 30) -> list[TravelSetting]:
    """What was set and taken back, the newest first."""
    query = select(TravelSetting).where(TravelSetting.hub_id == hub_id)
    return list(session.scalars(query.order_by(TravelSetting.id.desc()).limit(limit)))


@dataclass(frozen=True)
class Ways:
    """What is known of the ways between areas."""

    hub_factor: float
    set_by_hand: ByPair[Setting]
    learned: Mapping[Pair, Learned]
    base: int = BASE
    paces: dict[Pair, PairPace] = field(default_factory=dict, repr=False, compare=False)

    @property
    def are_as_the_hub_says(self) -> bool:
        """Whether nothing is known of any two areas but the hub's own factor."""
        return not self.set_by_hand.values and not any(one.ratio for one in self.learned.values())

    def pace(self, one: int, other: int) -> PairPace:
        pair = pair_of(one, other)
        if pair not in self.paces:
            said = self.set_by_hand.find(*pair), self.learned.get(pair)
            self.paces[pair] = pace_of(*said, self.hub_factor)
        return self.paces[pair]

    def seen(self, one: int, other: int) -> int:
        """How many drives between the two were seen."""
        found = self.learned.get(pair_of(one, other))
        return found.seen if found else 0


def ways(session: Session, hub_id: int, *, now: datetime) -> Ways:
    """What people set and past days taught, as it stands now."""
    settings, above = hub_settings(session, hub_id), tree(session, hub_id).up
    words = words_in_force(session, hub_id)
    by_hand = {pair: said for pair, row in words.items() if not (said := setting_of(row)).says_nothing}
    taught = _learned(session, hub_id, settings, now)
    base = base_of(session, hub_id) if by_hand or taught or settings.asks_routing else BASE
    return Ways(settings.road_factor, ByPair(by_hand, above), taught, base)


def _learned(session: Session, hub_id: int, settings: HubSettings, now: datetime) -> dict[Pair, Learned]:
    return {} if settings.ignores_past_drives else learned_of(session, hub_id, settings, now=now)


def setting_of(row: TravelSetting) -> Setting:
    return Setting(row.factor, row.least_min)


@dataclass(frozen=True)
class PairRow:
    """Two areas of which something is known: what a person set, what was seen, what the plan takes."""

    pair: Pair
    word: TravelSetting | None
    learned: Learned | None
    pace: PairPace


def pair_rows(session: Session, hub_id: int, *, now: datetime) -> list[PairRow]:
    """Pairs with a word of a person first, then the most driven."""
    known, words = ways(session, hub_id, now=now), words_in_force(session, hub_id)
    said: Iterable[Pair] = {pair for pair, row in words.items() if not setting_of(row).says_nothing}
    rows = [
        PairRow(
            pair,
            words.get(pair) if pair in known.set_by_hand.values else None,
            known.learned.get(pair),
            known.pace(*pair),
        )
        for pair in {*said, *known.learned}
    ]
    return sorted(rows, key=lambda row: (row.word is None, -(row.learned.seen if row.learned else 0), row.pair))
