"""Formulas as text: TeX where the page gives it, else the signs of its MathML in a line.

A browser draws a formula; what stands in its markup is no text as it is read, and pages carry it up to three times:
MathML for machines, drawn signs or a picture for the eye, TeX as note of either. One of them comes into the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document.tags import HIDDEN_NAMES

_TEX = "application/x-tex"  # the encoding of an annotation
_TEX_SCRIPT = "math/tex"  # how the type of a script begins
_WRAPPERS = frozenset("katex mwe-math-element MathJax".split())  # classes that hold all forms of one formula
_DRAWN = "mjx-container"  # MathJax 3
_AROUND = 4  # elements around the MathML, or before the script, that are asked for such a class
_RENDERED = "MathJax"  # begins the classes of what MathJax 2 draws before its script
_STYLED = re.compile(r"\{\\(?:display|text|script)style\s(.*)\}", re.S)
_TEX_SIGNS = frozenset("\\^_{")
_DELIMITERS = ("$", "\\(", "\\[")
_INVISIBLE = dict.fromkeys((0x2061, 0x2062, 0x2063, 0x2064))  # applied, times, comma, plus: signs without a shape
_NESTED = 100  # levels of MathML that are read; those of real formulas are below 20
_UNREAD = HIDDEN_NAMES | {"annotation", "annotation-xml"}
_BETWEEN = {"mtable": "; ", "mtr": ", ", "mlabeledtr": ", "}


def tex_scripts(scripts: Iterable[LexborNode], tree: LexborHTMLParser) -> list[LexborNode]:
    """The scripts that hold a formula which MathJax 2 is to draw in their place. scripts: those that stand within a
    text; where one of them is such, those between paragraphs are looked for, too."""
    if any((node.attributes.get("type") or "").startswith(_TEX_SCRIPT) for node in scripts):
        return tree.css(f'script[type^="{_TEX_SCRIPT}"]')
    return []


def of_math(math: LexborNode) -> str:
    """The text of a `math` element: `$TeX$`, its alternative text, or its signs; "" for an empty one."""
    given = math.attributes.get("alttext") or ""
    for note in math.css("annotation"):
        if note.attributes.get("encoding") == _TEX:
            return of_tex(note.text()) or of_tex(given)
    return of_tex(given) or " ".join(_signs(math).split())


def of_tex(tex: str) -> str:
    """TeX between dollar signs, as most write it in a line; what reads the same without them stays as it is.

    >>> of_tex("{\\\\displaystyle E=mc^{2}}"), of_tex("x")
    ('$E=mc^{2}$', 'x')
    """
    tex = " ".join(tex.split())
    if styled := _STYLED.fullmatch(tex):
        tex = styled[1].strip()
    return tex if _TEX_SIGNS.isdisjoint(tex) or tex.startswith(_DELIMITERS) else f"${tex}$"


def whole_of(math: LexborNode) -> LexborNode:
    """The element around a `math` that holds the other forms of the same formula too; itself where there is none."""
    whole, around = math, math.parent
    for _ in range(_AROUND):
        if around is None or not around.is_element_node:
            break
        if around.tag == _DRAWN or not _WRAPPERS.isdisjoint((around.attributes.get("class") or "").split()):
            whole = around
        around = around.parent
    return whole


def drawn_before(script: LexborNode) -> Iterator[LexborNode]:
    """What MathJax 2 has drawn of the formula in `script`: the elements right before it."""
    node = script.prev
    for _ in range(_AROUND):
        if node is None or not (node.attributes.get("class") or "").startswith(_RENDERED):
            return
        yield node
        node = node.prev


def _signs(node: LexborNode, depth: int = 0) -> str:
    """The signs below `node` in a line: `(a+b)/c`, `x^2`, `√(x)`."""
    if depth > _NESTED:
        return node.text()
    parts: list[str] = []
    child = node.first_child
    while child is not None:
        if child.is_text_node:
            signs = (child.text_content or "").translate(_INVISIBLE)
            parts.append(signs if node.tag == "mtext" else signs.strip())
        elif child.is_element_node and child.tag not in _UNREAD:
            parts.append(_signs(child, depth + 1))
        child = child.next
    return _laid_out(node.tag or "", [part for part in parts if part])


def _laid_out(tag: str, parts: list[str]) -> str:
    first, *rest = parts or [""]
    match tag, [_grouped(part) for part in rest]:
        case "mfrac", [below]:
            return f"{_grouped(first)}/{below}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", [index]:
            return f"{_grouped(first)}^(1/{index})"
        case (("msub" | "munder"), [low]):
            return f"{first}_{low}"
        case "msup", [high]:
            return f"{first}^{high}"
        case "mover", [high]:
            return f"{first}^{high}" if high[0].isalnum() or high[0] == "(" else first + high  # a bar, a dot
        case (("msubsup" | "munderover"), [low, high]):
            return f"{first}_{low}^{high}"
        case "mspace", _:
            return " "
    return _BETWEEN.get(tag, "").join(parts)


def _grouped(part: str) -> str:
    return part if len(part) == 1 or part.isdigit() else f"({part})"
