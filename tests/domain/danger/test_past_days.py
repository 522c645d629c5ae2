"""What came of days and hours: only watched ones are counted, and what may have been counts as hit."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.danger.grade import Grade
from app.domain.danger.past_days import PastDay, hour_record, such_days, vague

KYIV = ZoneInfo("Europe/Kyiv")
THE_DAY = date(2023, 5, 13)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def past(number, hit, *, grade=Grade.DANGEROUS, area_id=1, watched=True):
    return [PastDay(area_id, THE_DAY - n * DAY, grade, watched, n < hit) for n in range(number)]


def at(clock, day=THE_DAY):
    return datetime.combine(day, time.fromisoformat(clock), KYIV)


def test_of_fourteen_such_days_three_were_hit():
    days = past(14, 3) + past(9, 9, watched=False) + past(4, 4, grade=Grade.CAUTION) + past(6, 6, area_id=2)

    found = such_days(days, Grade.DANGEROUS, [1])

    assert (found.days, found.hit, found.are_enough) == (14, 3, True)


def test_fewer_than_five_days_say_nothing_and_no_data_never_does():
    assert not such_days(past(4, 0), Grade.DANGEROUS, [1]).are_enough
    assert such_days(past(9, 0, grade=Grade.UNKNOWN), Grade.UNKNOWN, [1]).days == 0


def test_an_hour_is_counted_on_watched_days_only():
    days = [THE_DAY - n * DAY for n in range(3)]
    watched = {days[0]: [1.0] * 24, days[1]: [1.0] * 24, days[2]: [0.2] * 24}
    spans = [(at("10:15", day), at("10:15", day)) for day in days] + [(at("00:00"), at("23:00"))]

    found = {one.hour: (one.hit_days, one.watched_days) for one in hour_record(spans, watched, KYIV, 0.5)}

    assert found[10] == (2, 2)
    assert found[11] == (0, 2)
    assert vague(spans, days, KYIV) == 1


def test_a_shelling_between_two_hours_counts_in_both_and_not_in_the_one_it_ends_at():
    found = hour_record([(at("09:40"), at("11:00"))], {THE_DAY: [1.0] * 24}, KYIV, 0.5)

    assert [one.hour for one in found if one.hit_days] == [9, 10]
