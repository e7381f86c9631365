"""Whether Lexbor takes a selector at all."""

from __future__ import annotations

from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

_KNOWN = 4096  # selectors whose answer is remembered


@lru_cache(maxsize=_KNOWN)
def is_selector(css: str) -> bool:
    """False where Lexbor refuses `css`: on a page it would match nothing."""
    try:
        LexborHTMLParser("<p>").css(css)
    except (SelectolaxError, ValueError):
        return False
    return True
