"""A page of the application as a PDF; only files of our own static folder are read for it."""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from app.routes.errors import PdfNotPossible

OWN = "http://sheet.invalid"  # a name that no resolver knows: whatever is not ours is not fetched


def render_pdf(html: str, static_folder: Path) -> bytes:
    """The page on A4. Raises PdfNotPossible where the maker or its libraries are not installed."""
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as missing:
        raise PdfNotPossible from missing

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Serves /static/ from the folder, and pictures written into the style sheets; nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/svg+xml,"):
                return super().fetch(url, headers)
            path = own_file(url, static_folder)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    made: bytes = weasyprint.HTML(string=html, base_url=OWN, url_fetcher=OwnFiles()).write_pdf()
    return made


def own_file(url: str, static_folder: Path) -> Path:
    """The static file of an address; raises ValueError for any other, a path out of the folder included."""
    parts, folder = urlsplit(url), static_folder.resolve()
    if f"{parts.scheme}://{parts.netloc}" != OWN or not parts.path.startswith("/static/"):
        raise ValueError("not one of our files")
    path = (folder / unquote(parts.path.removeprefix("/static/"))).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise ValueError("not one of our files")
    return path
