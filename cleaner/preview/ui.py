"""The screen: three columns over one session. Everything that is decided is decided in `session` and `actions`."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from cleaner.errors import CleanerError
from cleaner.preview.filters import Filter, hosts, labels
from cleaner.preview.session import Saving, Session
from cleaner.preview.ui_dialogs import Dialogs
from cleaner.preview.ui_parts import VIEWS, Parts, build
from cleaner.preview.ui_show import Display

_TYPING = 0.12  # seconds without a key before an edit is tried
_THEMES = {"auto": None, "light": False, "dark": True}


class Screen:
    """One browser tab."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.theme = "auto"
        self.parts: Parts
        self.display: Display
        self.dialogs: Dialogs

    def build(self) -> None:
        """Make all elements and show the state of the session."""
        self.parts = build(self.session, hosts(self.session.pages), labels(self.session.pages))
        self.display = Display(self.session, self.parts)
        self.dialogs = Dialogs(self.session, self._take_text, self.parts.client)
        parts = self.parts
        parts.editor.on_value_change(lambda event: self._typed(event.value or ""))
        parts.search.on_value_change(lambda event: self._filter(words=event.value or ""))
        parts.host.on_value_change(lambda event: self._filter(host=event.value or ""))
        parts.label.on_value_change(lambda event: self._filter(label=event.value or ""))
        parts.confidence.on_value_change(lambda event: self._filter(confidence=event.value or "any"))
        parts.changed.on_value_change(lambda event: self._filter(changed=bool(event.value)))
        parts.views.on_value_change(lambda event: self._look(event.value))
        parts.save.on_click(lambda: self._save())
        parts.revert.on_click(lambda: self._reload())
        parts.help.on_click(self.dialogs.help)
        parts.theme.on_click(self._next_theme)
        ui.on("cleaner", self._on_event)
        self.display.all()

    def _on_event(self, event: GenericEventArguments) -> None:
        """What preview.js reports: clicks on generated markup, and keys."""
        told: dict[str, Any] = event.args if isinstance(event.args, dict) else {}
        number, block = _whole(told.get("page")), _whole(told.get("block"))
        match told.get("do"):
            case "open" if number is not None:
                self._open(number, block)
            case "step":
                self._step(_whole(told.get("by")) or 1)
            case "act" if block is not None:
                self.dialogs.offers(self.session.page, block)
            case "block" if block is not None:
                self._look("blocks")
                self._focus(block)
            case "view" if told.get("view") in VIEWS:
                self._look(str(told["view"]))
            case "line" if (line := _whole(told.get("line"))) is not None:
                self.parts.editor.reveal_line(line)
            case "switch":
                self._switch()
            case "save":
                self._save()
            case "help":
                self.dialogs.help()
            case "theme":
                self._next_theme()
            case "dark":
                self.parts.editor.set_theme("githubDark" if told.get("on") else "githubLight")
            case "offer" if (choice := _whole(told.get("offer"))) is not None:
                self.dialogs.choose(choice)

    def _open(self, number: int, block: int | None = None) -> None:
        if not 0 <= number < len(self.session.pages):
            return
        self.session.open = number
        self.display.page()
        self.display.list()
        if block is not None:
            self._look("blocks")
            self._focus(block)

    def _step(self, by: int) -> None:
        """Open the next or previous page that the filter lets through."""
        shown = [page.number for page in self.display.selected()]
        if not shown:
            return
        at = shown.index(self.session.open) if self.session.open in shown else -by
        self._open(shown[max(0, min(len(shown) - 1, at + by))])

    def _filter(self, **given: Any) -> None:
        old = self.display.filter
        known = {name: getattr(old, name) for name in ("words", "host", "label", "confidence", "changed")}
        self.display.filter = Filter(**(known | given))
        self.display.list()

    def _look(self, view: str) -> None:
        if view in VIEWS and view != self.display.looking:
            self.display.looking = view
            self.parts.views.set_value(view)
            self.display.view()

    def _focus(self, block: int) -> None:
        self.parts.client.run_javascript(f"cleanerFocus({block})")

    def _typed(self, text: str) -> None:
        """A key in the editor, or a rule that was put in: tried when the typing pauses."""
        self.display.generation += 1
        background_tasks.create(self._try(text, self.display.generation))

    async def _try(self, text: str, generation: int) -> None:
        await asyncio.sleep(_TYPING)
        if generation != self.display.generation:
            return
        began = time.perf_counter()
        self.display.problems(self.session.edit(text).problems)
        total = self.session.pending
        for number in self.session.work():
            if number == self.session.open:
                self.display.page()
            await asyncio.sleep(0)
            if generation != self.display.generation:
                return
        self.display.changes(total, time.perf_counter() - began)
        self.display.list()
        if not total:
            self.display.page()
        outcomes = []
        for outcome in self.session.tests():
            outcomes.append(outcome)
            await asyncio.sleep(0)
            if generation != self.display.generation:
                return
        self.display.tests(outcomes)

    def _take_text(self, text: str, rule: str) -> None:
        """A rule was put in: show it."""
        self.parts.editor.set_value(text)
        line = next((n for n, row in enumerate(text.split("\n"), 1) if rule and rule in row), 0)
        if line:
            self.parts.editor.reveal_line(line)
        self.parts.client.run_javascript("cleanerPane('rules', true)")

    def _save(self, untested: bool = False, over: bool = False) -> None:
        self.display.generation += 1
        try:
            self.display.problems(self.session.edit(self.parts.editor.value or "").problems)
            saving = self.session.save(untested=untested, over=over)
        except CleanerError as error:
            self.dialogs.tell(str(error), "negative")
            return
        self._told(saving)

    def _told(self, saving: Saving) -> None:
        if saving.status == "saved":
            self.dialogs.tell(f"Saved {self.session.disk.path}", "positive")
        elif saving.status == "faulty":
            count = len(saving.errors)
            self.dialogs.tell(f"Not saved: {count} {'error' if count == 1 else 'errors'} in the rule file", "negative")
        elif saving.status == "untested":
            self.dialogs.failing(saving.failed, partial(self._save, True, False))
        else:
            self.dialogs.changed(partial(self._save, False, True), partial(self._reload, True))
        self.display.all()

    def _reload(self, given_up: bool = False) -> None:
        if self.session.unsaved and not given_up:
            self.dialogs.leaving(self._save, partial(self._reload, True))
            return
        try:
            self.session.reload()
        except CleanerError as error:
            self.dialogs.tell(str(error), "negative")
            return
        self.parts.editor.set_value(self.session.text)
        self.display.all()

    def _switch(self, given_up: bool = False) -> None:
        """Edit the rule file of the open page's host; asks first where that would lose something."""
        host = self.session.page.host
        if self.session.unsaved and not given_up:
            self.dialogs.leaving(self._save, partial(self._switch, True))
            return
        try:
            self.session.switch(self.session.file_for(host), (host,))
        except CleanerError as error:
            self.dialogs.tell(str(error), "negative")
            return
        self.display.generation += 1
        self.parts.editor.set_value(self.session.text)
        self.display.all()

    def _next_theme(self) -> None:
        names = list(_THEMES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.parts.dark.set_value(_THEMES[self.theme])
        self.dialogs.tell(f"Theme: {self.theme}", "info")


def _whole(value: object) -> int | None:
    """A number as the browser gives it, in a data attribute or as itself."""
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
