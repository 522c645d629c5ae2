"""Reasons say something or are left out: no figure against the same figure, no zero that is none."""

import pytest
from flask_babel import force_locale

from app.domain.planner.by_hand import Difference
from app.routes.by_hand import Judged, Place
from app.routes.figures import figure, rate
from app.routes.reason_views import Names, sentence
from app.routes.step_views import judged_words

NAMES = Names(areas={1: "KOS-C"}, teams={7: 2}, visits={}, users={})


@pytest.fixture(autouse=True)
def ukrainian(app):
    with app.test_request_context("/"), force_locale("uk"):
        yield


def chosen(per_h, earliest_per_h, start=720, earliest=690):
    facts = {"area": 1, "start": start, "earliest": earliest, "is_assumed": False}
    return sentence({"code": "time_chosen", "per_h": per_h, "earliest_per_h": earliest_per_h, **facts}, NAMES)


def instead(minutes, exposure):
    facts = {"team": 7, "drive_minutes": 20 + minutes, "own_drive_minutes": 20, "own_exposure": 0.03}
    return sentence({"code": "other_team", "exposure": 0.03 + exposure, **facts}, NAMES)


def moved(before, after):
    return judged_words(Judged(Place(7, 720), 720, Difference(before, after, 0, ())), NAMES)[0]


@pytest.mark.parametrize(("now", "early"), [(0.003, 0.003), (0.0, 0.004), (0.0204, 0.0202), (0.3001, 0.3049)], ids=str)
def test_rates_that_are_the_same_in_print_or_both_negligible_are_no_reason(now, early):
    assert chosen(now, early) == ""


def test_a_calmer_time_is_told_with_both_rates():
    assert chosen(0.012, 0.036) == "12:00, а не 11:30: у KOS-C 0,012 проти 0,036 на годину."
    assert "у 3,0 раза менша (0,10 проти 0,30 на годину)" in chosen(0.1, 0.3)


def test_a_later_and_worse_time_is_never_explained_by_its_danger():
    assert chosen(0.05, 0.02).startswith("12:00, а не 11:30,\u00a0— так складається маршрут")


def test_a_rate_is_never_rounded_to_nothing():
    assert rate(0.0) == rate(0.0049) == "менш як 0,01"
    assert figure(0.004) == "менш як 0,01"
    assert figure(0.0) == "0"
    assert "менш як 0,01 на годину" in chosen(0.003, 0.003, start=690)


def test_of_another_team_only_what_differs_in_print_is_told():
    assert instead(12, 0.004) == "Екіпаж 2 замість цього: +12\u00a0хв за кермом."
    assert instead(12, -0.02) == "Екіпаж 2 замість цього: +12\u00a0хв за кермом, −0,02 людино-обстрілу."
    assert instead(0, 0.001) == instead(-3, -0.1) == ""


def test_a_move_says_the_exposure_of_the_day_before_and_after_as_the_plan_prints_it():
    assert moved(0.0548, 0.0552) == "Перебування в небезпеці: 0,05 → 0,06 людино-обстрілу."
    assert moved(0.051, 0.053) == "Перебування в небезпеці зросте менш як на 0,01 людино-обстрілу."
    assert moved(0.053, 0.051) == "Перебування в небезпеці зменшиться менш як на 0,01 людино-обстрілу."
    assert moved(0.05, 0.05) == "Перебування в небезпеці не зміниться."
