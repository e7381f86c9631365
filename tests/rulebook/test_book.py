"""The rule book: which rules a page gets, in which order, and what happens to bad files."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cleaner.errors import InputError
from cleaner.rulebook import book as book_module
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Layer, Traits

Load = Callable[..., Rulebook]
RULE = "remove: [{id: r, why: x, label: nav, text: {lines: A}}]\n"


def site(name: str, match: str, rest: str = RULE) -> str:
    return f"id: {name}\nmatch: {{{match}}}\n{rest}"


def files(book: Rulebook, url: str | None = None, **traits: object) -> tuple[str, ...]:
    return book.for_page(Traits(url=url, **traits)).files  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hosts", "url", "hit"),
    [
        ("example.com", "https://example.com/a", True),
        ("example.com", "https://www.example.com/a", True),
        ("www.example.com", "http://EXAMPLE.com:8080/a", True),
        ("example.com", "https://example.com./a", True),
        ("example.com", "https://m.example.com/a", False),
        ("example.com", "https://notexample.com/", False),
        ("example.com", "not a url", False),
        ("example.com", "https://[broken/", False),
        ("'*.example.com'", "https://a.b.example.com/", True),
        ("'*.example.com'", "https://www.example.com/", True),
        ("'*.example.com'", "https://example.com/", False),
        ("'*.example.com'", "https://evilexample.com/", False),
        ("bücher.example", "https://xn--bcher-kva.example/", True),
        ("bücher.example", "https://BÜCHER.example/", True),
    ],
)
def test_a_bare_host_means_www_too_and_a_wildcard_any_subdomain(book: Load, hosts: str, url: str, hit: bool) -> None:
    loaded = book({"sites/a.yml": site("a", f"hosts: [{hosts}]")})
    assert (("a",) if hit else ()) == files(loaded, url)


@pytest.mark.parametrize(
    ("match", "path", "hit"),
    [
        ("paths: [/news/**]", "/news/a/b", True),
        ("paths: [/news/**]", "/news", True),
        ("paths: [/news/**]", "/newsroom", False),
        ("paths: [/news/*]", "/news/a", True),
        ("paths: [/news/*]", "/news/a/b", False),
        ("paths: ['**/live/**']", "/live/a", True),
        ("paths: ['**/live/**']", "/a/b/live/c", True),
        ("paths: ['**/live/**']", "/alive/c", False),
        ("paths: ['/a.html', /b?c]", "/bxc", True),
        ("paths: ['/a.html']", "/aXhtml", False),
        ("paths: [/news/**]", "/news/a?page=/x", True),
        ("not_paths: ['**/live/**']", "/news/live/x", False),
        ("not_paths: ['**/live/**']", "/news/x", True),
        ("paths: [/]", "", True),
    ],
)
def test_paths_are_globs_that_see_no_query(book: Load, match: str, path: str, hit: bool) -> None:
    loaded = book({"sites/a.yml": site("a", f"hosts: [example.com], {match}")})
    assert (("a",) if hit else ()) == files(loaded, "https://example.com" + path)


def test_not_hosts_take_a_host_out_of_a_wildcard(book: Load) -> None:
    loaded = book(
        {"sites/a.yml": site("a", "hosts: ['*.example.com'], not_hosts: [shop.example.com, '*.x.example.com']")}
    )
    assert ("a",) == files(loaded, "https://news.example.com/")
    assert () == files(loaded, "https://shop.example.com/")
    assert () == files(loaded, "https://a.x.example.com/")


def test_packs_come_by_language_generator_token_always_and_use(book: Load) -> None:
    loaded = book(
        {
            "packs/lang/zh.yml": site("lang/zh", "languages: [zh]"),
            "packs/cms/wp.yml": site("cms/wp", "fingerprint: {generator: [WordPress]}"),
            "packs/widgets/w.yml": site("widgets/w", "fingerprint: {tokens: [w-box]}", RULE + "use: [widgets/v]\n"),
            "packs/widgets/v.yml": f"id: widgets/v\nuse: [widgets/w]\n{RULE}",
            "packs/all.yml": site("all", "always: true"),
        }
    )
    assert ("all",) == files(loaded)
    assert ("lang/zh", "all") == files(loaded, languages=("zh-Hant-TW",))
    assert ("cms/wp", "all") == files(loaded, generator="WordPress 6.4")
    assert ("all",) == files(loaded, generator="Not WordPress")
    assert ("widgets/v", "widgets/w", "all") == files(loaded, tokens=frozenset({"w-box", "x"}))


def test_precedence_is_user_then_exact_then_wildcard_then_packs(book: Load) -> None:
    loaded = book(
        {
            "packs/p.yml": site("p", "always: true"),
            "sites/exact.yml": site("exact", "hosts: [a.b.example.com]"),
            "sites/deep.yml": site("deep", "hosts: ['*.b.example.com']"),
            "sites/wide.yml": site("wide", "hosts: ['*.example.com']"),
            "user/mine.yml": site("mine", "hosts: ['*.example.com']"),
        }
    )
    rules = loaded.for_page(Traits(url="https://a.b.example.com/"))
    assert ("mine", "exact", "deep", "wide", "p") == rules.files
    layers = [Layer.USER, Layer.EXACT_HOST, Layer.WILDCARD_HOST, Layer.WILDCARD_HOST, Layer.PACK]
    assert layers == [rule.layer for rule in rules.remove]


def test_a_used_pack_stays_a_pack_and_comes_once(book: Load) -> None:
    loaded = book(
        {
            "packs/p.yml": site("p", "always: true"),
            "packs/q.yml": f"id: q\n{RULE}",
            "sites/a.yml": site("a", "hosts: [example.com]", RULE + "use: [q, p]\n"),
        }
    )
    rules = loaded.for_page(Traits(url="https://example.com/"))
    assert ("a", "p", "q") == rules.files
    assert [Layer.EXACT_HOST, Layer.PACK, Layer.PACK] == [rule.layer for rule in rules.remove]


def test_disable_reaches_rules_phrases_and_whole_files_of_lower_layers(book: Load) -> None:
    phrases = (
        "phrases: [{id: s, label: nav, why: x, tier: 3, lines: [Share]}, {id: t, label: nav, tier: 3, lines: [Top]}]\n"
    )
    disable = (
        "disable: [{rule: p/r, why: wrong here}, {rule: p/s, why: too}, {rule: q, why: all}, {rule: p/gone, why: x}]\n"
    )
    loaded = book(
        {
            "packs/p.yml": site("p", "always: true", RULE + phrases),
            "packs/q.yml": site("q", "always: true"),
            "sites/a.yml": site("a", "hosts: [example.com]", disable),
        }
    )
    rules = loaded.for_page(Traits(url="https://example.com/"))
    assert ((), ("a", "p")) == (rules.remove, rules.files)
    assert ["p/r", "p/s", "q"] == [entry.rule for entry in rules.disabled]
    assert ((), 1) == (rules.phrases.lookup("share"), len(rules.phrases.lookup("top")))
    elsewhere = loaded.for_page(Traits())
    assert (2, 1) == (len(elsewhere.remove), len(elsewhere.phrases.lookup("share")))
    assert ["R044"] == [problem.code for problem in loaded.problems]
    assert ("warning", 4, 92) == (loaded.problems[0].severity, loaded.problems[0].line, loaded.problems[0].column)


def test_a_pack_cannot_disable_a_site_rule_but_anyone_a_heuristic(book: Load) -> None:
    disable = "disable: [{rule: a/r, why: x}, {rule: heuristic/section, why: y}]\n"
    loaded = book({"packs/p.yml": site("p", "always: true", disable), "sites/a.yml": site("a", "hosts: [example.com]")})
    rules = loaded.for_page(Traits(url="https://example.com/"))
    assert ["a/r"] == [rule.id for rule in rules.remove]
    assert ["heuristic/section"] == [entry.rule for entry in rules.disabled]
    assert () == loaded.problems


def test_windows_are_held_against_the_crawl_date_both_ends_included(book: Load) -> None:
    body = "body:\n- {id: new, css: .n, valid: {from: 2023-05-01}}\n- {id: old, css: .o, valid: {until: 2023-04-30}}\n"
    loaded = book({"sites/a.yml": site("a", "hosts: [example.com]", body)})

    def ids(crawled: date | None) -> list[str]:
        return [rule.id for rule in loaded.for_page(Traits("https://example.com/", crawled)).body]

    assert ["a/old"] == ids(date(2023, 4, 30))
    assert ["a/new"] == ids(date(2023, 5, 1))
    assert ["a/new", "a/old"] == ids(None)
    assert loaded.for_page(Traits("https://example.com/")).undated
    assert not loaded.for_page(Traits("https://example.com/", date(2024, 1, 1))).undated
    assert not book({"sites/b.yml": site("b", "hosts: [b.example]")}).for_page(Traits("https://b.example/")).undated


def test_the_last_day_of_time_is_no_overflow(book: Load) -> None:
    body = "body: [{id: b, css: .n, valid: {until: 9999-12-31}}]\n"
    loaded = book({"sites/a.yml": site("a", "hosts: [example.com]", body)})
    assert 1 == len(loaded.for_page(Traits("https://example.com/", date(2024, 1, 1))).body)


def test_drafts_and_deprecated_rules_never_run_and_testing_ones_are_marked(book: Load) -> None:
    rules = "".join(
        f"- {{id: {s}, why: x, label: nav, status: {s}, text: {{lines: A}}}}\n"
        for s in ("draft", "testing", "stable", "deprecated")
    )
    phrases = "phrases: [{id: s, label: nav, tier: 3, status: draft, lines: [A]}]\n"
    loaded = book({"sites/a.yml": site("a", "hosts: [example.com]", "remove:\n" + rules + phrases)})
    found = loaded.for_page(Traits("https://example.com/"))
    assert ["testing", "stable"] == [rule.status for rule in found.remove]
    assert () == found.phrases.phrases


def test_site_rules_can_be_left_out_and_packs_and_the_users_own_stay(book: Load) -> None:
    written = {
        "packs/p.yml": site("p", "always: true"),
        "sites/a.yml": site("a", "hosts: [example.com]"),
        "user/u.yml": site("u", "hosts: [example.com]"),
    }
    assert ("u", "a", "p") == files(book(written), "https://example.com/")
    assert ("u", "p") == files(book(written, site_rules=False), "https://example.com/")


def test_a_bad_file_is_set_aside_by_name_and_the_others_stand(book: Load) -> None:
    loaded = book({"sites/a.yml": site("a", "hosts: [example.com]"), "sites/b.yml": "id: b\nbodi: []\n"})
    assert ["a"] == [file.id for file in loaded.files]
    assert ['rules/sites/b.yml:3:1: "bodi" is no key here; did you mean "body"? [R020]'] == [
        str(problem) for problem in loaded.problems
    ]


def test_a_file_with_the_id_of_another_is_set_aside(book: Load) -> None:
    loaded = book({"sites/a.yml": site("a", "hosts: [a.example]"), "user/a.yml": site("a", "hosts: [b.example]")})
    assert ['user/a.yml:2:5: the id "a" belongs to rules/sites/a.yml already: choose another [R040]'] == [
        str(problem) for problem in loaded.problems
    ]
    assert ("a",) == files(loaded, "https://a.example/")


def test_an_unknown_pack_is_an_error_and_one_set_aside_a_warning(book: Load) -> None:
    loaded = book(
        {
            "packs/cms/press.yml": f"id: cms/press\n{RULE}",
            "packs/cms/bad.yml": "id: cms/bad\nx: 1\n",
            "sites/a.yml": site("a", "hosts: [a.example]", RULE + "use: [cms/pres]\n"),
            "sites/b.yml": site("b", "hosts: [b.example]", RULE + "use: [cms/bad]\n"),
        }
    )
    told = [str(problem) for problem in loaded.problems]
    assert 'rules/sites/a.yml:5:7: there is no rule file "cms/pres"; did you mean "cms/press"? [R042]' in told
    assert any("rules/sites/b.yml:5:7: warning: " in line and "runs without it" in line for line in told)
    assert ("b",) == files(loaded, "https://b.example/")
    assert () == files(loaded, "https://a.example/")


def test_unreadable_binary_and_foreign_files_do_not_stop_the_load(book: Load, tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "bin.yml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "sites" / "dangling.yml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "sites" / ".hidden.yml").write_text("x: [", encoding="utf-8")
    (tmp_path / "sites" / "readme.md").write_text("x", encoding="utf-8")
    loaded = book({"sites/a.yml": site("a", "hosts: [a.example]")})
    assert ["a"] == [file.id for file in loaded.files]
    assert ["rules/sites/bin.yml", "rules/sites/dangling.yml"] == [problem.file for problem in loaded.problems]


def test_a_missing_user_folder_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such rule folder"):
        Rulebook.load(tmp_path / "none")


def test_the_users_rules_may_be_a_single_file(book: Load, tmp_path: Path) -> None:
    book({"packs/p.yml": site("p", "always: true")})
    single = tmp_path / "mine.yml"
    single.write_text("format: 1\n" + site("mine", "hosts: [a.example]"), encoding="utf-8")
    loaded = Rulebook.load(single, shipped=tmp_path)
    assert ("mine", "p") == files(loaded, "https://a.example/")
    assert "mine.yml" == next(file for file in loaded.files if file.id == "mine").place.file


def test_the_digest_changes_with_the_rules_only(book: Load) -> None:
    one = {"sites/a.yml": site("a", "hosts: [a.example]")}
    first = book(one).digest
    assert first == book(one).digest
    assert first != book({"sites/a.yml": site("a", "hosts: [b.example]")}).digest


def test_the_same_files_give_the_same_object_and_the_memory_is_bounded(
    book: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "_MEMO", 3)
    loaded = book({f"sites/s{n}.yml": site(f"s{n}", f"hosts: [s{n}.example]") for n in range(9)})
    assert loaded.for_page(Traits("https://s1.example/a")) is loaded.for_page(Traits("https://s1.example/b"))
    for n in range(9):
        assert (f"s{n}",) == files(loaded, f"https://s{n}.example/")
    assert 3 == len(loaded._plans)


def test_a_book_and_a_rule_set_survive_pickling(book: Load) -> None:
    phrases = "phrases: [{id: s, label: nav, why: x, tier: 3, lines: [Share], regexes: ['^up \\d']}]\n"
    loaded = book({"packs/p.yml": site("p", "always: true", RULE + phrases)})
    rules = loaded.for_page(Traits())
    rules.phrases.lookup("share")
    copy = pickle.loads(pickle.dumps(loaded))
    assert (loaded.digest, loaded.files) == (copy.digest, copy.files)
    assert rules.phrases.lookup("up 4") == pickle.loads(pickle.dumps(rules)).phrases.lookup("up 4")
    assert copy.for_page(Traits()).remove == rules.remove


def test_the_shipped_rules_load_without_a_problem() -> None:
    assert () == Rulebook.load().problems
