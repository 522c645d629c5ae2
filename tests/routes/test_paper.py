"""What paper must not carry, and which files a PDF may read: no database is asked."""

from pathlib import Path

import pytest

from app.routes.paper_words import find_forbidden
from app.routes.pdf import OWN, own_file

CSS = Path(__file__).parents[2] / "app" / "static" / "css"


@pytest.mark.parametrize(
    "text", ["під’їзд 2, поверх 3", "вул. Липнева, 5", "ліпнина на фасаді", "Open house", "кв. 123456"]
)
def test_ordinary_texts_are_printed(text):
    assert find_forbidden(text) is None


def test_only_our_own_static_files_are_read_for_a_pdf(tmp_path: Path):
    (tmp_path / "a.css").write_text("x")

    assert own_file(f"{OWN}/static/a.css?v=1", tmp_path) == (tmp_path / "a.css").resolve()
    for address in ("file:///etc/hostname", "https://elsewhere.test/static/a.css", f"{OWN}/static/../../etc/hostname"):
        with pytest.raises(ValueError, match="our files"):
            own_file(address, tmp_path)


def test_each_outcome_box_of_a_stop_stands_in_its_place():
    weasyprint = pytest.importorskip("weasyprint")
    boxes = " ".join(f"<span>☐ {word}</span>" for word in ("частково", "небезпечно, повернулися") * 4)
    html = f'<div class="sheet"><section class="call"><p class="out">{boxes}</p></section></div>'

    page = weasyprint.HTML(string=html).render(stylesheets=[CSS / "base.css", CSS / "print.css"]).pages[0]
    places = [
        (round(box.position_x), round(box.position_y))
        for box in page._page_box.descendants()
        if "☐" in getattr(box, "text", "")
    ]

    assert len(places) == 8
    assert (len({x for x, _ in places}), len({y for _, y in places})) == (4, 2)
