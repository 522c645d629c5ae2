"""Every way of every kind makes stops of a visit or says why it makes none."""

from itertools import product

import pytest

from app.domain.need_kinds import NEED_KINDS
from app.domain.needs import StopPattern, Way
from app.domain.service_points import PointKind
from app.domain.ways import WhyNoVisit, plan_of_way, usual_way, ways_of_kind

ALL = [(kind.code, kind.pattern) for kind in NEED_KINDS.values()] + [("OWN", pattern) for pattern in StopPattern]


@pytest.mark.parametrize(("kind", "way"), list(product(ALL, [None, *Way])))
def test_a_kind_and_a_way_make_stops_or_say_why_not(kind, way):
    plan = plan_of_way(*kind, way)

    assert bool(plan.pattern.stops) != bool(plan.why_not)
    if way is not None and way not in ways_of_kind(*kind) and plan.why_not is not WhyNoVisit.BY_OTHERS:
        assert plan.why_not is WhyNoVisit.NOT_OF_KIND


@pytest.mark.parametrize("kind", ALL)
def test_without_a_choice_and_by_its_usual_way_a_kind_is_visited_as_ever(kind):
    code, pattern = kind

    assert plan_of_way(code, pattern, None).pattern is pattern
    assert plan_of_way(code, pattern, usual_way(code, pattern)).pattern is pattern


def test_a_pension_brought_home_is_one_stop_and_its_paper_no_longer_tells_of_an_escort():
    plan = plan_of_way("PEN", StopPattern.ESCORT, Way.HOME_DELIVERY)

    assert plan.pattern is StopPattern.HOME
    assert plan.paper == ("Доставка додому", "Delivery home")


def test_the_mobile_post_is_an_escort_to_where_the_van_stands():
    plan = plan_of_way("PEN", StopPattern.ESCORT, Way.MOBILE_POST)

    assert (plan.pattern, plan.point_kinds) == (StopPattern.ESCORT, (PointKind.MOBILE_POST,))


def test_medicine_is_fetched_first_and_then_brought():
    assert plan_of_way("MED", StopPattern.POINT_HOME, Way.HOME_DELIVERY).pattern is StopPattern.POINT_HOME


@pytest.mark.parametrize("way", [Way.PROXY, Way.MOVE_TO_CARD])
def test_a_proxy_and_a_card_need_no_team(way):
    assert plan_of_way("PEN", StopPattern.ESCORT, way).why_not is WhyNoVisit.OTHER_WAY


def test_a_hubs_own_kind_has_the_way_of_its_pattern():
    assert ways_of_kind("OWN", StopPattern.POINT_HOME) == (Way.HOME_DELIVERY,)
    assert ways_of_kind("OWN", StopPattern.ESCORT) == (Way.ESCORT,)
