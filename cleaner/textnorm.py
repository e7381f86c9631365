"""The normalised view: what phrases and rules are matched on. Cuts are made on the original, never on this.

One definition for rules, lines and blocks (text-stage.md, point 1).
"""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width characters and BOM vanish; typographic quotes and spaces become plain ones.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_PLAIN = (
    *((char, "") for char in _INVISIBLE),
    *((char, "'") for char in "\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc\u2039\u203a"),
    *((char, '"') for char in "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"),
    # What NFKC would make of them; without them most lines are in that form, and looking costs a tenth of making.
    *((char, " ") for char in "\u00a0\u2009\u202f"),
    ("\u2026", "..."),
)
_SPECIAL = re.compile(f"[{''.join(char for char, _ in _PLAIN)}]")
_BULLETS = "•·∙‣◦▪▫●○■□►▶▸→⇒»>*–—-|"
_SURROGATE = re.compile("[\ud800-\udfff]")
_LEADING = re.compile(rf"^(?:[{re.escape(_BULLETS)}]\s+|[•·∙‣◦▪▫●○■□►▶▸])+\s*")


def normalise(text: str) -> str:
    """`text` as phrases are compared: NFKC, straight quotes, invisible characters dropped, spaces collapsed, case
    folded, leading bullets stripped.

    >>> normalise(" • You\u00a0may also  LIKE")
    'you may also like'
    """
    if text.isascii():
        folded = text.casefold()
    else:  # bullets first: among them are signs that the table takes for quotes
        plain = text.lstrip()
        plain = _plain(_LEADING.sub("", plain) if plain[:1] in _BULLETS else plain)
        composed = unicodedata.normalize("NFKC", plain)
        folded = (composed if composed == plain else _plain(composed)).casefold()
    if not folded.isprintable():  # white space but U+0020 is not, nor are surrogates; most lines have neither
        folded = _SURROGATE.sub("\ufffd", folded)  # re2 takes UTF-8, which has none
        folded = " ".join(folded.split())
    elif "  " in folded or folded[:1] == " " or folded[-1:] == " ":
        folded = " ".join(folded.split())
    return _LEADING.sub("", folded) if folded[:1] in _BULLETS else folded


def _plain(text: str) -> str:
    """Fifty searches by memchr cost 2 µs; `str.translate` looks at each character and costs 60."""
    if not _SPECIAL.search(text):
        return text
    for char, other in _PLAIN:
        if char in text:
            text = text.replace(char, other)
    return text
