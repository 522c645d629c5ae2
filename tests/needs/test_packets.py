"""Packets have numbers of their own, never two of one number in a hub."""

from sqlalchemy.orm import Session

from app.models import NeedKind
from app.needs.packets import number_packet, packet_words
from tests.factories import make_area, make_hub, make_need, make_need_kind


def packed(session: Session, hub) -> NeedKind:
    return make_need_kind(session, hub, "MED", paper_uk="Пакет № {packet}", paper_en="Packet no. {packet}")


def test_each_packet_gets_the_next_number_and_keeps_it(session: Session):
    hub = make_hub(session)
    area, kind = make_area(session, hub), packed(session, hub)
    one, other = (make_need(session, area, hub, kind=kind) for _ in range(2))

    assert [number_packet(session, need) for need in (one, other, one)] == [1, 2, 1]


def test_a_number_written_by_hand_is_not_given_again(session: Session):
    hub = make_hub(session)
    area, kind = make_area(session, hub), packed(session, hub)
    make_need(session, area, hub, kind=kind, packet_no=204)

    assert number_packet(session, make_need(session, area, hub, kind=kind)) == 205


def test_what_is_not_packed_has_no_number(session: Session):
    hub = make_hub(session)
    need = make_need(session, make_area(session, hub), hub)

    assert number_packet(session, need) is None
    assert need.packet_no is None


def test_words_for_paper_wait_for_the_number_without_a_gap():
    assert packet_words("Пакет № {packet}", 204) == "Пакет № 204"
    assert packet_words("Пакет № {packet}", None) == "Пакет"
    assert packet_words("Packet no. {packet}", None) == "Packet"
