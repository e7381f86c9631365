"""The systems a user could take instead, each behind one call: page in, body out.

Settings are those that the systems' own documentation gives for the main text without comments; each is imported only
when it is asked for, so none of them is a dependency (trafilatura is, for the second opinion).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from cleaner.api import Cleaner
from cleaner.errors import InputError, MissingExtra

Extract = Callable[[str, str | None], str]


@dataclass(frozen=True, slots=True)
class System:
    """One system: what it is called, and its call with (html, url)."""

    name: str
    extract: Extract


def ours(cleaner: Cleaner, name: str = "cleaner") -> System:
    """The project's own, as a user calls it: rules, metadata and log included."""
    return System(name, lambda html, url: cleaner.clean(html, url=url).text)


def peer(name: str) -> System:
    """The system `name`, imported. InputError for an unknown name, MissingExtra where it is not installed."""
    if name not in PEERS:
        raise InputError(f'"{name}" is no system here; there are: {", ".join(PEERS)}')
    package, make = PEERS[name]
    try:
        return System(name, make())
    except ImportError as error:
        raise MissingExtra(f"{name} is not installed ({error}); pip install {package}") from error


def _trafilatura(**options: bool) -> Callable[[], Extract]:
    def make() -> Extract:
        extract: Callable[..., Any] = import_module("trafilatura").extract
        return lambda html, url: extract(html, url=url, include_comments=False, **options) or ""

    return make


def _resiliparse() -> Extract:
    extract: Callable[..., Any] = import_module("resiliparse.extract.html2text").extract_plain_text
    options = {"main_content": True, "alt_texts": False, "links": False, "comments": False}
    return lambda html, url: str(extract(html, **options))


def _readability() -> Extract:
    document, parse = import_module("readability").Document, import_module("lxml.html").fromstring
    return lambda html, url: str(parse(document(html).summary()).text_content())


def _newspaper() -> Extract:
    article: Callable[..., Any] = import_module("newspaper").Article

    def extract(html: str, url: str | None) -> str:
        page = article(url or "http://localhost/", language="en")
        page.download(input_html=html)
        page.parse()
        return str(page.text)

    return extract


def _justext() -> Extract:
    module = import_module("justext")
    stoplist = module.get_stoplist("English")

    def extract(html: str, url: str | None) -> str:
        return "\n".join(p.text for p in module.justext(html.encode(), stoplist) if not p.is_boilerplate)

    return extract


def _boilerpy() -> Extract:
    extractor = import_module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False)
    return lambda html, url: str(extractor.get_content(html))


def _goose() -> Extract:
    goose = import_module("goose3").Goose({"enable_image_fetching": False})
    return lambda html, url: str(goose.extract(raw_html=html).cleaned_text)


PEERS: dict[str, tuple[str, Callable[[], Extract]]] = {
    "trafilatura": ("trafilatura", _trafilatura()),
    "trafilatura-precision": ("trafilatura", _trafilatura(favor_precision=True)),
    "trafilatura-fast": ("trafilatura", _trafilatura(fast=True)),
    "resiliparse": ("resiliparse", _resiliparse),
    "readability": ("readability-lxml", _readability),
    "newspaper4k": ("newspaper4k", _newspaper),
    "justext": ("justext", _justext),
    "boilerpy3": ("boilerpy3", _boilerpy),
    "goose3": ("goose3", _goose),
}
