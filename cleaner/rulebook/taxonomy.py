"""The labels of the provenance log: what a removed span is (rules/taxonomy.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from cleaner.errors import RuleError
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.events import Parsed, parse
from cleaner.rulebook.types import Place

Group = Literal["boilerplate", "metadata"]


@dataclass(frozen=True, slots=True)
class Label:
    """One label. Spans of group `boilerplate` are dropped, those of `metadata` move to `Result.metadata`."""

    id: str
    group: Group
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All labels, in the order of the file."""

    labels: tuple[Label, ...] = ()

    @property
    def by_id(self) -> MappingProxyType[str, Label]:
        """The labels by id."""
        return MappingProxyType({label.id: label for label in self.labels})


def load_taxonomy(path: Path) -> Taxonomy:
    """The taxonomy in `path`. Raises RuleError where it cannot be read: without labels no rule can be checked."""
    file = path.name
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"the taxonomy cannot be read ({error.strerror}): reinstall article-cleaner"
        raise RuleError((problem(Place(file, 1, 1), Code.TAXONOMY, message),)) from error
    parsed, problems = parse(content, file)
    if parsed is None:
        raise RuleError(problems)
    entries = parsed.tree if isinstance(parsed.tree, list) else []
    return Taxonomy(tuple(_label(parsed, position) for position in range(len(entries))))


def _label(parsed: Parsed, position: int) -> Label:
    entries = cast("list[object]", parsed.tree)
    entry = entries[position]
    fields = entry if isinstance(entry, dict) else {}
    name, group, definition = fields.get("id"), fields.get("group"), fields.get("def", "")
    if not isinstance(name, str) or group not in ("boilerplate", "metadata"):
        place = parsed.place((position,))
        message = "a label needs an id and a group, boilerplate or metadata"
        raise RuleError((problem(place, Code.TAXONOMY, message),))
    return Label(name, cast("Group", group), str(definition))
