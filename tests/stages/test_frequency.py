"""What becomes of lines that a site repeats, and what protects those that are body all the same."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.model import Page
from cleaner.result import Result
from cleaner.stages import frequency
from cleaner.survey import Known, line_key
from cleaner.textnorm import normalise
from tests.survey.sites import SITES, stories

STORY = stories(SITES[0], 1)[0]
CLUB = "Ring the bell twice"
HEADS = "What the tide brought"
HOST = "harbour.example"


def known(pages: int, **lines: int) -> Known:
    """Of 50 pages of a host, so many hold each line, its words joined by underscores."""
    return Known(HOST, pages, {line_key(normalise(name.replace("_", " "))): times for name, times in lines.items()})


class Index:
    """Stands for a site index that knows one host."""

    def __init__(self, facts: Known) -> None:
        self._facts = facts

    def of(self, page: Page) -> Known:
        return self._facts


def clean(cleaner: Cleaner, content: str, facts: Known) -> Result:
    twin = Cleaner(cleaner.rules)
    twin.site_index = Index(facts)  # type: ignore[assignment]
    return twin.clean(content, url=f"https://{HOST}/a", kind="html" if content.startswith("<") else "text")


def text(*lines: str) -> str:
    return "\n\n".join(lines)


def removed(result: Result) -> list[tuple[str, str]]:
    return [(result.base[r.start : r.end].strip(), r.rule) for r in result.removals]


def test_a_repeated_line_goes_and_the_reason_names_the_counts(cleaner: Cleaner) -> None:
    result = clean(cleaner, text(*STORY.body, CLUB), known(50, Ring_the_bell_twice=47))
    (removal,) = result.removals
    assert (frequency.RULE, "site_promo", "frequency") == (removal.rule, removal.label, removal.stage)
    assert "on 47 of 50 pages of harbour.example" in removal.reason
    assert text(*STORY.body) == result.text.rstrip()


def test_without_an_index_the_line_stays(cleaner: Cleaner) -> None:
    content = text(*STORY.body, CLUB)
    assert content == clean(cleaner, content, Known()).text


def test_a_line_on_few_pages_goes_from_the_end_and_from_between_sentences(cleaner: Cleaner) -> None:
    lines = {line_key("ring the bell twice"): 5, line_key("our choir sings on mondays."): 6}
    content = text(*STORY.body[:3], "Our choir sings on Mondays.", *STORY.body[3:], CLUB)
    facts = Known(HOST, 50, lines)
    assert {CLUB, "Our choir sings on Mondays."} == {line for line, _ in removed(clean(cleaner, content, facts))}


def test_a_line_on_few_pages_that_heads_a_paragraph_stays(cleaner: Cleaner) -> None:
    content = text(*STORY.body[:3], HEADS, *STORY.body[3:])
    assert HEADS in clean(cleaner, content, known(50, What_the_tide_brought=20)).text


def test_a_line_on_most_pages_goes_though_a_paragraph_follows(cleaner: Cleaner) -> None:
    content = text(*STORY.body[:3], HEADS, *STORY.body[3:])
    assert HEADS not in clean(cleaner, content, known(50, What_the_tide_brought=30)).text


def test_in_markup_a_heading_of_a_paragraph_stays_however_often_it_stands(cleaner: Cleaner) -> None:
    first, second = ("".join(f"<p>{p}</p>" for p in story.body) for story in (STORY, stories(SITES[0], 2)[1]))
    content = f"<article><h1>{STORY.title}</h1>{first}<h2>{HEADS}</h2>{second}<p>{CLUB}</p></article>"
    result = clean(cleaner, content, known(50, What_the_tide_brought=50, Ring_the_bell_twice=50))
    assert (True, False) == (HEADS in result.text, CLUB in result.text)


def test_what_a_recipe_shares_with_others_stays_in_its_list(cleaner: Cleaner) -> None:
    content = text(*STORY.body[:3], "Two smoked eels", "Salt and pepper", "Nine pears", *STORY.body[3:])
    assert "Salt and pepper" in clean(cleaner, content, known(50, Salt_and_pepper=20)).text


def test_a_list_of_repeated_lines_goes(cleaner: Cleaner) -> None:
    content = text(*STORY.body, "Two smoked eels", "Salt and pepper", "Nine pears")
    facts = known(50, Salt_and_pepper=20, Two_smoked_eels=20, Nine_pears=20)
    assert text(*STORY.body) == clean(cleaner, content, facts).text.rstrip()


def test_the_title_of_a_text_stays_though_other_pages_link_to_it(cleaner: Cleaner) -> None:
    content = text("Nine copper bells are home", *STORY.body)
    assert content == clean(cleaner, content, known(50, Nine_copper_bells_are_home=20)).text


def test_cells_of_a_table_stay(cleaner: Cleaner) -> None:
    rows = "".join(f"<tr><td>{n} eels in the basket of the ferry</td><td>Weighed</td></tr>" for n in range(6))
    body = "".join(f"<p>{p}</p>" for p in STORY.body)
    content = f"<article><h1>{STORY.title}</h1>{body}<table>{rows}</table>{body}</article>"
    assert "Weighed" in clean(cleaner, content, known(50, Weighed=50)).text


def test_a_phrase_that_moves_a_line_to_the_metadata_has_its_way(cleaner: Cleaner) -> None:
    result = clean(cleaner, text("By Orla Vell", *STORY.body), known(50, By_Orla_Vell=40))
    assert ("Orla Vell",) == result.metadata.authors
    assert [("By Orla Vell", "frequency")] != [(t, r) for t, r in removed(result) if r == frequency.RULE]


def test_a_rule_file_can_switch_it_off(cleaner: Cleaner) -> None:
    from cleaner.rulebook.book import Rulebook
    from cleaner.rulebook.types import Layer, Match, Place, RuleFile

    file = RuleFile(
        "harbour", Place("x"), "", "stable", Match((HOST,)), Layer.USER, disable=((frequency.RULE, "the bell is news"),)
    )
    book = Rulebook((*cleaner.rules.files, file), (), cleaner.rules.taxonomy)
    content = text(*STORY.body, CLUB)
    assert content == clean(Cleaner(book), content, known(50, Ring_the_bell_twice=47)).text


@pytest.mark.parametrize("pages", [20, 50])
def test_cleaning_a_cleaned_text_removes_nothing(cleaner: Cleaner, pages: int) -> None:
    facts = known(50, Ring_the_bell_twice=pages, What_the_tide_brought=pages, Nine_pears=pages)
    content = text(STORY.title, *STORY.body[:3], HEADS, CLUB, *STORY.body[3:], "Nine pears", HEADS, CLUB)
    once = clean(cleaner, content, facts).text
    assert once == clean(cleaner, once, facts).text


def test_a_text_of_repeated_prose_alone_is_not_emptied(cleaner: Cleaner) -> None:
    facts = Known(HOST, 50, {line_key(normalise(p)): 40 for p in STORY.body})
    result = clean(cleaner, text(*STORY.body), facts)
    assert text(*STORY.body) == result.text
    assert "large_removal" in result.flags
