"""The elements of the screen and where they stand; what they do is wired in ui.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import Client, context, ui

from cleaner.preview.session import Session

VIEWS = {"blocks": "Blocks", "page": "Page", "result": "Result", "log": "Log"}
CONFIDENCES = {"any": "Any confidence", "low": "below 0.60", "middling": "0.60 to 0.85", "high": "above 0.85"}
_HEAD = (
    '<link rel="stylesheet" href="/assets/preview.css">'
    '<script type="module" src="/assets/preview.js"></script>'
    '<meta name="referrer" content="no-referrer">'
)


@dataclass(slots=True)
class Parts:
    """The elements that change."""

    client: Client
    dark: ui.dark_mode
    name: ui.label
    unsaved: ui.label
    revert: ui.button
    save: ui.button
    theme: ui.button
    help: ui.button
    search: ui.input
    host: ui.select
    label: ui.select
    confidence: ui.select
    changed: ui.checkbox
    count: ui.label
    list: ui.html
    heading: ui.html
    views: ui.tabs
    content: ui.html
    editor: ui.codemirror
    problems: ui.html
    summary: ui.label
    tests: ui.html
    changes: ui.html


def build(session: Session, hosts: Sequence[str], labels: Sequence[str]) -> Parts:
    """All elements, without content."""
    ui.add_head_html(_HEAD)
    made: dict[str, Any] = {"client": context.client, "dark": ui.dark_mode(None)}
    with ui.element("div").classes("shell").props("data-pane=page"):
        made |= _bar(session)
        with ui.element("div").classes("columns"):
            made |= _left(hosts, labels)
            made |= _middle()
            made |= _right(session)
    return Parts(**made)


def _bar(session: Session) -> dict[str, Any]:
    with ui.element("header").classes("bar"):
        ui.html("<b>cleaner</b> preview", sanitize=False).classes("brand")
        with ui.element("nav").classes("panes").props('aria-label="Columns"'):
            for pane, title in (("list", "Pages"), ("page", "Page"), ("rules", "Rules")):
                ui.button(title, color=None).props(f"flat dense no-caps data-pane-button={pane}")
        name = ui.label().classes("file").props(f'title="{_attribute(str(session.disk.path))}"')
        unsaved = ui.label("unsaved").classes("unsaved")
        save = (
            ui.button("Save", color=None)
            .props('unelevated dense no-caps aria-keyshortcuts="Control+S"')
            .classes("primary")
        )
        revert = _icon("restore", "Take the rule file from disk")
        theme = _icon("contrast", "Light or dark (t)")
        help_ = _icon("help_outline", "Keys and help (?)")
    return {"name": name, "unsaved": unsaved, "save": save, "revert": revert, "theme": theme, "help": help_}


def _icon(icon: str, says: str) -> ui.button:
    return ui.button(icon=icon, color=None).props(f'flat dense round aria-label="{says}" title="{says}"')


def _left(hosts: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    with ui.element("nav").classes("left").props('aria-label="Pages"'):
        with ui.element("div").classes("filters"):
            search = ui.input(placeholder="Search  /").props(
                'dense outlined clearable debounce=150 aria-label="Search in address, title and text"'
            )
            host = _choice("Host", {"": "All hosts"} | {host: host for host in hosts})
            label = _choice("Label", {"": "All labels"} | {label: label for label in labels})
            confidence = _choice("Confidence", CONFIDENCES)
            changed = ui.checkbox("Changed by the edit").props("dense size=xs")
            count = ui.label().classes("count").props("aria-live=polite")
        list_ = ui.html("", sanitize=False).classes("rows")
    found = {"search": search, "host": host, "label": label, "confidence": confidence}
    return found | {"changed": changed, "count": count, "list": list_}


def _choice(name: str, options: dict[str, str]) -> ui.select:
    found = ui.select(options, value=next(iter(options)))
    return found.props(f'dense outlined options-dense behavior=menu aria-label="{name}"')


def _middle() -> dict[str, Any]:
    with ui.element("main").classes("middle"):
        heading = ui.html("", sanitize=False).classes("heading")
        with ui.tabs().props("dense no-caps align=left inline-label") as views:
            for number, (name, title) in enumerate(VIEWS.items(), 1):
                ui.tab(name, title).props(f"aria-keyshortcuts={number}")
        views.set_value("blocks")
        with ui.element("div").classes("view").props("id=view"):
            content = ui.html("", sanitize=False).classes("content")
        ui.html(
            '<div id="why" aria-live="polite"><p class="hint">Hover over a block, or walk with <kbd>j</kbd> and '
            "<kbd>k</kbd>: here stands which rule took it, and why.</p></div>"
            '<button type="button" id="act" hidden></button>',
            sanitize=False,
        ).classes("details")
    return {"heading": heading, "views": views, "content": content}


def _right(session: Session) -> dict[str, Any]:
    with ui.element("aside").classes("right").props('aria-label="Rule file"'):
        editor = ui.codemirror(session.text, language="YAML", theme="githubLight", indent="  ", line_wrapping=True)
        editor.classes("editor")
        with ui.element("section").classes("below").props('aria-label="What the edit does"'):
            problems = ui.html("", sanitize=False).classes("problems")
            summary = ui.label().classes("summary").props("aria-live=polite")
            tests = ui.html("", sanitize=False).classes("tests")
            changes = ui.html("", sanitize=False).classes("changes")
    return {"editor": editor, "problems": problems, "summary": summary, "tests": tests, "changes": changes}


def _attribute(value: str) -> str:
    """A text for a prop in quotes."""
    return value.replace("\\", "/").replace('"', "'")
