"""What a selector or pattern may cost, so that a rule file of others cannot hold up a run.

Lexbor tries every ancestor for a descendant step and every sibling for `~`, one within the other: on a page of depth 60
with 2,000 paragraphs `.a p` takes 0.4 ms, with each further step 33, 550 and 8,270 ms. `>` and `+` cost nothing more.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import comb

from cleaner.rulebook.codes import Code
from cleaner.rulebook.selectors import split_list

MAX_SELECTOR = 500  # characters
MAX_SEARCHES = 3  # descendant and ~ steps of one selector
MAX_STEPS = 8  # of any kind
MAX_HAS_DEPTH = 1
MAX_WORK = 20_000_000  # elements looked at for one selector on one page: two seconds at most, real pages take 0.02
MAX_PATTERN = 2_000  # characters of a regex; the longest that ships has 1,020

_LITERALS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_ATTRIBUTES = re.compile(r"\[[^\]]*\]")
_NTH = re.compile(r":nth-[a-z-]+(?:\([^)]*\))?")
_STEP = re.compile(r"\s*([>+~])\s*|\s+")
_INNER_SPACE = re.compile(r"(?<=\()\s+|\s+(?=\))|\s*,\s*")


def plain(css: str) -> str:
    """The selector without what stands in quotes and brackets.

    >>> plain("a[href='x y'] > b")
    'a[] > b'
    """
    return _ATTRIBUTES.sub("[]", _LITERALS.sub("", css))


def steps(css: str) -> int:
    """How many steps a single selector takes, those inside `:has()` and `:not()` included.

    >>> steps("article > div.a:has(> a[href*='x y']) p")
    3
    """
    return len(_steps(css))


def searches(css: str) -> int:
    """How many of them look at all ancestors or siblings.

    >>> searches("article > div.a:has(> a) p ~ i")
    2
    """
    return sum(sign in ("", "~") for sign in _steps(css))


def has_depth(css: str) -> int:
    """How deep `:has` stands within `:has`; 0 without one."""
    deepest = 0
    stack: list[bool] = []
    for opening in re.finditer(r"(:has)?\(|\)", plain(css), re.IGNORECASE):
        if opening[0] == ")":
            del stack[-1:]
        else:
            stack.append(opening[1] is not None)
            deepest = max(deepest, sum(stack))
    return deepest


def too_costly(css: str) -> tuple[Code, str] | None:
    """Why a selector is refused, with a cure; None where it may run."""
    if len(css) <= MAX_SELECTOR and _is_short(css):
        return None
    if len(css) > MAX_SELECTOR:
        message = f"this selector has {len(css):,} characters, the limit is {MAX_SELECTOR}: split it into a list"
        return Code.SELECTOR_LENGTH, message
    for one in split_list(css):
        if (count := searches(one)) > MAX_SEARCHES:
            what = f'"{one}" looks {count} times at all ancestors or siblings, the limit is {MAX_SEARCHES}'
            return Code.SELECTOR_STEPS, f"{what}: leave steps out, or write > for a parent"
        if (count := steps(one)) > MAX_STEPS:
            return Code.SELECTOR_STEPS, f'"{one}" takes {count} steps, the limit is {MAX_STEPS}: leave steps out'
    if has_depth(css) > MAX_HAS_DEPTH:
        return Code.SELECTOR_HAS, f'"{css}" has :has within :has: write it with climb instead'
    return None


def _is_short(css: str) -> bool:
    """Whether a look at its signs tells that it is within all limits: so it is for nearly all, and files load fast."""
    searching = css.count(" ") + css.count("~") + css.count("\t") + css.count("\n")
    return searching <= MAX_SEARCHES and css.count(">") + css.count("+") + searching <= MAX_STEPS and "has" not in css


@lru_cache(maxsize=4096)
def is_linear(css: str) -> bool:
    """Whether `css` looks at each element of a page once or little more, so that any page can afford it."""
    ancestors, siblings, counts = _searches_by_kind(css)
    return ancestors <= 1 and not siblings and not counts


def affordable(css: str, shape: tuple[int, int, int]) -> bool:
    """Whether `css` may be tried on a page of `shape` (elements, depth, children of one): the worst that it can cost
    is bounded."""
    ancestors, siblings, counts = _searches_by_kind(css)
    elements, depth, widest = shape
    work = elements * comb(depth, max(0, ancestors - 1)) if ancestors > 1 else elements
    if siblings:
        work *= comb(widest, siblings) if siblings > 1 else widest
    return work * (widest if counts else 1) <= MAX_WORK


@lru_cache(maxsize=4096)
def _searches_by_kind(css: str) -> tuple[int, int, bool]:
    """(descendant steps, `~` steps, whether it counts elements) of the costliest selector of the list."""
    kinds = [_steps(one) for one in split_list(css)]
    counts = bool(_NTH.search(plain(css)))
    return max(kind.count("") for kind in kinds), max(kind.count("~") for kind in kinds), counts


def _steps(css: str) -> list[str]:
    inner = _INNER_SPACE.sub(lambda found: found[0].strip(), _NTH.sub(":nth", plain(css)).strip())
    return [found[1] or "" for found in _STEP.finditer(inner)]
