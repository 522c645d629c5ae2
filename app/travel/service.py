"""Use cases: a person sets how long the way between two areas is, or takes it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, Changed, Refused
from app.domain.travel import BASE, Pair, Setting, pace_of, pair_of
from app.models import Area, Hub, TravelSetting
from app.travel.queries import base_of, setting_of, ways, words_in_force


def set_way(
    session: Session,
    one: int,
    other: int,
    setting: Setting,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    note: str = "",
    expected_last: int | None = None,
) -> TravelSetting:
    """Write what counts for the way between two areas from now on, in both directions; BASE is a base in no area.

    What was set before stays in the history. expected_last: the word that the page showed, 0 where there was none;
    raises Changed where another has come since.
    """
    session.execute(select(Hub.id).where(Hub.id == hub_id).with_for_update(key_share=True))
    pair = pair_of(one, other)
    for area_id in pair:
        if area_id != BASE:
            get_in_hub(session, Area, area_id, hub_id)
    if pair == (BASE, BASE) or (BASE in pair and base_of(session, hub_id) != BASE):
        raise Refused(N_("Choose two areas."))
    last = words_in_force(session, hub_id).get(pair)
    if expected_last is not None and expected_last != (last.id if last else 0):
        raise Changed(
            N_("Somebody changed this since you opened it, so yours was not saved. Look at theirs, then save again.")
        )
    if setting.says_nothing and (last is None or (last.factor is None and last.least_min is None)):
        raise Refused(N_("Write a factor or the shortest drive."))
    if not note.strip() and _is_shorter(session, hub_id, pair, setting, last, now):
        raise Refused(N_("This makes the way shorter than it counts now: say why."))
    row = TravelSetting(
        hub_id=hub_id,
        one_area_id=pair[0] or None,
        other_area_id=pair[1],
        factor=setting.factor,
        least_min=setting.least_min,
        note=note,
        by_id=by_id,
        at=now,
    )
    session.add(row)
    audit.record(
        session, "set_travel", row, by_id=by_id, now=now, areas=list(pair), factor=row.factor, least_min=row.least_min
    )
    return row


def _is_shorter(
    session: Session, hub_id: int, pair: Pair, setting: Setting, last: TravelSetting | None, now: datetime
) -> bool:
    """Whether drives would count as shorter than before: by the factor, or by the floor."""
    known = ways(session, hub_id, now=now)
    before, after = known.pace(*pair), pace_of(setting, known.learned.get(pair), known.hub_factor)
    floor = setting_of(last).least_min or 0 if last else 0
    return after.factor < before.factor or after.least_min < floor
