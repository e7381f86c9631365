"""The rest of an article that only the state of a page's scripts holds is won; one that is shown whole needs none."""

from __future__ import annotations

import json

import pytest

from cleaner import Cleaner, Result

LINES = [
    f"Again the harbour board spoke about quay {day} and its {day + 3} boats, and nobody in the room was surprised."
    for day in range(1, 13)
]


def paragraph(line: str, link: str = "harbour board") -> dict[str, object]:
    before, _, after = line.partition(link)
    texts = [{"type": "text", "value": before}, {"type": "link", "content": [{"type": "text", "value": link}]}]
    return {"type": "paragraph", "data": {}, "content": [*texts, {"type": "text", "value": after}]}


def page(shown: list[str], state: object, script: str = '<script id="__NEXT_DATA__" type="application/json">') -> str:
    story = "".join(f"<p>{line.replace('harbour board', '<a href=/b>harbour board</a>')}</p>" for line in shown)
    text = state if isinstance(state, str) else json.dumps(state)
    return (
        f"<html><body><nav><a href=/>Home</a></nav><article><h1>Quay</h1>{story}<div class=paywall>Subscribe</div>"
        f"</article><footer><a href=/legal>Legal</a></footer>{script}{text}</script></body></html>"
    )


def clean(cleaner: Cleaner, *given: object) -> Result:
    return cleaner.clean(page(*given), kind="html", url="https://quay.example/a")  # type: ignore[arg-type]


STATE = {"props": {"story": {"title": "Quay", "body": [*map(paragraph, LINES), {"type": "ad", "id": "x"}]}}}


@pytest.mark.parametrize(
    ("state", "script"),
    [
        (STATE, '<script id="__NEXT_DATA__" type="application/json">'),
        (f"window.__STATE__ = {json.dumps(STATE)};", "<script>"),
        ({"body": LINES}, "<script type=application/json>"),
        ({"body": [{"content": f"<p>{line}</p>"} for line in LINES]}, "<script type=application/json>"),
    ],
)
def test_paragraphs_that_only_the_state_holds_follow_the_last_one_shown(
    cleaner: Cleaner, state: object, script: str
) -> None:
    result = clean(cleaner, LINES[:2], state, script)
    assert ("\n".join(LINES), True) == (result.text, "body_from_data" in result.flags)


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        (12, STATE),
        (2, {"stories": [{"body": [LINES[0], *LINES[3:]]}]}),
        (2, {"body": [*map(paragraph, LINES[:3])]}),
        (2, json.dumps(STATE)[:-20]),
        (2, {"menu": [f"Go to {line}" for line in LINES]}),
    ],
    ids=["shows all", "shares one paragraph", "has little more", "is broken", "says something else"],
)
def test_a_page_whose_state_does_not_go_on_with_its_article_stays_as_it_is(
    cleaner: Cleaner, shown: int, state: object
) -> None:
    result = clean(cleaner, LINES[:shown], state)
    assert ("\n".join(LINES[:shown]), False) == (result.text, "body_from_data" in result.flags)


def test_markup_that_the_state_has_as_text_is_text(cleaner: Cleaner) -> None:
    lines = [*LINES[:11], LINES[11].replace("quay", "<b> & quay")]
    state = {"body": [{"value": line.replace("<", "&lt;")} for line in lines]}
    assert lines[-1] in clean(cleaner, LINES[:2], state).text


def test_what_an_entry_says_twice_is_said_once(cleaner: Cleaner) -> None:
    state = {"body": [{"html": f"<p>{line}</p>", "id": "x", "text": line} for line in LINES]}
    assert "\n".join(LINES) == clean(cleaner, LINES[:2], state).text


@pytest.mark.parametrize(("levels", "lines"), [(8, 12), (9, 2)])
def test_text_that_stands_eight_levels_deep_is_read_and_none_below(cleaner: Cleaner, levels: int, lines: int) -> None:
    def nested(line: str) -> object:
        value: object = line
        for _ in range(levels):
            value = {"content": value}
        return value

    assert "\n".join(LINES[:lines]) == clean(cleaner, LINES[:2], {"body": list(map(nested, LINES))}).text
