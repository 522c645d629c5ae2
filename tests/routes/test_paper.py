"""What paper must not carry, and which files a PDF may read: no database is asked."""

from pathlib import Path

import pytest

from app.routes.paper_words import find_forbidden
from app.routes.pdf import OWN, own_file


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
