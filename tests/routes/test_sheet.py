"""The route sheet: everybody once, nothing that a thief could use, refused without a clearance, void when held."""

import re
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.domain.needs import StopPattern
from app.domain.shelling import Chip, TimePrecision
from app.domain.zones import Zone
from app.places import queries as places
from app.routes import adjust, fate, printing, queries, service
from app.routes.errors import NoDutyPhone, NotCleared, NotPrinted, TextNotForPaper
from app.routes.sheet import make_sheet, sheet_number
from app.routes.sheet_stops import visits_of
from tests.factories import make_need_kind, make_service_point, sign_in, tell_story_time
from tests.routes.world import World, make_world
from tests.shelling.drafts import report

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NEVER = (
    *("пенсі", "pension", "грош", "готівк", "money", "cash", "діагно", "diagnos", "самотн", "живе сам"),
    *("lives alone", "банк", "паспорт", "іпн", "придуманенк", "050 111 22 33", "0501112233", "сусідка"),
)


@pytest.fixture
def world(session: Session) -> World:
    """Three people, one of them escorted to a bank; every note and phone is on record."""
    world = make_world(session)
    make_service_point(
        session, world.south, world.hub, name="Ощадбанк (умовний)", address="вул. Торгова, 2", lat=48.601, lon=37.531
    )
    escort = {"pattern": StopPattern.ESCORT, "point_kinds": ["post"], "minutes": 30}
    pension = make_need_kind(
        session, world.hub, "PEN", label_uk="Пенсія", paper_uk="Супровід до пункту і назад", paper_en="Escort", **escort
    )
    packet = make_need_kind(session, world.hub, "MED", label_uk="Ліки", paper_uk="Пакет № {packet}", cargo_kg=1)
    person = {"phones": "050 111 22 33", "lives_alone": True, "walks_with_difficulty": True, "patronymic": "Іванівна"}
    world.need(kind=pension, person=person, note="Пенсія, гроші вдома, живе сама, діагноз відомий")
    world.need(kind=packet, person=person, packet_no=203, note="сусідка має ключ")
    world.need(world.south, person=person)
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    service.publish_day(session, world.hub.id, world.on, **world.acts)
    tell_story_time(session, world.now)
    return world


def route_of(world: World):
    [route] = queries.published_on(world.session, world.hub.id, world.on)
    return route


def print_one(world: World):
    return printing.print_sheet(world.session, route_of(world).id, hub_id=world.hub.id, **world.acts)


def shown(world: World, client, path: str):
    sign_in(world.session, client, world.coordinator)
    return client.get(f"/plan/{world.on}/sheet/{path}")


def test_every_placed_visit_stands_on_the_sheets_exactly_once(world: World):
    sheets = [
        make_sheet(world.session, route, language="uk", now=world.now, by=world.coordinator)
        for route in queries.published_on(world.session, world.hub.id, world.on)
    ]

    printed = sorted(stop.code for sheet in sheets for stop in sheet.visits)
    placed = {stop.visit_id: stop.code for route in world.routes() for stop in route.stops}
    assert printed == sorted(placed.values())
    assert len(printed) == 3


def test_stop_codes_read_well_aloud_and_tell_nothing(world: World):
    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{4}", stop.code) for stop in route_of(world).stops)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_nothing_forbidden_is_on_the_page(world: World, client, language):
    world.coordinator.language = language
    world.clear(world.west, world.south)
    print_one(world)

    page = shown(world, client, f"{route_of(world).id}?copy=1")

    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.text).casefold()
    assert [word for word in (*NEVER, "pen ", " pen") if word in text] == []
    assert "050 000 00 01" in text
    assert "людмила п." in text


def test_the_pdf_has_the_same_words_the_number_and_its_pages(world: World, client):
    world.clear(world.west, world.south)
    sheet = print_one(world)

    answer = shown(world, client, f"{route_of(world).id}.pdf?copy={sheet.id}")

    assert answer.mimetype == "application/pdf"
    pdf = PdfReader(BytesIO(answer.data))
    text = " ".join(page.extract_text() for page in pdf.pages).casefold()
    assert [word for word in NEVER if word in text] == []
    assert sheet_number(sheet).casefold() in text
    assert f"1 / {len(pdf.pages)}" in text
    assert 1 <= len(pdf.pages) <= 2
    assert {"пакет № 203", "супровід до пункту і назад"} <= {
        word for word in ("пакет № 203", "супровід до пункту і назад") if word in " ".join(text.split())
    }


def pdf_text(answer) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_a_print_is_seen_again_after_its_clearance_ended_and_says_so_but_is_not_printed_anew(world: World, client):
    world.clear(world.west, world.south, until=world.now + timedelta(minutes=1))
    sheet, route = print_one(world), route_of(world)
    sign_in(world.session, client, world.coordinator)

    address = f"/plan/{world.on}/sheet/{route.id}"
    copy = f"?copy={sheet.id}"
    tell_story_time(world.session, world.now + timedelta(minutes=2))
    seen, page, again = (
        client.get(f"{address}.pdf{copy}"),
        client.get(address + copy).text,
        client.post(f"{address}/print"),
    )

    assert (seen.status_code, again.status_code) == (200, 409)
    assert "Строк минув" in pdf_text(seen)
    assert "СТРОК МИНУВ" in page


def test_a_sheet_of_a_day_that_is_over_is_seen_and_not_printed(world: World, client):
    world.clear(world.west, world.south)
    route = route_of(world)
    sign_in(world.session, client, world.coordinator)
    address = f"/plan/{world.on}/sheet/{route.id}"
    assert f"{address}/print" in client.get(address).text
    tell_story_time(world.session, world.now + timedelta(days=2))

    assert f"{address}/print" not in client.get(address).text
    refused = client.post(f"{address}/print")
    assert (refused.status_code, "цей день минув" in refused.text) == (409, True)


def test_a_print_of_a_withdrawn_route_is_seen_again_as_void(world: World, client):
    world.clear(world.west, world.south)
    sheet, route = print_one(world), route_of(world)
    how = {"hub_id": world.hub.id, "reason": "немає пального"}
    service.withdraw_route(world.session, route.id, **how, **world.acts)

    seen = shown(world, client, f"{route.id}.pdf?copy={sheet.id}")

    assert seen.status_code == 200
    assert "Недійсний" in pdf_text(seen)


def test_each_stop_says_which_area_it_is_in(world: World):
    sheet = make_sheet(world.session, route_of(world), language="uk", now=world.now, by=world.coordinator)

    assert {stop.area for stop in sheet.stops if stop.step != "base"} <= {area.code for area in sheet.areas}
    assert all(stop.area for stop in sheet.stops if stop.is_visit)


def test_help_needed_is_printed_and_never_why(world: World):
    sheet = make_sheet(world.session, route_of(world), language="uk", now=world.now, by=world.coordinator)

    assert {stop.help for stop in sheet.visits} == {("walking",)}
    assert {stop.name for stop in sheet.visits} == {"Людмила П."}


def test_the_point_is_named_without_what_people_do_there(world: World):
    sheet = make_sheet(world.session, route_of(world), language="uk", now=world.now, by=world.coordinator)

    assert [stop.point for stop in sheet.stops if stop.step == "point"] == ["вул. Торгова, 2"]


def test_a_sheet_is_refused_until_each_area_is_cleared_and_names_those_that_are_not(world: World):
    world.clear(world.south)

    with pytest.raises(NotCleared) as refused:
        print_one(world)

    assert refused.value.area_ids == {world.west.id: "KOS-W"}


def test_an_area_cleared_before_the_review_of_its_zone_ran_out_is_cleared_no_longer(world: World):
    world.clear(world.south, world.west)
    zone = world.west.zones[-1]
    zone.zone, zone.review_by = Zone.Z2, world.now - timedelta(minutes=1)

    with pytest.raises(NotCleared) as refused:
        print_one(world)

    assert refused.value.area_ids == {world.west.id: "KOS-W"}


def test_the_refusal_page_has_a_button_for_each_area_and_clearing_them_opens_the_print(world: World, client):
    route_id = route_of(world).id
    sign_in(world.session, client, world.coordinator)
    areas = [world.west.id, world.south.id]
    refused = client.post(f"/plan/{world.on}/sheet/{route_id}/print")
    old = client.post(f"/plan/{world.on}/clear", data={"area": areas, "route": route_id, "draft_version": 0})
    cleared = client.post(f"/plan/{world.on}/clear", data=world.as_shown(area=areas, route=route_id))
    printed = client.post(f"/plan/{world.on}/sheet/{route_id}/print")

    assert (refused.status_code, old.status_code) == (409, 409)
    assert f'name="draft_version" value="{world.day().draft_version}"' in refused.text
    assert "Немає даних" in refused.text, "the grade stands beside each area to clear"
    assert "KOS-W" in refused.text
    assert "DRU-S" in refused.text
    assert (cleared.status_code, printed.status_code) == (303, 303)
    assert "copy=" in printed.location


def test_without_a_duty_phone_a_route_is_published_and_its_sheet_refused_with_the_way_to_mend_it(world: World, client):
    world.clear(world.west, world.south)
    world.hub.duty_phone = " "
    route = route_of(world)
    sign_in(world.session, client, world.coordinator)

    refused = client.post(f"/plan/{world.on}/sheet/{route.id}/print")

    assert refused.status_code == 409
    assert "ще немає телефону координатора дня" in refused.text
    assert "Його вносить адміністратор/ка" in refused.text
    with pytest.raises(NoDutyPhone):
        print_one(world)
    assert "номер координатора дня не вказано" in shown(world, client, str(route.id)).text


def test_each_print_has_its_own_number_and_copy(world: World):
    world.clear(world.west, world.south)

    first, second = print_one(world), print_one(world)

    assert (sheet_number(first), first.copy) == ("Л-0514-1", 1)
    assert (sheet_number(second), second.copy) == ("Л-0514-2", 2)


def test_a_hold_after_the_print_voids_the_sheet_at_the_next_look(world: World, client):
    world.clear(world.west, world.south)
    sheet = print_one(world)
    world.hold(area_id=world.west.id)

    page = shown(world, client, f"{route_of(world).id}?copy={sheet.id}")

    assert "НЕДІЙСНИЙ" in page.text
    assert f"{route_of(world).id}/print" not in page.text, "what is void offers no print"
    index = places.holds_covering(world.session, world.hub.id, now=world.now)
    assert queries.is_void(sheet, index)
    with pytest.raises(NotPrinted):
        print_one(world)
    held = {one.stop.area.code for one in queries.stop_standing(route_of(world), index) if one.is_held}
    assert held == {"KOS-W"}


def test_a_new_version_voids_the_old_paper_and_marks_what_changed(world: World):
    world.clear(world.west, world.south)
    old = print_one(world)
    key = world.needs[1].id
    adjust.move_stop(world.session, world.hub.id, world.on, key, "later", **world.acts)
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.expire_all()

    new = make_sheet(world.session, route_of(world), language="uk", now=world.now, by=world.coordinator)

    index = places.holds_covering(world.session, world.hub.id, now=world.now)
    assert queries.is_void(old, index)
    changed = {stop.change for stop in new.visits}
    assert "moved" in changed
    assert new.version == 2


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("access", "ключ у пенсіонерки з 3 кв.", "пенсіонерки"),
        ("landmark", "біля Придуманенко", "surname"),
        ("access", "дзвонити 050 111-22-33", "phone"),
    ],
)
def test_a_text_that_gives_something_away_is_named_not_cut(world: World, field, text, word):
    world.clear(world.west, world.south)
    setattr(world.needs[1].household, field, text)

    with pytest.raises(TextNotForPaper) as refused:
        print_one(world)

    assert (refused.value.slip.field, refused.value.slip.word) == (field, word)


def test_a_draft_is_shown_as_a_draft_and_not_printed(session: Session, client):
    world = make_world(session)
    world.need()
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    [draft] = world.routes()

    page = shown(world, client, str(draft.id))

    assert "ЧЕРНЕТКА" in page.text
    with pytest.raises(NotPrinted):
        printing.print_sheet(session, draft.id, hub_id=world.hub.id, **world.acts)


def test_check_ins_are_clock_times_at_the_rhythm_of_the_strictest_zone(world: World):
    route = route_of(world)
    world.west.zones[-1].zone = Zone.Z3
    world.session.flush()

    sheet = make_sheet(world.session, route, language="uk", now=world.now, by=world.coordinator)

    steps = {b - a for a, b in zip(sheet.check_ins, sheet.check_ins[1:], strict=False)}
    assert steps <= {30, *range(1, 30)}
    assert sheet.check_ins[0] == route.leave_min
    assert sheet.check_ins[-1] == sheet.home_by_min


def test_a_sheet_ticked_back_keeps_its_time(world: World):
    world.clear(world.west, world.south)
    sheet = print_one(world)
    later = {**world.acts, "now": world.now + timedelta(hours=20)}

    fate.close_sheet(world.session, sheet.id, fate.Fate.RETURNED, hub_id=world.hub.id, **later)

    assert sheet.returned_at == datetime(2023, 5, 14, 12, 20, tzinfo=UTC)


def test_without_the_pdf_maker_the_page_says_what_to_install_and_printing_goes_on(world: World, client, monkeypatch):
    world.clear(world.west, world.south)
    sheet = print_one(world)
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # what a missing package looks like to an import

    answer = shown(world, client, f"{route_of(world).id}.pdf?copy={sheet.id}")

    assert answer.status_code == 409
    assert "weasyprint" in answer.text
    assert "Друк із браузера працює" in answer.text


def test_a_sheet_of_another_day_or_hub_is_not_found(world: World, client):
    sign_in(world.session, client, world.coordinator)
    route_id = route_of(world).id
    world.session.rollback()

    assert client.get(f"/plan/2023-05-15/sheet/{route_id}").status_code == 404
    assert client.get(f"/plan/{world.on}/sheet/999").status_code == 404
    assert client.get(f"/plan/{world.on}/sheet/{route_id}?copy=999").status_code == 404


@pytest.mark.parametrize("language", ["uk", "en"])
def test_while_a_second_strike_may_follow_each_stop_there_says_until_when_to_keep_away(world: World, client, language):
    morning = datetime(2023, 5, 14, 7, 0, tzinfo=UTC)
    world.coordinator.language = language
    told = {"earliest_at": morning, "latest_at": morning, "chip": Chip.MORTAR, "precision": TimePrecision.EXACT}
    report(world.session, world.hub, world.coordinator, world.south, morning, now=morning, **told)
    acts = {"language": language, "by": world.coordinator}

    running = make_sheet(world.session, route_of(world), now=morning + timedelta(minutes=5), **acts)
    over = make_sheet(world.session, route_of(world), now=morning + timedelta(hours=2), **acts)

    south = {stop.code for stop in route_of(world).stops if stop.area_id == world.south.id}
    assert {stop.code for stop in running.stops if stop.keep_away_until == morning + timedelta(hours=2)} == south
    assert all(stop.keep_away_until is None for stop in over.stops)
    tell_story_time(world.session, morning + timedelta(minutes=5))
    page = shown(world, client, str(route_of(world).id)).text.lower()
    line = {"uk": "до 12:00 не підходити до місця влучання", "en": "until 12:00 do not go near the place that was hit"}
    assert line[language] in page
    assert not [word for word in NEVER if word in page]


def test_a_route_without_visits_is_shown_as_such_and_not_printed(world: World, client):
    route = route_of(world)
    route.stops.clear()
    world.session.flush()

    page = shown(world, client, f"{route.id}")

    assert (page.status_code, "На цьому маршруті немає візитів" in page.text) == (200, True)
    assert f"{route.id}/print" not in page.text
    assert client.post(f"/plan/{world.on}/sheet/{route.id}/print").status_code == 409


def test_only_the_address_is_bold_of_what_helps_to_find_a_house(world: World, client):
    route = route_of(world)
    for visit in visits_of(route):
        visit.household.address, visit.household.landmark = "проспект Довгої Назви, 128/47-Б", "за котельнею, " * 12
    world.clear(world.west, world.south)
    sheet = print_one(world)

    page = shown(world, client, f"{route.id}").text
    text = pdf_text(client.get(f"/plan/{world.on}/sheet/{route.id}.pdf?copy={sheet.id}"))

    assert page.count("<b>проспект Довгої Назви, 128/47-Б</b> · орієнтир:") == 3
    assert text.count("128/47-Б") == 3


def test_a_long_list_to_load_stands_in_two_columns(world: World, client):
    route = route_of(world)
    short = shown(world, client, f"{route.id}").text
    visit = next(visit for visit in visits_of(route) if visit.needs[0].packet_no)
    visit.needs += [world.need(kind=visit.needs[0].kind, packet_no=number) for number in range(300, 308)]
    world.session.flush()

    long = shown(world, client, f"{route.id}").text

    assert ('class="boxes"' in short, 'class="boxes many"' in long) == (True, True)
