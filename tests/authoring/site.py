"""An invented newspaper: stories with a frame, and boxes planted between their paragraphs."""

from __future__ import annotations

import random

from cleaner.model import Page

HOST = "gullholm-courier.example"
_WHO = "The harbour master|A teacher|The ferry's cook|An old pilot|The mayor|Two fishermen|The librarian".split("|")
_DID = "said on Monday that|had written in June that|told the council that|denied for a week that".split("|")
_WHAT = (
    "the new pump would be tested before the herring came|the quay needed forty metres of oak|no ship had been late"
    " since the spring|the lamp in the tower burned all night|the school would open a week later than planned"
    "|the ice had taken half of the nets|a second boat was worth its price|the road to the chapel was dry again"
).split("|")
_NEWS = "Bridge to Skarv opens|Cod prices fall|Choir wins in Bergen|Lighthouse for sale|Storm takes a roof".split("|")
LETTER = ("The Morning Gull", "Ten lines from the quay before breakfast", "Send it to me")
APP = "Read the Courier in your pocket with our own app"


def sentence(rng: random.Random) -> str:
    did = rng.choice(_DID)
    return f"{rng.choice(_WHO)} {did} {rng.choice(_WHAT)}, and nobody in room {rng.randint(2, 999)} had an answer."


def paragraph(rng: random.Random) -> str:
    return " ".join(sentence(rng) for _ in range(3))


def page(number: int, boxes: bool = True) -> Page:
    """Page `number` of the site; without boxes it is prose and the frame alone."""
    rng = random.Random(number)
    parts = [f"<p>{paragraph(rng)}</p>" for _ in range(7)]
    if boxes:
        letter = f'<h4>{LETTER[0]}</h4><p>{LETTER[1]}</p><button>Go</button><a href="/letter">{LETTER[2]}</a>'
        parts.insert(2, f'<div class="quay-letter">{letter}</div>')
        links = "".join(f'<li><a href="/{rng.randint(1, 999)}">{one}</a></li>' for one in rng.sample(_NEWS, 3))
        parts.insert(5, f'<section class="tide-tray"><h3>Further along the coast</h3><ul>{links}</ul></section>')
        if number % 2:
            parts.append(f'<div class="pocket-strip"><p><a href="/app">{APP}</a></p></div>')
    title = f"{rng.choice(_NEWS)} in {1900 + number}"
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("News", "Sea", "Town", "Weather"))
    html = (
        f"<html lang=en><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
        f'<main><article class="tale"><h1>{title}</h1><div class="tale-text">{"".join(parts)}</div></article></main>'
        "<footer><p>Gullholm Courier, Quay 1. All rights reserved.</p></footer></body></html>"
    )
    return Page(html.encode(), f"page-{number}", f"https://www.{HOST}/story/{number}", "html")


def site(pages: int, boxes: bool = True) -> list[tuple[str, Page]]:
    return [(f"page-{number}.html", page(number, boxes)) for number in range(pages)]
