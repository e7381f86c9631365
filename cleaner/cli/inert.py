"""Text of pages and rule files made harmless for the place that shows it: a terminal, a spreadsheet."""

from __future__ import annotations

import re

import click

# Escape sequences begin with ESC or a C1 control, and a lone CR or BS writes over what stands there.
_CONTROLS = re.compile("\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# https://owasp.org/www-community/attacks/CSV_Injection; the last four are the same signs in full width.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean_text(text: str) -> str:
    """`text` with control characters and lone surrogates replaced by U+FFFD; tabs and line breaks stay.

    >>> clean_text("\\x1b]0;owned\\x07")
    '\\ufffd]0;owned\\ufffd'
    """
    return _CONTROLS.sub("\ufffd", text)


def tell(text: str) -> None:
    """`text` to standard error, where nothing in it can steer the terminal."""
    click.echo(clean_text(text), err=True)


def cell(text: str) -> str:
    """`text` as the cell of a sheet that cannot be a formula: a quotation mark goes before one that begins like one.

    >>> cell("=1+1"), cell("a=b")
    ("'=1+1", 'a=b')
    """
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
