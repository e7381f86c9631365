"""Whatever a page says, extract and merge give metadata of the right types, the same each time."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.metadata import extract, keys, merge, same_title
from cleaner.model import Head, Metadata

_KEYS = [
    *keys.TITLES,
    *keys.AUTHORS,
    *keys.PUBLISHED[:8],
    *keys.MODIFIED[:3],
    *keys.TAGS,
    *keys.LANGUAGES,
    *keys.IMAGES,
    "og:url",
]
_PIECES = st.sampled_from(
    [
        "By ",
        "Jane Roe",
        " and ",
        ", ",
        " | ",
        "2024-03-02",
        "T25:61:61",
        "31/31/2024",
        "1e999",
        "http://[",
        "March 99, 2024",
        "年",
        "&#x110000;",
        "\x00",
        "(",
    ]
)
_TEXT = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=6).map("".join))
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), _TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@id",
                    "@graph",
                    "headline",
                    "author",
                    "name",
                    "datePublished",
                    "keywords",
                    "publisher",
                    "mainEntity",
                ]
            ),
            st.one_of(inner, st.just("Article")),
            max_size=5,
        ),
    ),
    max_leaves=12,
)
_HEADS = st.builds(
    Head,
    title=_TEXT,
    language=st.none() | _TEXT,
    metas=st.lists(st.tuples(st.sampled_from(_KEYS) | _TEXT, _TEXT), max_size=6).map(tuple),
    links=st.lists(st.tuples(st.sampled_from(["canonical", "next"]), _TEXT), max_size=2).map(tuple),
    jsonld=st.lists(_TEXT | _JSON.map(json.dumps), max_size=3).map(tuple),
    h1=st.lists(_TEXT, max_size=3).map(tuple),
    times=st.lists(st.tuples(_TEXT, _TEXT), max_size=3).map(tuple),
    bylines=st.lists(
        st.tuples(st.sampled_from(["rel", "itemprop", "class", "near", "near-author", "far"]), _TEXT), max_size=4
    ).map(tuple),
)
_CRAWLED = st.none() | st.dates()


@settings(max_examples=300, deadline=None)
@given(_HEADS, st.none() | _TEXT | st.just("https://a.example/2024/03/02/x"), _CRAWLED)
def test_extract_never_raises_and_gives_the_same_again(head: Head, url: str | None, crawled: date | None) -> None:
    found = extract(head, url=url, crawled=crawled)
    assert found == extract(head, url=url, crawled=crawled)
    for day in filter(None, (found.published, found.modified)):
        assert date.fromisoformat(day[:10])
    assert len(found.authors) == len(set(found.authors))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*Metadata.__dataclass_fields__, "captions", "source_and_date"]), _TEXT), max_size=5
    )
)
def test_merge_never_raises_and_keeps_every_text(moved: list[tuple[str, str]]) -> None:
    assert tuple(moved) == merge(Metadata(), tuple(moved)).moved


@settings(max_examples=200, deadline=None)
@given(_TEXT, _TEXT)
def test_same_title_lies_between_0_and_1_and_is_symmetric(a: str, b: str) -> None:
    assert 0 <= same_title(a, b) <= 1
    assert same_title(a, b) == same_title(b, a)


def test_a_megabyte_in_every_field_is_read_in_bounded_time() -> None:
    for unit in ("a", "By ", "2024-", "Jane Roe, ", "<", "(", " and ", "\n", "| ", "http://", "&amp;", "ä"):
        big = unit * (1_000_000 // len(unit))
        broken = f'{{"@type":"Article","headline":{json.dumps(big)},}}'
        head = Head(
            title=big,
            language=big,
            metas=tuple((key, big) for key in ("og:title", "author", "date", "keywords", "og:image")),
            links=(("canonical", big),),
            jsonld=(big, broken),
            h1=(big,),
            times=((big, big),),
            bylines=(("class", big), ("near", big)),
        )
        assert isinstance(extract(head, url=big, crawled=None), Metadata)
        assert isinstance(
            merge(Metadata(), (("authors", big), ("contributors", big), ("tags", big), ("published", big))), Metadata
        )
