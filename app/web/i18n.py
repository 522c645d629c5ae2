"""Languages: English msgids in the code, Ukrainian texts in translations/uk, one plain .po file a room."""

from __future__ import annotations

from functools import cache, cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from app.web.here import signed_in

LANGUAGES = {"uk": "Українська", "en": "English"}
FIRST_LANGUAGE = "uk"
LANGUAGE_COOKIE = "lang"
CATALOGS = Path(__file__).parent.parent / "translations"
ENGLISH = NullTranslations()


def ngettext_noop(singular: str, plural: str) -> tuple[str, str]:
    """Marks a counted text for the translators where it is written down as data."""
    return singular, plural


def read_catalogs(folder: Path) -> dict[str, Catalog]:
    """The catalog of each room by file name. Raises PoFileError on a broken file."""
    catalogs = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogs[path.name] = read_po(file, locale="uk", charset="utf-8", abort_invalid=True)
    return catalogs


@cache
def ukrainian() -> Translations:
    """All rooms' texts as one, compiled in memory at first use: no build step, nothing to forget."""
    joined = Catalog(locale="uk")
    for catalog in read_catalogs(CATALOGS / "uk").values():
        for message in catalog:
            if message.id:
                joined.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, joined)
    compiled.seek(0)
    return Translations(compiled)


class RoomCatalogs(Domain):  # type: ignore[misc]
    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return ukrainian() if locale is not None and locale.language == "uk" else ENGLISH


class RoomBabel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> RoomCatalogs:
        return RoomCatalogs()


def choose_language() -> str:
    """The signed-in person's own choice, else the cookie of this browser, else Ukrainian."""
    if not has_request_context():
        return FIRST_LANGUAGE
    wanted = getattr(signed_in(), "language", None) or request.cookies.get(LANGUAGE_COOKIE)
    return wanted if wanted in LANGUAGES else FIRST_LANGUAGE


def install_languages(app: Flask) -> None:
    RoomBabel(app, default_locale=FIRST_LANGUAGE, locale_selector=choose_language)
    app.jinja_env.globals.update(language=lambda: str(get_locale()), languages=LANGUAGES)
