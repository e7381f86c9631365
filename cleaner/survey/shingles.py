"""MinHash signatures of texts, and the bands by which similar ones are found: the door to rensa."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rensa import RMinHash

from cleaner.survey.known import number

GRAM = 4  # words of a shingle: what the alignment of copies counts, too (text-stage.md, point 10)
PERMUTATIONS = 128  # slots of a signature: a similarity is off by 0.04 at most in two of three cases
_SEED = 20_240_302
_SLOT_BYTES = 4
# Scripts without spaces: there a character is a token.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Signature:
    """`slots`: 128 big-endian numbers of four bytes; b"" for a text that is too short for one."""

    slots: bytes = b""

    def similarity(self, other: Signature) -> float:
        """The estimated share of common shingles (Jaccard), 0 to 1."""
        if not self.slots or not other.slots:
            return 0.0
        mine, theirs = memoryview(self.slots).cast("I"), memoryview(other.slots).cast("I")
        return sum(a == b for a, b in zip(mine, theirs, strict=True)) / PERMUTATIONS

    def bands(self, rows: int, salt: bytes = b"") -> tuple[int, ...]:
        """A key for each band of `rows` slots. Texts with a common key are candidates; salt: keeps groups apart."""
        size = rows * _SLOT_BYTES
        stop = len(self.slots) - len(self.slots) % size
        return tuple(number(salt + at.to_bytes(2, "big") + self.slots[at : at + size]) for at in range(0, stop, size))


NO_SIGNATURE = Signature()


def tokens(norm: str) -> Sequence[str]:
    """Words of a normalised text; characters where the script writes no spaces."""
    if not norm.isascii() and 3 * len(_UNSPACED.findall(norm)) > len(norm):
        return norm.replace(" ", "")
    return norm.split()


def shingles(norm: str) -> list[str]:
    """All runs of four tokens; none where there are fewer.

    >>> shingles("one two three four five")
    ['one two three four', 'two three four five']
    """
    words = tokens(norm)
    return [" ".join(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)]


def sign(grams: Iterable[str]) -> Signature:
    """The signature of a set of shingles; the empty one of none."""
    held = [gram.encode("utf-8", "surrogatepass") for gram in grams]
    if not held:
        return NO_SIGNATURE
    (slots,) = RMinHash.digests_from_token_sets([held], num_perm=PERMUTATIONS, seed=_SEED)
    return Signature(b"".join(slot.to_bytes(_SLOT_BYTES, "big") for slot in slots))
