"""What a person sets for the way between two areas: both directions, the latest word, nothing lost."""

import pytest

from app.domain.errors import Changed, NotHere, Refused
from app.domain.travel import BASE, Basis, Setting
from app.models import AreaKind, AuditEntry
from app.travel import queries, service
from tests.factories import NOON, make_area, make_hub


def set_way(session, oksana, one, other, setting, **how):
    return service.set_way(
        session, one.id, other.id, setting, hub_id=oksana.memberships[0].hub_id, by_id=oksana.id, now=NOON, **how
    )


def pace(session, hub, one, other):
    return queries.ways(session, hub.id, now=NOON).pace(one.id, other.id)


def test_a_factor_counts_in_both_directions(session, hub, oksana, west, south):
    set_way(session, oksana, south, west, Setting(2.4))

    assert pace(session, hub, west, south) == pace(session, hub, south, west)
    assert (pace(session, hub, west, south).factor, pace(session, hub, west, south).basis) == (2.4, Basis.SET)
    assert pace(session, hub, west, west).factor == 1.35


def test_what_is_set_for_two_settlements_holds_for_the_areas_in_them(session, hub, oksana, west, south):
    kos, dru = (make_area(session, hub, code, kind=AreaKind.SETTLEMENT) for code in ("KOS", "DRU"))
    west.parent_id, south.parent_id = kos.id, dru.id
    session.flush()
    set_way(session, oksana, kos, dru, Setting(2.0))

    assert pace(session, hub, west, south).factor == 2.0


def test_the_latest_word_counts_and_an_empty_one_takes_back(session, hub, oksana, west, south):
    set_way(session, oksana, west, south, Setting(2.4), note="моста немає")
    set_way(session, oksana, west, south, Setting(1.8, 40), note="міст полагодили")
    assert pace(session, hub, west, south).factor == 1.8
    assert pace(session, hub, west, south).least_min == 40

    set_way(session, oksana, west, south, Setting(), note="як було")

    assert pace(session, hub, west, south).factor == 1.35
    assert [row.factor for row in queries.past_words(session, hub.id)] == [None, 1.8, 2.4]
    assert queries.pair_rows(session, hub.id, now=NOON) == []


def test_setting_a_way_is_in_the_audit_trail(session, oksana, west, south):
    row = set_way(session, oksana, west, south, Setting(2.4), note="міст")

    entry = session.query(AuditEntry).filter_by(object_uid=str(row.uid)).one()
    assert (entry.action, entry.facts["areas"], entry.facts["factor"]) == ("set_travel", [west.id, south.id], 2.4)
    assert "note" not in entry.facts


def test_a_word_of_a_page_shown_before_another_one_is_refused(session, oksana, west, south):
    first = set_way(session, oksana, west, south, Setting(2.4), expected_last=0)
    with pytest.raises(Changed):
        set_way(session, oksana, west, south, Setting(1.8), expected_last=0)

    set_way(session, oksana, west, south, Setting(2.8), expected_last=first.id)


def test_an_area_of_another_hub_is_not_here(session, oksana, west):
    elsewhere = make_area(session, make_hub(session, "else"), "ELSE")

    with pytest.raises(NotHere):
        set_way(session, oksana, west, elsewhere, Setting(2.0))


def test_there_is_nothing_to_take_back_where_nothing_was_set(session, oksana, west, south):
    with pytest.raises(Refused):
        set_way(session, oksana, west, south, Setting())


def test_a_base_in_no_area_has_ways_of_its_own(session, hub, oksana, west, south):
    hub.base_lat, hub.base_lon = 48.90, 37.30
    session.flush()
    who = {"hub_id": hub.id, "by_id": oksana.id, "now": NOON}
    service.set_way(session, BASE, south.id, Setting(2.0), **who)

    known = queries.ways(session, hub.id, now=NOON)

    assert known.base == BASE
    assert known.pace(BASE, south.id).factor == 2.0
    assert known.pace(BASE, west.id).factor == 1.35
    with pytest.raises(Refused):
        service.set_way(session, BASE, BASE, Setting(2.0), **who)


def test_a_base_that_lies_in_an_area_is_that_area(session, hub, oksana, west, south):
    with pytest.raises(Refused):
        service.set_way(session, BASE, south.id, Setting(2.0), hub_id=hub.id, by_id=oksana.id, now=NOON)
    set_way(session, oksana, west, south, Setting(2.0))

    assert queries.ways(session, hub.id, now=NOON).base == west.id


@pytest.mark.parametrize("shorter", [Setting(1.2), Setting(2.0), Setting(2.4, 30), Setting(3.0), Setting()])
def test_a_word_that_makes_a_way_shorter_takes_a_reason(session, hub, oksana, west, south, shorter):
    set_way(session, oksana, west, south, Setting(2.4, 40))
    with pytest.raises(Refused, match="say why"):
        set_way(session, oksana, west, south, shorter)

    set_way(session, oksana, west, south, shorter, note="міст полагодили")
    set_way(session, oksana, west, south, Setting(4.0, 60))
