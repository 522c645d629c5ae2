"""Makes the font of the paper from Debian's Noto fonts: text, tick boxes, arrows and lines in one small family.

Run once for each new Noto release, with .venv/bin/python; then write the new sums into vendor.lock.
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FAMILY = "Obkhid Sans"  # a name of its own, so that a Noto installed on the machine is never taken instead
SOURCES = Path("/usr/share/fonts/truetype/noto")
TARGET = Path(__file__).resolve().parent.parent / "app/static/vendor/noto-sans-2.004"
TEXT = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2B0, 0x370), *range(0x400, 0x530), *range(0x2010, 0x2040)]
TEXT += [0x2044, *range(0x2070, 0x209F), 0x20AC, 0x20B4, 0x2116, 0x2122, *range(0x2150, 0x2160)]
LINES_AND_ARROWS = [*range(0x2190, 0x2196), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, *range(0x2500, 0x2580), 0x2588]
SIGNS = [0x25A0, 0x25A1, 0x25AA, 0x25AB, 0x25B2, 0x25B3, 0x25B6, 0x25BC, 0x25C0, 0x25CB, 0x25CF, 0x260E]
SIGNS += [0x2610, 0x2611, 0x2612, 0x26A0, 0x2702, 0x2713, 0x2717]
CIRCLED = [*range(0x2460, 0x2474)]


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Bold"):
        pieces = {
            f"NotoSans-{weight}.ttf": TEXT,
            f"NotoSansMono-{weight}.ttf": LINES_AND_ARROWS,
            f"NotoSansSymbols-{weight}.ttf": CIRCLED,
            "NotoSansSymbols2-Regular.ttf": SIGNS,  # has one weight only
        }
        font = merged([piece(name, wanted) for name, wanted in pieces.items()])
        rename(font, weight)
        font.save(TARGET / f"ObkhidSans-{weight}.ttf", reorderTables=True)


def piece(name: str, wanted: list[int]) -> TTFont:
    options = subset.Options(hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # 13 and 14 say the licence
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.drop_tables += ["DSIG"]
    if "Symbols" in name or "Mono" in name:
        options.layout_features = []
        options.drop_tables += ["MATH", "STAT", "GDEF"]
    font = TTFont(SOURCES / name, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def merged(pieces: list[TTFont]) -> TTFont:
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/{number}.ttf" for number in range(len(pieces))]
        for font, path in zip(pieces, paths, strict=True):
            font.save(path)
        font = Merger().merge(paths)
    text = pieces[0]
    for table in ("hhea", "OS/2"):  # the lines of a paragraph keep the rhythm of the text font
        for field in ("ascent", "descent", "lineGap", "sTypoAscender", "sTypoDescender", "usWinAscent", "usWinDescent"):
            if hasattr(text[table], field):
                setattr(font[table], field, getattr(text[table], field))
    font.recalcTimestamp = False  # the same bytes from the same sources
    font["head"].modified = font["head"].created = text["head"].created
    return font


def rename(font: TTFont, weight: str) -> None:
    names = {1: FAMILY, 2: weight, 3: f"{FAMILY} {weight} from Noto Sans 2.004", 4: f"{FAMILY} {weight}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{weight}"
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID in (16, 17, 21, 22):
            font["name"].removeNames(nameID=record.nameID)


if __name__ == "__main__":
    sys.exit(main())
