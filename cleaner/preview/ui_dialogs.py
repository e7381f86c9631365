"""Dialogs: the rules that could be written for a block, questions before a save, and the help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from nicegui import Client, ui

from cleaner.authoring.candidates import Candidate
from cleaner.authoring.ruletest import Outcome
from cleaner.errors import RuleError
from cleaner.preview import views
from cleaner.preview.actions import (
    Choice,
    Offer,
    apply,
    guess_label,
    likely_twin,
    removal_at,
    should_go,
    text_matchers,
    wrong,
)
from cleaner.preview.keys import KEYS
from cleaner.preview.loading import Loaded
from cleaner.preview.session import Session

Kind = Literal["positive", "negative", "warning", "info"]


class Dialogs:
    """All dialogs of one browser tab. `take` is given the rule file's text with a new rule, and the rule's name."""

    def __init__(self, session: Session, take: Callable[[str, str], None], client: Client) -> None:
        self.session = session
        self.take = take
        self.client = client
        self._offers: tuple[Offer, ...] = ()
        self._chosen = 0
        self._on_choice: Callable[[], None] = lambda: None

    def tell(self, message: str, kind: Kind) -> None:
        """A short message at the edge of the screen."""
        with self.client.content:
            ui.notify(message, type=kind, position="bottom-right", timeout=3500)

    def offers(self, page: Loaded, block: int) -> None:
        """What could be done about a block: bring it back where it was removed, else let it go."""
        if page.prepared is None:
            return
        removal = removal_at(page.now, block)
        self._offers = wrong(self.session, page, block) if removal else should_go(self.session, page, block)
        self._chosen = self._best(removal is not None)
        text = page.prepared.document.texts[block]
        with self.client.content, ui.dialog().props("position=right").classes("side") as dialog, ui.card():
            ui.label("This was wrong" if removal else "This should go").classes("dialog-title")
            ui.label(views.excerpt(text, 220)).classes("quoted").props("dir=auto")
            if removal is not None:
                ui.label(f"{removal.rule}: {removal.reason}").classes("soft")
            ui.html(views.offers(self._offers, self._chosen, page.number), sanitize=False)
            fields = self._fields(page, block, removal is not None) if self._offers else {}
            with ui.row().classes("dialog-end"):
                if removal is not None and (line := self._line_of(removal.rule)):
                    ui.button("Show the rule", on_click=lambda: self._show_line(dialog, line), color=None).props(
                        "flat no-caps"
                    )
                ui.button("Cancel", on_click=dialog.close, color=None).props("flat no-caps")
                if self._offers:
                    add = ui.button("Add rule", on_click=lambda: self._add(dialog, page, block, fields), color=None)
                    add.props("unelevated no-caps").classes("primary")
        dialog.on_value_change(lambda event: None if event.value else dialog.clear())
        dialog.open()

    def _line_of(self, rule: str) -> int:
        """The line of a rule in the edited file; 0 where it stands in another."""
        file = self.session.file
        return next((own.place.line for own in file.rules if own.id == rule), 0) if file is not None else 0

    def _show_line(self, dialog: ui.dialog, line: int) -> None:
        dialog.close()
        self.client.run_javascript(f"cleanerLine({line})")

    def choose(self, number: int) -> None:
        """Another offer was marked in the open dialog."""
        if 0 <= number < len(self._offers):
            self._chosen = number
            self._on_choice()

    def failing(self, failed: Sequence[Outcome], save: Callable[[], None]) -> None:
        """Tests do not hold: ask whether to save all the same."""
        lines = [f"{outcome.test.name}: expected {d.expected}" for outcome in failed for d in outcome.differences]
        count = f"{len(failed)} {'test fails' if len(failed) == 1 else 'tests fail'}"
        self._ask(f"Not saved: {count}", lines[:6], (("Save all the same", save),))

    def changed(self, save: Callable[[], None], reload: Callable[[], None]) -> None:
        """Another program wrote the file: ask which shall stay."""
        what = [f"{self.session.disk.path} was written by another program since it was read."]
        self._ask("Not saved", what, (("Overwrite it", save), ("Take it from disk", reload)))

    def leaving(self, save: Callable[[], None], leave: Callable[[], None]) -> None:
        """Another rule file is asked for while this one is not saved."""
        what = [f"{self.session.disk.path.name} has changes that are not saved."]
        self._ask("Not saved", what, (("Save it", save), ("Give them up", leave)))

    def help(self) -> None:
        """All keys."""
        with self.client.content, ui.dialog() as dialog, ui.card().classes("help"):
            ui.label("Keys").classes("dialog-title")
            rows = "".join(f"<tr><td>{keys}</td><td>{what}</td></tr>" for keys, what in KEYS)
            ui.html(f"<table>{rows}</table>", sanitize=False)
            ui.label("Scraped pages are shown without scripts, pictures or links; nothing leaves this machine.")
            ui.button("Close", on_click=dialog.close, color=None).props("flat no-caps autofocus")
        dialog.open()

    def _best(self, removed: bool) -> int:
        """The offer that is marked at first: the narrowest that keeps, or the narrowest selector that removes."""
        if removed:
            return 0
        selectors = [n for n, o in enumerate(self._offers) if o.candidate and o.candidate.kind == "css"]
        return selectors[-1] if selectors else 0

    def _fields(self, page: Loaded, block: int, removed: bool) -> dict[str, Any]:
        """The inputs below the offers."""
        texts = text_matchers(self._offers)
        twins = {-1: "none"} | {n: f"{_word(c)} “{c.value[:40]}”" for n, c in enumerate(texts)}
        fields: dict[str, Any] = {"texts": texts}
        if not removed:
            known = {label.id: label.id for label in self.session.book.taxonomy.labels}
            guess = guess_label(page, block)
            fields["label"] = ui.select(known, value=guess if guess in known else None, label="Label", with_input=True)
            fields["label"].props("dense outlined options-dense").classes("wide")
        fields["why"] = ui.input("Why (the log shows it)", value="").props("dense outlined").classes("wide why")
        if texts:
            twin = ui.select(
                twins, value=likely_twin(self._offers, self._offers[self._chosen]), label="For text input, too"
            )
            fields["text"] = twin.props("dense outlined options-dense").classes("wide")

            def only_for_markup() -> None:
                twin.set_visibility(self._of_markup())

            self._on_choice = only_for_markup
            only_for_markup()
        return fields

    def _of_markup(self) -> bool:
        candidate = self._offers[self._chosen].candidate
        return candidate is not None and candidate.kind == "css"

    def _add(self, dialog: ui.dialog, page: Loaded, block: int, fields: dict[str, Any]) -> None:
        """Write the chosen rule and its test into the editor."""
        if not self._offers or not dialog.value:
            return
        offer = self._offers[self._chosen]
        label = str(fields["label"].value or "") if "label" in fields else ""
        if offer.verb == "remove" and not label:
            self.tell("Choose a label: the log names what goes by it", "warning")
            return
        why = str(fields["why"].value or "").strip() or _default_why(offer, label)
        twin = int(fields["text"].value) if "text" in fields else -1
        text = fields["texts"][twin] if twin >= 0 else None
        try:
            written = apply(self.session, page, block, Choice(offer, why, label, text))
        except RuleError as error:
            self.tell(f"Mend the rule file first: {error.problems[0].message}", "negative")
            return
        dialog.close()
        self.take(written, why)

    def _ask(self, title: str, lines: Sequence[str], ways: Sequence[tuple[str, Callable[[], None]]]) -> None:
        with self.client.content, ui.dialog() as dialog, ui.card():
            ui.label(title).classes("dialog-title")
            for line in lines:
                ui.label(line[:300])
            with ui.row().classes("dialog-end"):
                ui.button("Cancel", on_click=dialog.close, color=None).props("flat no-caps autofocus")
                for name, way in ways:
                    ui.button(name, on_click=lambda _, way=way: (dialog.close(), way()), color=None).props(
                        "flat no-caps"
                    )
        dialog.open()


def _default_why(offer: Offer, label: str) -> str:
    if offer.verb == "remove":
        return f"{label.replace('_', ' ').capitalize()}, seen in the preview"
    return "Belongs to the article, seen in the preview"


def _word(candidate: Candidate) -> str:
    return {"line": "the line", "line_start": "lines that begin", "heading": "the heading"}.get(candidate.kind, "")
