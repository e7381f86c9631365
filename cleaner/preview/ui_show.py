"""What stands on the screen: the state of the session, shown in the parts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cleaner.authoring.ruletest import Outcome
from cleaner.errors import Problem
from cleaner.preview import views
from cleaner.preview.changes import Change
from cleaner.preview.filters import Filter, select
from cleaner.preview.loading import Loaded
from cleaner.preview.session import Session
from cleaner.preview.ui_parts import Parts


class Display:
    """Shows one session in one browser tab. looking: one of `ui_parts.VIEWS`. generation: counts the edits, so that the
    frame of a page is fetched anew after each."""

    def __init__(self, session: Session, parts: Parts) -> None:
        self.session = session
        self.parts = parts
        self.filter = Filter()
        self.looking = "blocks"
        self.generation = 0

    def selected(self) -> tuple[Loaded, ...]:
        """The pages that the filter lets through."""
        return select(self.session.pages, self.filter, frozenset(change.page for change in self.session.changes))

    def _change(self, number: int) -> Change | None:
        return next((change for change in self.session.changes if change.page == number), None)

    def all(self) -> None:
        """Everything."""
        self.list()
        self.page()
        self.problems(self.session.checked.problems)
        self.changes(0, 0.0)
        self.tests(tuple(self.session.tests()))

    def list(self) -> None:
        """The list of pages."""
        sizes = {change.page: change.sizes for change in self.session.changes}
        rows = [
            views.Row(page, page.number == self.session.open, *sizes.get(page.number, (0, 0)))
            for page in self.selected()
        ]
        self.parts.list.set_content(views.page_list(rows, len(self.session.pages)))
        self.parts.count.set_text(f"{len(rows)} of {len(self.session.pages)} pages")

    def page(self) -> None:
        """The open page: its heading and the chosen view of it."""
        page = self.session.page
        reached = page.prepared is None or self.session.reaches(page)
        other = self.session.file_for(page.host).name if page.host and not reached else ""
        self.parts.heading.set_content(views.heading(page, reached, other))
        self.view()

    def view(self) -> None:
        """The chosen view of the open page."""
        page, number = self.session.page, self.session.open
        if self.looking == "blocks":
            shown = views.blocks(page, self._change(number))
        elif self.looking == "page":
            shown = (
                f'<iframe class="frame" sandbox="" referrerpolicy="no-referrer" title="The page itself, made harmless"'
                f' src="/frame/{number}?{self.generation}"></iframe>'
            )
        else:
            shown = views.result_view(page) if self.looking == "result" else views.log_view(page)
        self.parts.content.set_content(shown)

    def problems(self, found: tuple[Problem, ...]) -> None:
        """What is wrong with the rule file, below the editor and in it."""
        self.parts.problems.set_content(views.problems(found))
        # Not as properties of the editor: with each of these NiceGUI sends the text again, as the server knows it, and
        # what was typed meanwhile would be lost.
        faults = [{"line": p.line, "column": p.column, "severity": p.severity, "message": p.message} for p in found]
        self.parts.client.run_javascript(f"cleanerFaults({json.dumps(faults)})")
        self.parts.unsaved.set_visibility(self.session.unsaved)
        self.parts.name.set_text(self.session.disk.path.name + ("" if self.session.disk.exists else " (new)"))

    def changes(self, cleaned: int, seconds: float) -> None:
        """What the edit does to all pages. cleaned, seconds: how much was done for it, and in what time."""
        found = self.session.changes
        self.parts.changes.set_content(views.changes(found, self.session.pages))
        gained, lost = (sum(change.sizes[side] for change in found) for side in (0, 1))
        sums = " ".join([f"+{gained:,}"] * bool(gained) + [f"−{lost:,}"] * bool(lost))
        pages = "1 page" if len(found) == 1 else f"{len(found)} pages"
        what = f"{pages} changed: {sums} characters" if found else "No page changes"
        took = f" · {cleaned} cleaned in {seconds:.2f} s" if cleaned else ""
        self.parts.summary.set_text(what + took)

    def tests(self, outcomes: Sequence[Outcome]) -> None:
        """Whether the tests of the rule file hold."""
        self.parts.tests.set_content(views.tests(outcomes))
