"""Prose that other sites' copies of the story share: body, whatever the heuristics say (text-stage.md, point 10).

A keep vote only. What the copies lack may be body all the same: editors cut. And sites of one publisher share their
notices as well as their stories, so a copy has a say only where it is one: most of what is body anyway stands in it.
"""

from __future__ import annotations

from collections.abc import Collection

from cleaner.survey import line_key, shingles
from cleaner.view import View

RULE = "heuristic/syndicated-copy"
SHARED = 0.8  # of a line's runs of four words that must stand in a copy, so that an editor's small changes do not count
SAME = 0.5  # of the runs of four words of the body that must stand in a copy; of a text, of the copy that stand in it


def find(view: View, body: Collection[int] | None = None) -> list[int]:
    """The items to keep: prose that copies on other sites share and the site itself does not repeat.

    body: the blocks that count as body without such a vote; None for a text, where an aggregator may have appended
    whole other stories, so that the copy must stand in it and not it in the copy.
    """
    known = view.survey
    if not known.copies:
        return []
    own = {item: shingles(view.norms[item]) for item, prose in enumerate(view.body_prose) if prose}
    copies = [set(shingles(copy.replace("\n", " "))) for copy in known.copies]
    if body is None:
        every = {gram for grams in own.values() for gram in grams}
        copies = [copy for copy in copies if len(copy & every) >= SAME * len(copy)]
    shared = set().union(*copies)
    if body is not None:
        held = [gram for item, grams in own.items() if view.blocks[item] in body for gram in grams]
        if not held or sum(gram in shared for gram in held) < SAME * len(held):
            return []
    return [
        item
        for item, grams in own.items()
        if line_key(view.norms[item]) not in known.lines
        and grams
        and sum(gram in shared for gram in grams) >= SHARED * len(grams)
    ]
