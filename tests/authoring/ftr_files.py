"""Invented site configurations in the format of FiveFilters, as varied as the real set."""

from __future__ import annotations

import random

WORDS = "story entry post article main text body content copy lede".split()
BOXES = "related share promo newsletter advert comments caption byline gallery sponsor next-up teaser poll".split()
TAGS = "div section p ul aside span table h2 h3 figure".split()
# Ways in which such files name an element; {t} is a tag, {n} a name.
COMMON = (
    "//{t}[@class='{n}']",
    '//{t}[@class="{n}"]',
    "//{t}[@id='{n}']",
    "//*[@id='{n}']",
    "//{t}[contains(@class, '{n}')]",
    "//{t}[contains(@id,'{n}')]",
    "//{t}[contains(concat(' ',normalize-space(@class),' '),' {n} ')]",
    "//{t}[contains(concat(' ', @class, ' '), ' {n} ')]",
    "//{t}[starts-with(@id, '{n}-')]",
    "//{t}[@class='{n}']//p",
    "//{t}[@class='{n}']/p[1]",
    "//{t}[@id='{n}']/{t}[2]",
    "//article//{t}[contains(@class, '{n}')]",
    "//{t}[@class='{n}'] | //{t}[@id='{n}']",
    "//{t}[@class='{n}' or @id='{n}']",
    "//{t}[contains(@class, '{n}') and not(contains(@class, 'keep'))]",
    "//{t}[@data-name='{n}']",
    "//{t}[@itemprop='{n}']",
    "//{t}[@class='{n}']/following-sibling::*",
    "//{t}[@class='{n}']/following-sibling::p[1]",
    "//a[@class='{n}']/..",
    "//a[contains(@href, '/{n}/')]/parent::{t}",
    "//{t}[.//a[contains(@href, '{n}')]]",
    "//{t}[h3[text()='{n}']]",
    "//{t}[contains(text(), '{n}')]",
    "//{t}[contains(., '{n}')]",
    "//{t}[text()='{n}']",
    "//{t}[starts-with(normalize-space(.), '{n}')]",
    "(//{t}[@class='{n}'])[1]",
    "//{t}[@class='{n}'][last()]",
    "//{t}[not(@class)]",
    "//{t}[@class='{n}']/ancestor::div[1]",
    "id('{n}')",
    "//div[@id='page']/div[@class='{n}']/div/{t}",
)
# What has no selector: about one line in thirty.
RARE = (
    "//{t}[string-length(.) < 20]",
    "//{t}[@class='{n}']/following::{t}",
    "(//{t})[last()]",
    "//{t}[@class='{n}'",
    "//{t}[count(p) > 3]",
)
OTHER = (
    "prune: no",
    "tidy: no",
    "autodetect_on_failure: no",
    "replace_string(<br><br>): <p>",
    "find_string: <noscript>",
    "single_page_link: //a[@class='print']",
    "next_page_link: //a[@rel='next']",
    "http_header(user-agent): Mozilla",
    "strip_image_src: /pixel.gif",
    "strip: //comment()",
    "strip: //img[@class='tracker']",
    "strip: //p/@style",
    "# strip: //div[@class='old']",
    "",
)


def config(seed: int) -> str:
    """One configuration; equal seeds give equal files."""
    rng = random.Random(seed)

    def path() -> str:
        form = rng.choice(RARE) if rng.random() < 1 / 30 else rng.choice(COMMON)
        return form.format(t=rng.choice(TAGS), n=rng.choice(BOXES))

    lines = [f"# The Gazette of Town {seed}", "title: //h1", "author: //a[@rel='author']", "date: //time/@datetime"]
    lines += [f"body: {path().replace('[last()]', '')}" for _ in range(rng.randint(1, 3))]
    lines += [f"strip: {path()}" for _ in range(rng.randint(0, 8))]
    lines += [f"strip_id_or_class: {rng.choice(BOXES)}" for _ in range(rng.randint(0, 4))]
    lines += rng.sample(OTHER, 5)
    lines.append(f"test_url: http://town{seed}.example/story")
    return "\n".join(lines) + "\n"


def configs(count: int) -> list[tuple[str, str]]:
    """(file name, text) of `count` configurations, each tenth of which is the copy of another."""
    return [(f"town{n}.example.txt", config(n - 1 if n % 10 == 9 else n)) for n in range(count)]
