"""Packets: what is packed at the base for one person goes out under a number, so paper names no contents."""

import re

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models import Hub, Need

PLACE = "{packet}"
NUMBER_TO_COME = re.compile(r"\s*(№|no\.)\s*\{packet\}")


def packet_words(words: str, number: int | None) -> str:
    """«Пакет № 204»; «Пакет» while it has no number, which it gets when its route is published."""
    if number is not None:
        return words.replace(PLACE, str(number))
    return NUMBER_TO_COME.sub("", words)


def number_packet(session: Session, need: Need) -> int | None:
    """The number of the need's packet, given now if it has none; None for a kind that is not packed."""
    if PLACE not in need.kind.paper_uk:
        return None
    if need.packet_no is None:
        need.packet_no = _next(session, need.hub_id)
        session.flush()
    return need.packet_no


def _next(session: Session, hub_id: int) -> int:
    """Never given twice, also beside numbers that somebody wrote by hand; the hub's row stays locked until the end."""
    session.execute(select(Hub.id).where(Hub.id == hub_id).with_for_update(key_share=True))
    counted = session.scalars(select(Hub.packets_counter).where(Hub.id == hub_id)).one()
    by_hand = session.scalar(select(func.max(Need.packet_no)).where(Need.hub_id == hub_id)) or 0
    number = max(counted, by_hand) + 1
    counter = update(Hub).where(Hub.id == hub_id).values(packets_counter=number)
    session.execute(counter.execution_options(synchronize_session=False))
    return number
