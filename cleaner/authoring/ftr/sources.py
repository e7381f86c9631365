"""Title, author and date lines as metadata sources."""

from __future__ import annotations

import re

from cleaner.authoring.ftr.css import translate
from cleaner.authoring.ftr.tree import Call, Expression, Path, Step, Text, Untranslatable
from cleaner.authoring.ftr.xpath import parse
from cleaner.rulebook.types import MetadataSource

_META = re.compile(r'meta\[(?:property|name|itemprop|http-equiv)="([^"]+)"\]\Z')
_WRAPPERS = ("string", "normalize-space", "concat")
_CUTS = {"substring-after": "after", "substring-before": "before"}


def source(xpath: str) -> tuple[tuple[MetadataSource, ...], tuple[str, ...]]:
    """The sources for an XPath, and where they are only nearly the same. Raises Untranslatable."""
    cuts = {"after": "", "before": ""}
    expression = parse(xpath)
    text = xpath
    while isinstance(expression, Call) and expression.name in (*_WRAPPERS, *_CUTS) and expression.arguments:
        if expression.name in _CUTS and len(expression.arguments) == 2:
            cut = expression.arguments[1]
            if not isinstance(cut, Text) or cuts[_CUTS[expression.name]]:
                raise Untranslatable(f"{expression.name}() of this kind is not translated")
            cuts[_CUTS[expression.name]] = cut.value
        elif len(expression.arguments) != 1:
            raise Untranslatable(f"{expression.name}() of several parts is not translated")
        text = _inner(text)
        expression = expression.arguments[0]
    found = translate(_without_text(text, expression))
    if found.climb or found.first:
        found_notes = (*found.notes, "all hits in place of the first or an ancestor")
    else:
        found_notes = found.notes
    sources = tuple(_source(css, found.attribute, cuts["after"], cuts["before"]) for css in found.css)
    return sources, found_notes


def _source(css: str, attribute: str, after: str, before: str) -> MetadataSource:
    meta = _META.match(css)
    if meta and attribute == "content":
        return MetadataSource(meta=meta[1].lower(), after=after, before=before)
    return MetadataSource(css=css, attribute=attribute or None, after=after, before=before)


def _inner(text: str) -> str:
    """The first argument of a call as written: `f(//a, 'x')` is `//a`."""
    start = text.index("(") + 1
    depth, quote = 0, ""
    for at in range(start, len(text)):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]" and depth:
            depth -= 1
        elif char in "),":
            return text[start:at].strip()
    return text[start:]


def _without_text(text: str, expression: Expression) -> str:
    """The element in place of its own text node."""
    if isinstance(expression, Path) and expression.steps and expression.steps[-1] == Step("child", "text()", False):
        return text.rstrip().removesuffix("text()").rstrip("/ ") or text
    return text
