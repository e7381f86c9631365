"""The normalised view: what phrases and rules are matched on. Cuts are made on the original, never on this.

One definition for rules, lines and blocks (text-stage.md, point 1).
"""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width characters and BOM vanish; typographic quotes and spaces become plain ones.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TABLE = str.maketrans(
    {
        **dict.fromkeys(_INVISIBLE, ""),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    }
)
_BULLETS = "•·∙‣◦▪▫●○■□►▶▸→⇒»>*–—-|"
_LEADING = re.compile(rf"^(?:[{re.escape(_BULLETS)}]\s+|[•·∙‣◦▪▫●○■□►▶▸])+\s*")
_PLAIN = re.compile(r"[a-z0-9 ,.!?'\"():;/&%]*\Z")


def normalise(text: str) -> str:
    """`text` as phrases are compared: NFKC, straight quotes, invisible characters dropped, spaces collapsed, case folded,
    leading bullets stripped.

    >>> normalise(" • You\u00a0may also  LIKE")
    'you may also like'
    """
    folded = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text.translate(_TABLE)).translate(_TABLE).casefold()
    folded = " ".join(folded.split())
    if folded[:1] in _BULLETS:
        folded = _LEADING.sub("", folded)
    return folded
