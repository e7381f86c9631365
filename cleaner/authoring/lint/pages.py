"""The page of each code, from codes.md: what it means, a file that earns it, and one that does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cleaner.rulebook.codes import Code, Severity, severity
from cleaner.rulebook.fields import did_you_mean

_HEADING = re.compile(r"^## (R\d{3}) (.+)$", re.M)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class CodePage:
    """text: the page as markdown, without its heading. examples: rule file fragments, (one that earns it, one that
    does not); None where a fragment cannot show it."""

    code: Code
    title: str
    text: str

    @property
    def severity(self) -> Severity:
        return severity(self.code)

    @property
    def examples(self) -> tuple[str, str] | None:
        found = _BLOCK.findall(self.text)
        return (found[0], found[1]) if len(found) == 2 else None


@cache
def code_pages() -> dict[str, CodePage]:
    """All pages by their codes, in order."""
    content = files("cleaner.authoring.lint").joinpath("codes.md").read_text("utf-8")
    marks = list(_HEADING.finditer(content))
    ends = [mark.start() for mark in marks[1:]] + [len(content)]
    return {
        mark[1]: CodePage(Code(mark[1]), mark[2], content[mark.end() : end].strip())
        for mark, end in zip(marks, ends, strict=True)
    }


def page_of(code: str) -> CodePage:
    """The page of a code, in any spelling of its letters. Raises KeyError with a sentence where there is none."""
    pages = code_pages()
    wanted = code.strip().upper()
    if wanted not in pages:
        hint = did_you_mean(wanted, tuple(pages))
        raise KeyError(f'there is no code "{code}"{hint}; `cleaner rules explain-code` lists them all')
    return pages[wanted]


def completed(fragment: str) -> str:
    """A fragment of a page as a whole rule file: with `format` and `id` where it has none."""
    head = "" if re.search(r"^format:", fragment, re.M) else "format: 1\n"
    return head + ("" if re.search(r"^id:", fragment, re.M) else "id: example\n") + fragment
