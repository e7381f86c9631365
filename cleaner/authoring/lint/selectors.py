"""What can be said against a selector. One small function a code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.authoring.lint.source import Found, Selector, Source
from cleaner.document import is_selector
from cleaner.document.tags import TAG_NAMES
from cleaner.rulebook.costs import plain, too_costly
from cleaner.rulebook.selectors import split_list, unbalanced

SHORT_SUBSTRING = 3  # characters of an attribute's part below which it is found in names that mean something else

_NAME = r"(?:[\w-]|\\.|[^\x00-\x7f])+"
_PSEUDO = re.compile(r"(?<!\\)::?([a-zA-Z-]+)")
_KNOWN_PSEUDO = re.compile(
    r"(?:has|not|is|where|root|empty|any-link|link|checked|disabled|lexbor-contains"
    r"|(?:first|last|only)-(?:child|of-type)|nth-(?:last-)?(?:child|of-type))\Z"
)
_OTHER_PSEUDO = frozenset(
    "hover active focus focus-within focus-visible visited target before after first-line first-letter marker selection"
    " placeholder backdrop enabled required optional read-only read-write valid invalid in-range out-of-range default"
    " indeterminate placeholder-shown autofill blank lang dir scope host defined current past future first visible"
    " hidden eq gt lt even odd nth-col fullscreen modal playing paused".split()
)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]")
_LEADING_FUNCTION = re.compile(r"(?<![^\s>+~(,]):(?=(?:is|not|where|has)\()", re.I)
_FIRST_IN_HAS = re.compile(r":has\(\s*[>+~]?\s*\Z", re.I)
_SEARCHING = re.compile(r"\s*~|\s+[^\s>+~,)]")
_XPATH = re.compile(r"\A\s*\.?//|\[@|\btext\(\)|\A/\w|::\w+\b.*/")
_UNQUOTED = re.compile(rf"\[\s*{_NAME}\s*[~|^$*]?=\s*(?![\"'])([^\]\s]*[^\w\]\s-][^\]]*|\d[^\]]*)\]")
_COMPOUND = re.compile(rf"(?:\A|(?<=[\s>+~(,]))({_NAME})")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_GENERATED = re.compile(r"(?:css|sc|jsx|dcr|emotion|svelte|styles?)-+(?=\w*[A-Z0-9])[A-Za-z0-9]{5,}\Z")
_NTH = re.compile(r":nth-[a-z-]+(?:\([^)]*\))?")
_PART = re.compile(r"\[\s*(class|id)\s*\*=\s*[\"']?([^\"'\]]*)", re.I)
_TAGS = frozenset(TAG_NAMES.values()) | frozenset("path g text use circle rect symbol portal model fencedframe".split())
_BROAD = frozenset(
    "* html body main article section div p span a ul ol li dl dd dt table tbody tr td h1 h2 h3 h4 h5 h6 blockquote"
    " figure strong b em i font center".split()
)


def syntax(source: Source) -> Found:
    """Lexbor does not take it, so it would match nothing."""
    for one in source.selectors:
        if not unbalanced(one.css) and not too_costly(one.css) and not _odd(one.css) and not is_selector(one.css):
            yield one.path, f'"{one.css}" is no selector{_cure(one.css)}'


def misread(source: Source) -> Found:
    """Lexbor takes it silently for something else (found by comparing it with other engines)."""
    for one in source.selectors:
        bare = plain(one.css)
        if "|" in bare.replace("[]", ""):
            yield one.path, f'"{one.css}": the sign | is read as a namespace that no element has: leave it out'
        elif mended(one.css) != one.css:
            yield one.path, f'"{one.css}" misses elements, since a step begins with a colon: write "{mended(one.css)}"'
        elif one.css.rstrip().endswith("\\"):
            yield one.path, f'"{one.css}" ends in a backslash: leave it out'


def pseudo(source: Source) -> Found:
    """A page that is parsed has no mouse and no focus: such pseudo-classes match nothing."""
    for one in source.selectors:
        for name in _odd(one.css):
            if name.lower() == "contains":
                yield one.path, f'"{one.css}": :contains is not CSS: give the text as a text matcher'
            elif name.lower() not in _OTHER_PSEUDO:
                yield one.path, f'":{name}" is no pseudo-class; a colon within a name is written \\:'
            else:
                yield one.path, f'":{name}" matches nothing on a parsed page: leave it out'


def unknown_tag(source: Source) -> Found:
    """A class or id without its sign is read as the name of an element."""
    for one in source.selectors:
        for name in _COMPOUND.findall(_NTH.sub("", plain(one.css))):
            if name.lower() not in _TAGS and "-" not in name and not name[0].isdigit():
                yield one.path, f'"{name}" is read as the element <{name}>; did you mean ".{name}" or "#{name}"?'


def hashed_class(source: Source) -> Found:
    """Class names that a build tool made change with the next build."""
    for one in source.selectors:
        for name in _CLASS.findall(plain(one.css)):
            if looks_hashed(name):
                yield one.path, f'".{name}" looks generated and will change: use a stable class, id or attribute'


def positional(source: Source) -> Found:
    """Counting elements breaks when one is added."""
    for one in source.selectors:
        bare = plain(one.css)
        if _NTH.search(bare) or (bare.count(">") >= 2 and not set(".#[") & set(one.css)):
            yield one.path, f'"{one.css}" counts on the order of elements: name a class, id or attribute'


def broad(source: Source) -> Found:
    """What takes paragraphs and headings of any page will take the story."""
    for one in source.selectors:
        if one.section != "remove" or one.key != "css":
            continue
        for single in split_list(one.css):
            parts = set(re.split(r"[\s>+~]+", single.strip()))
            if parts <= _TAGS | {"*"} and re.split(r"[\s>+~]+", single.strip())[-1] in _BROAD:
                yield one.path, f'"{single}" takes parts of the story, too: name a class, id or attribute'
            for attribute, part in _PART.findall(single):
                if len(part) < SHORT_SUBSTRING:
                    example = "header and shadow" if part == "ad" else "many other names"
                    what = f'[{attribute}*="{part}"] is found in {example} as well'
                    yield one.path, f'{what}: write the whole token, [{attribute}~="{part}"]'


def mended(css: str) -> str:
    """The selector as it must be written for Lexbor to read it: it gives up at the first element that fails where a
    step begins with such a function and a search follows, or where it is the first within `:has()`.

    >>> mended("div:has(:not(p)) :is(.a, .b) a, p > :not(.c)")
    'div:has(*:not(p)) *:is(.a, .b) a, p > :not(.c)'
    """
    masked = _QUOTED.sub(lambda found: "_" * len(found[0]), css)
    starts = [found.start() for found in _LEADING_FUNCTION.finditer(masked) if _is_misread(masked, found.start())]
    for start in reversed(starts):
        css = css[:start] + "*" + css[start:]
    return css


def _is_misread(masked: str, start: int) -> bool:
    if _FIRST_IN_HAS.search(masked[:start]):
        return True
    end, depth = start, 0
    while end < len(masked):
        depth += {"(": 1, ")": -1}.get(masked[end], 0)
        if depth < 0 or (depth == 0 and masked[end] in " \t\n>+~,"):
            break
        end += 1
    return _SEARCHING.match(masked, end) is not None


def looks_hashed(name: str) -> bool:
    """Whether a class name looks as if a build tool had made it."""
    if _GENERATED.match(name):
        return True
    last = re.split(r"[-_]", name)[-1]
    mixed = any(c.isdigit() for c in last) and any(c.isalpha() for c in last)
    counted = re.fullmatch(r"[A-Za-z]+\d+|\d+[A-Za-z]+", last)  # photo12, 300px: named by people
    return len(last) >= 5 and mixed and not counted


def selectors_of(source: Source, section: str) -> Iterator[Selector]:
    """The `css` selectors of a section, lists taken apart."""
    for one in source.selectors:
        if one.section == section and one.key == "css":
            for single in split_list(one.css):
                yield Selector(section, one.path, single, "css")


def _odd(css: str) -> list[str]:
    return [name for name in _PSEUDO.findall(plain(css)) if not _KNOWN_PSEUDO.match(name.lower())]


def _cure(css: str) -> str:
    if _XPATH.search(css):
        return ' but XPath: write CSS, as div[id="x"] for //div[@id="x"]'
    if found := _UNQUOTED.search(css):
        return f': put the value in quotes, "{found[1]}"'
    if re.search(r"[.#]\d", plain(css)):
        return r': a name that begins with a digit is written [class~="1a"] or [id="1a"]'
    if re.search(r"\w:[a-z]", plain(css)):
        return r": a colon within a name is written \:"
    return ": look at brackets, quotes and signs"
