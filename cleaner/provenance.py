"""The log: one record a removed span. From it alone the output can be replayed, and a text input restored.

Fields of a record, fixed (`RECORD_FIELDS`): see each name's meaning in the README, section "The log".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.errors import ReplayError
from cleaner.model import Lineage, Removal

Record = dict[str, Any]
RECORD_FIELDS = (
    "type",
    "doc_id",
    "url",
    "seq",
    "start",
    "end",
    "path",
    "label",
    "action",
    "field",
    "rule",
    "rule_digest",
    "stage",
    "reason",
    "score",
    "evidence",
    "also",
    "applied",
    "base_sha256",
    "text_sha256",
    "text",
)
FORMAT = 1


def digest(text: str) -> str:
    """sha256 of the UTF-8 bytes, hex; lone surrogates are hashed as they stand."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def header(lineage: Lineage) -> Record:
    """The first record of a log file: what produced it."""
    return {
        "type": "run",
        "format": FORMAT,
        "version": lineage.version,
        "rulebook": lineage.rulebook_digest,
        "settings": dict(lineage.settings),
        "libraries": dict(lineage.libraries),
        "inputs": dict(lineage.inputs),
        "whitespace": "a removed block takes along its line end and the blank lines after it",
    }


@dataclass(frozen=True, slots=True)
class Logged:
    """The page whose log is written. base: the document text that offsets count in. rule_digests: by the id of the
    rule file. with_text: the removed text stands in the log, else its sha256 only.
    """

    page_id: str
    url: str | None
    base: str
    base_sha256: str
    rule_digests: Mapping[str, str]
    with_text: bool

    def record(self, removal: Removal, seq: int, applied: bool, facts: Iterable[str] = ()) -> Record:
        """The record of one removal, the `seq`th; facts: evidence beyond that of the removal."""
        text = self.base[removal.start : removal.end]
        record: Record = {
            "doc_id": self.page_id,
            "url": self.url,
            "seq": seq,
            "rule_digest": self.rule_digests.get(removal.rule.rpartition("/")[0]),
            "base_sha256": self.base_sha256,
            "type": "span",
            "start": removal.start,
            "end": removal.end,
            "path": removal.path,
            "label": removal.label,
            "action": removal.action,
            "field": removal.field,
            "rule": removal.rule,
            "stage": removal.stage,
            "reason": removal.reason,
            "score": removal.score,
            "evidence": [*removal.evidence, *facts],
            "also": list(removal.also),
            "applied": applied,
            "text_sha256": digest(text),
        }
        if self.with_text:
            record["text"] = text
        return record


def replay(text: str, log: Iterable[Mapping[str, Any]]) -> str:
    """The output for the document text `text`, from the records of its log alone; no rules are needed.

    Raises ReplayError where the log was made from another text, or its spans overlap or lie outside.
    """
    parts: list[str] = []
    position = 0
    for i, record in enumerate(_spans(log)):
        start, end = record["start"], record["end"]
        if i == 0:
            _check_base(record, text)
        if not position <= start <= end <= len(text):
            raise ReplayError(
                f"span {start}..{end} does not fit a text of {len(text)} characters; is this the log of another page?"
            )
        parts.append(text[position:start])
        position = end
    parts.append(text[position:])
    return "".join(parts)


def restore(output: str, log: Iterable[Mapping[str, Any]]) -> str:
    """The document text that `output` was cut from: for text input the input itself, code point for code point.

    Raises ReplayError where the log holds digests in place of the removed text, or does not fit.
    """
    parts: list[str] = []
    position = length = 0
    spans = tuple(_spans(log))
    for record in spans:
        start, end, text = record["start"], record["end"], record.get("text")
        if text is None:
            raise ReplayError(
                "the log holds no removed text (it was written with digests only), so the input cannot be restored"
            )
        kept = output[position : position + start - length]
        if len(text) != end - start or len(kept) != start - length:
            raise ReplayError(f"span {start}..{end} does not fit this output; is this the log of another page?")
        parts += (kept, text)
        position += len(kept)
        length = end
    parts.append(output[position:])
    restored = "".join(parts)
    if spans:
        _check_base(spans[0], restored)
    return restored


def _check_base(record: Mapping[str, Any], text: str) -> None:
    base = record.get("base_sha256")
    if base and base != digest(text):
        raise ReplayError("the text is not the one the log was made from: their sha256 differ")


def _spans(log: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    spans = (record for record in log if record.get("type", "span") == "span" and record.get("applied", True))
    yield from sorted(spans, key=lambda record: (record["start"], record["end"]))
