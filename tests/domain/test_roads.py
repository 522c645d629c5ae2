"""Which held road stands in the way from one area to another, and whether there is a way round it."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.roads import Road, roads_in_the_way

TOWN, NORTH, SOUTH, FAR, MAST = 1, 2, 3, 4, 5
PARENT = {NORTH: TOWN, SOUTH: TOWN}


def up(place):
    return [place, PARENT[place]] if place in PARENT else [place]


def in_the_way(roads, held, start, end):
    found = roads_in_the_way([Road(*one) for one in roads], held, up, up(start), up(end))
    return set(found.roads), found.has_way_round


def test_a_held_road_straight_there_stands_in_the_way_though_another_leads_round():
    roads = [(10, NORTH, FAR), (11, NORTH, MAST), (12, MAST, FAR)]

    assert in_the_way(roads, {10}, NORTH, FAR) == ({10}, True)
    assert in_the_way(roads, {10, 12}, NORTH, FAR) == ({10}, False)


def test_where_no_road_leads_straight_a_cut_of_every_chain_stands_in_the_way():
    roads = [(10, NORTH, MAST), (11, MAST, FAR), (12, SOUTH, FAR)]

    assert in_the_way(roads, {11}, NORTH, FAR) == ({11}, False)
    assert in_the_way(roads, {12}, NORTH, FAR) == (set(), True)


def test_a_road_of_the_town_serves_what_lies_in_it():
    assert in_the_way([(10, TOWN, FAR)], {10}, SOUTH, FAR) == ({10}, False)
    assert in_the_way([(10, TOWN, FAR)], {10}, SOUTH, NORTH) == (set(), False)


def test_areas_that_no_road_joins_are_reached_as_the_crow_flies():
    assert in_the_way([(10, NORTH, SOUTH)], {10}, FAR, MAST) == (set(), False)


ROADS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)).filter(lambda ends: ends[0] != ends[1]), max_size=8)


@given(ROADS, st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)), st.integers(1, 5), st.integers(1, 5))
def test_holding_more_roads_opens_no_way(ends, held, more, start, end):
    roads = [(number, *pair) for number, pair in enumerate(ends)]

    fewer, was_round = in_the_way(roads, held, start, end)
    further, is_round = in_the_way(roads, held | more, start, end)

    assert not (is_round and not was_round)
    assert bool(further) >= bool(fewer)
