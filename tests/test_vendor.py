"""Files that others made: each named with its licence, unchanged, and good for what we print."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "app/static/vendor"
DATA = ROOT / "benchmarks/danger/data"
FONTS = sorted(VENDOR.rglob("*.ttf"))
ON_PAPER = "АаБбҐґЄєІіЇїЩщь’ʼ«»–—…№₴ A-Za-z0-9 ☐☑✓▪■→←↑↓①②│─┌┐└┘☎⚠✂"


def locked() -> dict[str, list[str]]:
    """What vendor.lock says of each path: name, version, licence, sha256, origin."""
    lines = [line for line in (ROOT / "vendor.lock").read_text().splitlines() if not line.startswith("#")]
    return {path: facts for path, *facts in ([part.strip() for part in line.split("|")] for line in lines)}


def test_every_vendored_file_is_as_it_was_taken():
    files = [path for path in VENDOR.rglob("*") if path.is_file()] + list(DATA.glob("*.csv*"))
    found = {str(path.relative_to(ROOT)): path for path in files}

    assert {path: hashlib.sha256(file.read_bytes()).hexdigest() for path, file in found.items()} == {
        path: facts[3] for path, facts in locked().items()
    }


def test_every_licence_is_in_the_notices():
    notices = (ROOT / "THIRD-PARTY-NOTICES.md").read_text()

    assert [facts[2] for facts in locked().values() if facts[2] not in notices] == []


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_the_font_of_the_paper_has_every_sign_we_print(font):
    drawn = TTFont(font).getBestCmap()

    assert [sign for sign in ON_PAPER if ord(sign) not in drawn] == []
