"""The yardstick of the danger forecast measures what it says, and the model reaches a part of its marks here too."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.danger.backtest import Predictor
from benchmarks.danger.baselines import Climatology, CoordinatorsRule, Reference
from benchmarks.danger.pictures import reliability_svg
from benchmarks.danger.scores import score, truth_of
from benchmarks.danger.sets import H, read_set
from benchmarks.danger.walk import EPS, Walked, walk

NIKOPOL = replace(read_set("ua_nikopol"), scored_to=np.datetime64("2023-07-22"))


class Listener(Climatology):
    """Keeps the latest event it was told of whenever it is asked."""

    def start(self, areas):
        super().start(areas)
        self.told = np.datetime64("2000-01-01")
        self.asked = []

    def observe(self, events):
        super().observe(events)
        self.told = max([self.told, *(at for _, at, _ in events)])

    def predict(self, issue, hours):
        self.asked.append((issue, self.told, hours[0]))
        return super().predict(issue, hours)


@pytest.fixture(scope="module")
def compared():
    truth = truth_of(NIKOPOL)
    usual, rule = walk(NIKOPOL, Climatology()), walk(NIKOPOL, CoordinatorsRule())
    return truth, lambda walked: score(truth, walked, usual, rule)


def test_nobody_is_shown_what_happened_after_the_question():
    listener = Listener()
    walk(NIKOPOL, listener)

    assert all(told < issue <= first for issue, told, first in listener.asked)
    assert len(listener.asked) == 21 * 25


def test_who_knows_the_future_scores_best(compared):
    truth, judged = compared
    knows = np.where(truth.hit, 1 - EPS, EPS)
    soon = np.repeat(knows.reshape(len(knows), -1, 1), 3, axis=2)

    scores = judged(Walked(knows, soon))

    assert scores.log_loss < 0.001
    assert (scores.auc, scores.hour_auc) == (1, 1)
    assert scores.saved_random[0] > 0.8


def test_who_knows_nothing_orders_no_hours(compared):
    truth, judged = compared
    level = np.full(truth.hit.shape, 0.5)

    scores = judged(Walked(level, np.full((len(level), truth.days * 24, 3), 0.5)))

    assert (scores.auc, scores.hour_auc) == (0.5, 0.5)
    assert scores.saved_random[0] == pytest.approx(0)


def test_the_model_is_no_worse_than_the_reference_of_its_marks(compared):
    _, judged = compared

    model, reference = judged(walk(NIKOPOL, Predictor())), judged(walk(NIKOPOL, Reference()))

    assert model.log_loss <= 1.02 * reference.log_loss
    assert model.slot_rate <= 1.05 * reference.slot_rate


def test_half_of_the_reports_can_be_kept_back_and_the_others_come_late():
    some = read_set("ua_nikopol", report_share=0.5, delay_min=60)
    everything = read_set("ua_nikopol")

    assert 0.45 < len(some.at) / len(everything.at) < 0.55
    assert (some.told >= some.at).all()
    assert ((some.told - some.at) / H).mean() == pytest.approx(1, abs=0.05)
    assert (some.hits == everything.hits).all()


def test_a_picture_is_a_small_svg_with_a_title():
    drawn = reliability_svg("il_north", [(100, 0.01, 0.012), (10, 0.2, 0.0)])

    assert drawn.startswith("<svg")
    assert "<title>il_north" in drawn
    assert len(drawn) < 4_000
