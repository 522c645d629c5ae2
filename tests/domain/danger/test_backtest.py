"""The forecast as a walk through the past sees it."""

import numpy as np
import pytest

from app.domain.danger.backtest import Predictor

DAY = np.datetime64("2024-05-01T00:00", "m")
H = np.timedelta64(60, "m")


def started(areas=2):
    predictor = Predictor()
    predictor.start([{"covered_from": "2024-04-01"}] * areas)
    return predictor


def test_every_area_and_hour_gets_a_chance():
    chances = started().predict(DAY + 18 * H, DAY + np.arange(24, 48) * H)

    assert chances.shape == (2, 24)
    assert ((chances > 0) & (chances < 0.05)).all()


def test_a_report_raises_the_next_hour_most():
    predictor = started()
    quiet = predictor.predict(DAY, DAY + np.arange(3) * H)
    predictor.observe([(0, DAY - H / 2, "rocket_alert")])

    told = predictor.predict(DAY, DAY + np.arange(3) * H)

    assert (told > quiet).all()
    assert told[0, 0] > told[0, 1] > told[0, 2]
    assert told[0, 0] > 2 * told[1, 0]


def test_hours_of_the_day_are_learned_from_what_was_observed():
    predictor = started()
    predictor.observe([(0, DAY - day * 24 * H + 15 * H, "") for day in range(1, 25)])

    tomorrow = predictor.predict(DAY + 18 * H, DAY + np.arange(24, 48) * H)

    assert tomorrow.argmax(axis=1) == pytest.approx(15)


def test_nothing_observed_in_a_batch_changes_nothing():
    one, other = started(), started()
    other.observe([])

    assert one.predict(DAY, [DAY]) == pytest.approx(other.predict(DAY, [DAY]))
