"""What the page says about the article: judged out of its head, one best answer a field.

`extract` reads a `Head` (JSON-LD, Open Graph, Dublin Core and their like, headings, bylines, the address);
`merge` adds what the stages moved out of the body. Both are pure: no clock, no network, no DOM.
"""

from __future__ import annotations

from cleaner.metadata.judge import extract
from cleaner.metadata.moved import merge
from cleaner.metadata.titles import same_title

__all__ = ["extract", "merge", "same_title"]
