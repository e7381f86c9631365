"""What other sites' copies of a story share is body."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.batch import count_sites
from cleaner.found import SYNDICATED
from tests.survey.makers import OPTIONS, dump
from tests.survey.sites import SITES, Story, stories

STORY = stories(SITES[0], 1, paragraphs=14)[0]
OTHERS = stories(SITES[1], 4, seed=7, paragraphs=4)
# Prose that the shipped phrases take for a promotion where it ends a text.
CLAIMED = "Sign up for our newsletter and receive the best stories of the week in your inbox each Sunday morning."


def page(host: str, *lines: str) -> dict[str, str]:
    return {"id": host, "url": f"https://{host}/a", "text": "\n\n".join(lines)}


def index(folder: Path, *pages: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    counted = count_sites([dump(folder / "in.jsonl", pages)], folder / "out", OPTIONS)
    assert counted.path is not None
    return counted.path


def cleaned(cleaner: Cleaner, path: Path, source: Path, wanted: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    from cleaner.readers import open_inputs

    one = cleaner.with_site_index(path)
    (found,) = (p for p in open_inputs([str(source)]) if p.id == wanted["id"])
    result = one.clean_page(found)  # type: ignore[arg-type]
    return result.text, result.flags


def appended(*, heading: str = "You may also like") -> list[str]:
    """A section as aggregators append it: cards with repeated titles, then a whole other story."""
    title = OTHERS[0].title
    return [heading, title, title, "Quayside 3 hours ago", *OTHERS[0].body]


@pytest.fixture
def own() -> dict[str, str]:
    return page("lantern.example", STORY.title, *STORY.body[:12], *appended(), *STORY.body[12:])


def test_prose_that_copies_on_other_hosts_share_is_kept(tmp_path: Path, cleaner: Cleaner, own: dict[str, str]) -> None:
    alone, _ = cleaned(cleaner, index(tmp_path, own), tmp_path / "in.jsonl", own)
    assert not any(p in alone for p in STORY.body[12:])  # the section runs on to the end
    copy = page("other.example", STORY.title, *STORY.body)
    text, flags = cleaned(cleaner, index(tmp_path / "b", own, copy), tmp_path / "b" / "in.jsonl", own)
    assert all(p in text for p in STORY.body)
    assert SYNDICATED in flags
    assert not any(p in text for p in OTHERS[0].body)


def test_copies_on_the_same_host_say_nothing(tmp_path: Path, cleaner: Cleaner, own: dict[str, str]) -> None:
    copy = {**page("lantern.example", STORY.title, *STORY.body), "id": "copy", "url": "https://lantern.example/b"}
    _, flags = cleaned(cleaner, index(tmp_path, own, copy), tmp_path / "in.jsonl", own)
    assert SYNDICATED not in flags


def test_pages_without_an_address_say_nothing(tmp_path: Path, cleaner: Cleaner, own: dict[str, str]) -> None:
    copy = {"id": "copy", "text": "\n\n".join((STORY.title, *STORY.body))}
    _, flags = cleaned(cleaner, index(tmp_path, own, copy), tmp_path / "in.jsonl", own)
    assert SYNDICATED not in flags


def test_other_stories_on_other_hosts_say_nothing(tmp_path: Path, cleaner: Cleaner, own: dict[str, str]) -> None:
    others = [page(f"h{n}.example", s.title, *s.body) for n, s in enumerate(OTHERS[1:])]
    _, flags = cleaned(cleaner, index(tmp_path, own, *others), tmp_path / "in.jsonl", own)
    assert SYNDICATED not in flags


def test_an_editors_small_changes_do_not_hide_a_copy(tmp_path: Path, cleaner: Cleaner, own: dict[str, str]) -> None:
    copy = page("other.example", STORY.title, *(p.replace("time.", "time, it is said.", 1) for p in STORY.body))
    text, _ = cleaned(cleaner, index(tmp_path, own, copy), tmp_path / "in.jsonl", own)
    assert all(p in text for p in STORY.body)


def test_a_copy_keeps_nothing_that_a_rule_of_a_pack_takes(tmp_path: Path, cleaner: Cleaner) -> None:
    own = page("lantern.example", STORY.title, *STORY.body, CLAIMED)
    copy = page("other.example", STORY.title, *STORY.body, CLAIMED)
    alone, _ = cleaned(cleaner, index(tmp_path, own), tmp_path / "in.jsonl", own)
    text, _ = cleaned(cleaner, index(tmp_path / "b", own, copy), tmp_path / "b" / "in.jsonl", own)
    assert (CLAIMED in alone) == (CLAIMED in text)


def test_hosts_of_one_publisher_are_no_other_sites(tmp_path: Path, cleaner: Cleaner, own: dict[str, str]) -> None:
    copy = page("uk.lantern.example", STORY.title, *STORY.body)
    _, flags = cleaned(cleaner, index(tmp_path, own, copy), tmp_path / "in.jsonl", own)
    assert SYNDICATED not in flags


NOTICE = "The house of Vell and its partners keep every crumb of your visit in a jar, and you may ask them for it."


def html(host: str, story: Story) -> dict[str, str]:
    notices = "".join(f"<p>{NOTICE} This is notice {n} of the house and its many sisters.</p>" for n in range(6))
    body = "".join(f"<p>{p}</p>" for p in story.body)
    box = f"<div id='cookie-banner' class='cookie-consent modal'><h4>Cookies</h4>{notices}<button>Accept</button></div>"
    content = f"<body><article><h1>{story.title}</h1>{body}</article>{box}</body>"
    return {"id": host, "url": f"https://{host}/a", "html": content}


def test_notices_that_sisters_share_are_no_story(tmp_path: Path, cleaner: Cleaner) -> None:
    own, sister = html("lantern.example", STORY), html("sister.example", OTHERS[0])
    text, flags = cleaned(cleaner, index(tmp_path, own, sister), tmp_path / "in.jsonl", own)
    assert SYNDICATED not in flags
    assert NOTICE not in text


def test_notices_stay_away_though_sisters_share_the_story_too(tmp_path: Path, cleaner: Cleaner) -> None:
    own, sister, other = html("lantern.example", STORY), html("sister.example", STORY), html("aunt.example", OTHERS[0])
    text, flags = cleaned(cleaner, index(tmp_path, own, sister, other), tmp_path / "in.jsonl", own)
    assert SYNDICATED in flags
    assert NOTICE not in text


def test_the_seeds_are_known_as_copies_of_one_story(tmp_path: Path, cleaner: Cleaner, shared: Path) -> None:
    seeds = [page(f"s{p.name[:3]}.example", p.read_text("utf8")) for p in sorted((shared / "seeds").glob("*.txt"))]
    path = index(tmp_path, *seeds)
    told = {seed["id"][1:4]: cleaned(cleaner, path, tmp_path / "in.jsonl", seed)[1] for seed in seeds}
    assert ["001", "002", "004"] == [name for name, flags in told.items() if SYNDICATED in flags]
