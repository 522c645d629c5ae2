"""What a page asks twice it reads once; whoever writes reads anew."""

from sqlalchemy.orm import Session

from app.reading import KEPT, read_once

calls: list[int] = []


@read_once
def answer(session: Session, number: int, *, twice: bool = False) -> int:
    calls.append(number)
    return number * 2 if twice else number


def test_a_page_reads_the_same_once_and_something_else_afresh():
    calls.clear()
    page = Session(info={KEPT: {}})

    assert [answer(page, 1), answer(page, 1), answer(page, 1, twice=True), answer(page, 2)] == [1, 1, 2, 2]
    assert calls == [1, 1, 2]


def test_another_page_and_a_session_that_writes_read_anew():
    calls.clear()

    answer(Session(info={KEPT: {}}), 1), answer(Session(info={KEPT: {}}), 1)
    writing = Session()
    answer(writing, 1), answer(writing, 1)

    assert calls == [1, 1, 1, 1]
