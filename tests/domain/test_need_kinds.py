import re

import pytest

from app.domain.need_kinds import NEED_KINDS
from app.domain.needs import StopPattern, Way
from app.domain.phone_chips import CHIP_LABELS, KINDS_OF_CHIP, PhoneChip, first_kind
from app.domain.service_points import PointKind
from app.domain.urgency import RULE_OF_KIND

CODES = (
    "PEN SOC BANK MED INS DIA AMB EMG EVA EVM FOOD WAT HYG NAP BAB FUEL STOVE WIN ROOF PWR "
    "CASH DOC IDP DMG PSY CHK CARE PET FUN COM OTH"
)
FORBIDDEN_ON_PAPER = (
    r"пенсі|пенси|pension|грош|готівк|money|cash|діагно|diagnos|самотн|живе сам|lives alone|"
    r"банк|\bbank|паспорт|passport|ІПН|діаліз|dialys|інсулін|insulin|ліки|medicin"
)
KINDS = pytest.mark.parametrize("kind", NEED_KINDS.values(), ids=list(NEED_KINDS))


def test_there_are_thirty_one_kinds():
    assert " ".join(NEED_KINDS) == CODES
    assert len(NEED_KINDS) == 31


@KINDS
def test_paper_never_tells_what_a_thief_or_a_neighbour_could_use(kind):
    for words in (kind.paper_uk, kind.paper_en):
        assert not re.search(FORBIDDEN_ON_PAPER, words, flags=re.I)


@KINDS
def test_paper_never_shows_the_code_of_a_need(kind):
    printed = set(re.findall(r"\w+", f"{kind.paper_uk} {kind.paper_en}"))

    assert not printed & set(NEED_KINDS)


@KINDS
def test_words_of_a_kind_exist_in_both_languages(kind):
    assert all((kind.label_uk, kind.label_en, kind.paper_uk, kind.paper_en))
    assert re.search("[а-яіїєґ]", kind.paper_uk)
    assert not re.search("[а-яіїєґ]", kind.paper_en + kind.label_en)
    assert "'" not in kind.label_uk + kind.paper_uk


@KINDS
def test_a_packet_number_has_its_place_in_both_languages(kind):
    assert ("{packet}" in kind.paper_uk) == ("{packet}" in kind.paper_en)


@KINDS
def test_a_visit_by_way_of_a_point_names_which_kinds_of_point(kind):
    if "point" in kind.pattern.stops:
        assert kind.point_kinds
    assert set(kind.point_kinds) <= set(PointKind)


@KINDS
def test_whoever_is_escorted_has_a_seat_and_nobody_else_has(kind):
    boards = kind.pattern in (StopPattern.ESCORT, StopPattern.HOME_POINT)

    assert (kind.boarding > 0) == boards


@KINDS
def test_a_planned_visit_takes_time_and_at_least_two_people(kind):
    if kind.planned:
        assert kind.minutes > 0
        assert kind.people >= 2
    else:
        assert kind.refer_to or kind.pattern is StopPattern.REMOTE
        assert not kind.pattern.stops


def test_a_dialysis_takes_hours_and_the_team_waits():
    assert NEED_KINDS["DIA"].minutes >= 180
    assert NEED_KINDS["DIA"].pattern is StopPattern.ESCORT


@KINDS
def test_every_kind_has_a_rule_of_urgency_and_skills_a_planner_knows(kind):
    assert kind.code in RULE_OF_KIND
    assert set(kind.skills) <= {"evac", "lift", "medic", "repair"}


def test_a_pension_has_five_ways():
    assert set(NEED_KINDS["PEN"].ways) == set(Way)


def test_words_of_the_wording_list_stand_on_paper():
    assert NEED_KINDS["PEN"].paper_uk == "Супровід до пункту і назад"
    assert NEED_KINDS["BANK"].paper_uk == NEED_KINDS["DOC"].paper_uk == "Супровід"
    assert NEED_KINDS["MED"].paper_uk.format(packet=204) == "Пакет № 204"
    assert NEED_KINDS["NAP"].paper_uk.format(packet=7) == "Пакунок № 7"
    assert NEED_KINDS["CHK"].paper_uk == "Відвідати"


def test_every_chip_has_words_and_stands_for_known_kinds():
    assert set(KINDS_OF_CHIP) == set(CHIP_LABELS) == set(PhoneChip)
    assert len(PhoneChip) == 9
    assert {code for codes in KINDS_OF_CHIP.values() for code in codes} <= set(NEED_KINDS)


def test_every_kind_can_be_reached_from_some_chip_or_only_by_a_coordinator():
    from_a_chip = {code for codes in KINDS_OF_CHIP.values() for code in codes}

    assert set(NEED_KINDS) - from_a_chip == set()


def test_a_chip_alone_is_taken_for_its_first_kind():
    assert [first_kind(chip) for chip in PhoneChip] == "AMB MED FOOD WAT FUEL EVA WIN COM OTH".split()  # noqa: SIM905


@pytest.mark.parametrize(
    ("chip", "words", "kind"),
    [
        (PhoneChip.ESCORT, "Людмила, вул. Садова 12, забрати пенсію", "PEN"),
        (PhoneChip.ESCORT, "бабушка, нужно за пенсией", "PEN"),
        (PhoneChip.ESCORT, "до поліклініки в четвер", "AMB"),
        (PhoneChip.ESCORT, "у банк, нова картка", "BANK"),
        (PhoneChip.MEDICINE, "Інсулін закінчується", "INS"),
        (PhoneChip.MEDICINE, "инсулина на два дня", "INS"),
        (PhoneChip.EVACUATE, "лежачий чоловік, 3 поверх", "EVM"),
        (PhoneChip.WINDOWS, "розбило дах", "ROOF"),
        (PhoneChip.WINDOWS, "Зоя Дахно, вул. Миру 4", "WIN"),
        (PhoneChip.HEAT, "Пічугіна, дров нема", "FUEL"),
        (PhoneChip.FOOD, "пенсіонерка, нема їжі", "FOOD"),
    ],
)
def test_the_volunteers_own_words_narrow_a_chip(chip, words, kind):
    assert first_kind(chip, words) == kind
