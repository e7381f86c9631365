"""One record as one line of JSON, whatever characters it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import orjson


def encode(record: Mapping[str, object]) -> bytes:
    """`record` as a line with its line break. Lone surrogates, which UTF-8 cannot hold, are written as \\u escapes.

    Raises TypeError where the record holds what JSON cannot.

    >>> encode({"a": "é"}), encode({"a": "\\ud800"})
    (b'{"a":"\\xc3\\xa9"}\\n', b'{"a":"\\\\ud800"}\\n')
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return json.dumps(record, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def encode_all(records: Sequence[Mapping[str, object]]) -> bytes:
    """The lines of all of them; less than `encode` for each, since hardly one has a lone surrogate.

    >>> encode_all([{"a": 1}, {"a": 2}]), encode_all([])
    (b'{"a":1}\\n{"a":2}\\n', b'')
    """
    try:
        return b"\n".join([*map(orjson.dumps, records), b""])
    except TypeError:
        return b"".join(map(encode, records))
