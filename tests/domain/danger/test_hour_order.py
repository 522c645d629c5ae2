"""The order of hours within a day: said in words, and only when it is worth saying."""

from app.domain.danger.hour_order import HourRank, order_of_hours


def ranks(rates):
    found = order_of_hours(rates, range(len(rates)))
    return found and "".join(hour.rank.value[0] for hour in found)


def test_the_thirds_of_a_day_are_calmer_usual_and_worse():
    assert ranks([0.01, 0.02, 0.03, 0.04, 0.05, 0.06]) == "ccuuww"


def test_an_even_day_has_no_better_hour():
    assert ranks([0.1] * 10) is None
    assert ranks([0.09, *[0.1] * 9]) is None
    assert ranks([0.0] * 10) is None


def test_a_fifth_under_the_median_is_worth_saying():
    assert ranks([0.079, *[0.1] * 9]) == "cuuuuuuuuu"


def test_one_bad_hour_does_not_make_the_others_calmer_than_usual():
    assert ranks([*[0.1] * 9, 0.4]) is None


def test_two_hours_have_no_order():
    assert ranks([0.1, 0.9]) is None


def test_of_a_hundred_such_hours_so_many_are_hit_rounded_up_and_never_none():
    found = order_of_hours([9.0, 0.001, 0.02, 0.05], [1, 2, 3])

    assert [(hour.step, hour.hit_of_100) for hour in found] == [(1, 1), (2, 2), (3, 5)]
    assert found[0].rank is HourRank.CALMER
