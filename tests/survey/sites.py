"""Invented sites: stories that no two pages share, and furniture that a site repeats and no phrase list knows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

_WHO = "The ferryman|A glassblower|The mayor's clerk|An old beekeeper|The lighthouse crew|A young surveyor"
_WHO += "|The night baker|A retired pilot|The choir's tenor|A map seller|The bridge warden|An apprentice cooper"
_DID = "counted|repaired|photographed|described|measured|painted|auctioned|borrowed|catalogued|defended"
_WHAT = "nine copper bells|a crate of pears|the tidal gauge|two hundred stamps|an unsigned letter|the western sluice"
_WHAT += "|a stuffed heron|the council's ledger|three wooden boats|a basket of eels|the broken organ|four kites"
_WHERE = "behind the cannery|at the upper lock|near Orrin Point|on the quay of Vell|in the old customs house"
_WHERE += "|under the viaduct|beside the salt pans|above the mill race|at Tarn Hollow|along the dyke road"
_WHEN = "before the fog lifted|while the jury was out|after the second flood|until the lamps were lit"
_WHEN += "|although nobody had asked|as the wind turned east|so that the guests could leave|when the price fell"
_CLAUSES = [part.split("|") for part in (_WHO, _DID, _WHAT, _WHERE, _WHEN)]


@dataclass(frozen=True)
class Story:
    """One invented page. body: its paragraphs, which must stay."""

    url: str
    title: str
    day: date
    body: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """A host with furniture on every page. between: in mid-body; after: below the body; rotating: teasers."""

    host: str
    between: tuple[str, ...]
    after: tuple[str, ...]
    rotating: tuple[str, ...] = field(default=())

    @property
    def furniture(self) -> frozenset[str]:
        return frozenset((*self.between, *self.after, *self.rotating))


SITES = (
    Site(
        "lantern.example",
        ("The Lantern Circle meets on Thursdays, and readers bring the cake themselves.",),
        ("Keep the lamp lit", "Lantern readers pay for the wick, the oil and the night shift of this house.",
         "Walk-in hours at Mole Street"),
        ("Our map of every bench in town", "The great kipper quiz returns", "Six walks that end at a stove"),
    ),
    Site(
        "quayside.example",
        ("Quayside in your pocket, tide table and all",),
        ("Printed on Wednesdays since the old bridge fell", "Letters to the harbour desk are answered by hand.",
         "Quayside prints what the tide brings, and nobody at the customs house has ever seen a page before you do."),
    ),
)  # fmt: skip


def stories(site: Site, count: int, seed: int = 0, paragraphs: int = 7) -> list[Story]:
    """Stories of different days, none like another."""
    made = []
    for number in range(count):
        source = random.Random(f"{site.host} {seed} {number}")
        day = date(2024, 3, 1) + timedelta(number % 20)
        title = f"{_sentence(source).split(' ', 3)[1].capitalize()} and {source.choice(_CLAUSES[2])}, part {number}"
        body = tuple(" ".join(_sentence(source) + "." for _ in range(3)) for _ in range(paragraphs))
        made.append(Story(f"https://www.{site.host}/{day:%Y/%m/%d}/story-{number}", title, day, body))
    return made


def as_lines(site: Site, story: Story) -> list[str]:
    """The page as an extractor leaves it: body with the furniture in between."""
    source = random.Random(story.url)
    middle = len(story.body) // 2
    teasers = source.sample(site.rotating, min(2, len(site.rotating)))
    return [story.title, *story.body[:middle], *site.between, *story.body[middle:], *site.after, *teasers]


def as_html(site: Site, story: Story) -> str:
    """The page with its furniture as paragraphs among those of the body, and a box below."""
    middle = len(story.body) // 2
    body = "".join(f"<p>{p}</p>" for p in story.body[:middle])
    body += "".join(f'<p class="house">{p}</p>' for p in site.between)
    body += "".join(f"<p>{p}</p>" for p in story.body[middle:])
    box = "".join(f"<p>{p}</p>" for p in site.after)
    head = f'<title>{story.title}</title><meta property="article:published_time" content="{story.day}">'
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "Harbour", "Tides", "Letters"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body><nav><ul>{menu}</ul></nav>'
        f'<article class="story"><h1>{story.title}</h1>{body}<div class="lamp-box">{box}</div></article>'
        f"<footer><p>All tides are approximate.</p></footer></body></html>"
    )


def _sentence(source: random.Random) -> str:
    parts = [source.choice(choices) for choices in _CLAUSES]
    return f"{' '.join(parts)} for the {source.randrange(2, 900)}th time"


def rows(sites: tuple[Site, ...] = SITES, count: int = 60, html: bool = False) -> Iterator[dict[str, str]]:
    """The pages of all sites as rows of JSON, the sites by turns."""
    made = [(site, stories(site, count)) for site in sites]
    for number in range(count):
        for site, pages in made:
            story = pages[number]
            content = {"html": as_html(site, story)} if html else {"text": "\n".join(as_lines(site, story))}
            yield {"id": story.url, "url": story.url, "crawled": str(story.day), **content}
