"""The mutants of a module: its source with one small change, made by the operators of mutmut.

mutmut's own runner leaves out what stands outside of functions (all our thresholds) and decorated functions
(properties, locks); so its operators are used, and the rest is here. Not mutated are types, imports, decorators, and
sentences for people: a test that repeats a message word for word says nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

_SENTENCE_SPACES = 2  # of a string that is a sentence for people
_LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)


@dataclass(frozen=True, slots=True)
class Mutant:
    """line: from 1. before, after: the changed lines, without margins and comments, joined by " / "."""

    module: str
    line: int
    before: str
    after: str
    source: str


def path_of(module: str) -> Path:
    """The source file of a module, below the working directory."""
    return Path(*module.split(".")).with_suffix(".py")


def mutants_of(module: str) -> Iterator[Mutant]:
    """All mutants of `module`, in the order of its source, each source text once."""
    source = path_of(module).read_text("utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = _Visitor()
    wrapper.visit(visitor)
    seen = {source}
    for node, line, mutated in visitor.found:
        changed = wrapper.module.deep_replace(node, mutated)
        text = changed.code if isinstance(changed, cst.Module) else ""
        if text and text not in seen and _compiles(text):
            seen.add(text)
            yield Mutant(module, line, *_changed_lines(source, text), text)


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _changed_lines(source: str, text: str) -> tuple[str, str]:
    lines = list(difflib.ndiff(source.splitlines(), text.splitlines()))
    removed, added = ([_code(line[2:]) for line in lines if line.startswith(sign)] for sign in "-+")
    return " / ".join(removed), " / ".join(added)


def _code(line: str) -> str:
    return line.partition("  # ")[0].strip()


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, int, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _LEFT_ALONE) or _is_sentence(node) or _is_type_name(node):
            return False
        position = self.get_metadata(PositionProvider, node, None)
        line = position.start.line if position else 0
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                self.found += ((node, line, mutated) for mutated in operator(node) if not _is_other_case(node, mutated))
        if isinstance(node, cst.If | cst.CompIf | cst.While):
            self.found.append((node.test, line, _negated(node.test)))
        return True


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def _is_sentence(node: cst.CSTNode) -> bool:
    text = node.value if isinstance(node, cst.SimpleString) else ""
    if isinstance(node, cst.FormattedString):
        text = "".join(part.value for part in node.parts if isinstance(part, cst.FormattedStringText))
    return text.count(" ") >= _SENTENCE_SPACES or text.startswith(('"""', 'r"""'))


def _is_other_case(node: cst.CSTNode, mutated: cst.CSTNode) -> bool:
    """A string in capitals: it says no more than the same string with other letters around."""
    return (
        isinstance(node, cst.SimpleString)
        and isinstance(mutated, cst.SimpleString)
        and node.value.lower() == mutated.value.lower()
    )


def _is_type_name(node: cst.CSTNode) -> bool:
    """`Record = dict[str, Any]` and the like: only types."""
    return (
        isinstance(node, cst.Assign)
        and isinstance(node.value, cst.Subscript)
        and isinstance(node.value.value, cst.Name)
        and node.value.value.value in ("dict", "tuple", "Literal", "Callable")
    )
