"""Stand-ins for the classifier and the text stages, and pages for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaner import Cleaner, Result
from cleaner.decide import Claim
from cleaner.document import Document
from cleaner.model import Removal
from cleaner.rulebook.types import Layer
from cleaner.stages.main_content import MainContent
from cleaner.view import View

PROSE = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.",
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.",
    "Prices for rope and tar rose again, and the smaller yards said they would not last the winter.",
)
GERMAN = "Der Rat stimmte am Montag nach langer Debatte dem neuen Haushalt der Stadt zu, und viele hofften auf mehr."
URL = "https://quay.example/a"
Ruled = Callable[..., Cleaner]


def page(*lines: str) -> str:
    head = "<html><head><title>Quay to be widened</title><meta property=article:section content=Ports></head>"
    return head + "<body><main>" + "".join(lines) + "</main></body></html>"


def p(*lines: str, css: str = "story") -> str:
    return "".join(f"<p class={css}>{line}</p>" for line in lines)


class Classifier:
    """Drops the blocks that begin with a word, in single runs."""

    def __init__(self) -> None:
        self.drops = ("Nav",)

    def __call__(self, document: Document, title: object, judge: object) -> MainContent:
        keep = [not text.startswith(self.drops) for text in document.texts]
        dropped = []
        for block, kept in enumerate(keep):
            if not kept:
                start, end = document.block_span(block, block + 1)
                removal = Removal(start, end, "nav", "heuristic/main-content", "main_content", "it is no body")
                dropped.append((block, block + 1, removal))
        return MainContent(keep, tuple(dropped), 0.75, "forum", 0.25)


class Stage:
    """Claims the lines that begin with a word."""

    def __init__(self) -> None:
        self.claims: tuple[str, ...] = ()
        self.rule = "heuristic/x"
        self.seen: list[View] = []
        self.page_types: list[str] = []

    def __call__(self, view: View, page_type: str = "") -> list[Claim]:
        self.seen.append(view)
        self.page_types.append(page_type)
        out = []
        for item, text in enumerate(view.texts):
            if self.claims and text.startswith(self.claims):
                removal = Removal(*view.span(item), "nav", self.rule, "test", "because")
                layer = Layer.HEURISTIC if self.rule.startswith("heuristic/") else Layer.PACK
                out.append(Claim(*view.span(item), layer, 1, self.rule, removal))
        return out


def clean(cleaner: Cleaner, *lines: str) -> Result:
    return cleaner.clean(page(*lines), url=URL, kind="html")


def body(*lines: str) -> str:
    return "\n".join(lines)


def rules_of(removals: Sequence[Removal]) -> list[str]:
    return [removal.rule for removal in removals]
