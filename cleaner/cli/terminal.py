"""An explanation on a terminal. Without colours (a pipe, NO_COLOR) a leading `-` marks what was taken away."""

from __future__ import annotations

from rich.console import Console
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from cleaner.authoring.explain import Block, Explanation, Passage, Taken
from cleaner.authoring.page import facts
from cleaner.cli.inert import clean_text
from cleaner.model import Removal

SHOWN_BLOCKS = 6  # of a removed passage; of longer ones the first few
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MARKED = "- "


def show(explanation: Explanation, name: str, *, full: bool = False, console: Console | None = None) -> None:
    """Print the page in order, then the legend. `full`: long removed passages are not shortened."""
    out = console or Console(highlight=False, emoji=False, markup=False)
    result = explanation.result
    out.print(Text(clean_text(result.metadata.title or name), Style(bold=True)))
    for key, value in facts(explanation):
        if key != "Title":
            out.print(Text(f"{key}: {clean_text(value)}", Style(dim=True)))
    out.print(Rule(style="dim"))
    for passage in explanation.passages:
        _passage(out, passage, full)
    out.print(Rule(style="dim"))
    if result.observed:
        out.print(Text("Matched, but left in:", Style(bold=True)))
        for removal in result.observed:
            out.print(_reason(removal, "white"))
        out.print()
    out.print(_legend(explanation))
    flags = f", flags: {', '.join(result.flags)}" if result.flags else ""
    found = f"status {result.status}, {result.kind}, language {result.language}"
    out.print(Text(f"{found}, confidence {result.confidence:.2f}{flags}", Style(dim=True)))


def _passage(out: Console, passage: Passage, full: bool) -> None:
    if passage.taken is None:
        for block in passage.blocks:
            out.print(_kept(block))
            for taken in dict.fromkeys(piece.taken for piece in block.pieces if piece.taken):
                out.print(_reason(taken.removal, taken.family.colour))
            out.print()
        return
    shown = passage.blocks if full or len(passage.blocks) <= SHOWN_BLOCKS else passage.blocks[: SHOWN_BLOCKS - 1]
    for block in shown:
        out.print(Text(_MARKED, _plain(passage.taken)).append(clean_text(block.text), _struck(passage.taken)))
    if rest := len(passage.blocks) - len(shown):
        out.print(Text(f"{_MARKED}… {rest} more blocks (--full shows them)", _plain(passage.taken)))
    out.print(_reason(passage.taken.removal, passage.taken.family.colour))
    out.print()


def _kept(block: Block) -> Text:
    line = Text("• " if block.tag == "li" else "", Style(bold=block.tag in _HEADINGS))
    for piece in block.pieces:
        line.append(clean_text(piece.text), _struck(piece.taken) if piece.taken else None)
    return line


def _reason(removal: Removal, colour: str) -> Table:
    line = Text().append(removal.label, Style(color=colour, bold=True))
    moved = f" → metadata: {removal.field}" if removal.field else ""
    line.append(f"  {removal.rule}{moved}  {clean_text(removal.reason)}", Style(dim=True))
    grid = Table.grid()
    grid.add_row(Text("  └ ", Style(dim=True)), line)
    return grid


def _struck(taken: Taken) -> Style:
    return Style(color=taken.family.colour, strike=True)


def _plain(taken: Taken) -> Style:
    return Style(color=taken.family.colour)


def _legend(explanation: Explanation) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column(style="dim")
    total = max(1, explanation.total)
    table.add_row("kept", "", f"{100 * explanation.kept / total:.1f} %", "the body")
    for count in explanation.labels:
        name = Text(count.label, Style(color=count.family.colour, strike=True))
        table.add_row(name, str(count.spans), f"{100 * count.characters / total:.1f} %", count.family.title)
    return table
