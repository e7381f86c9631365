"""What a rule owes those who read the log, and those who mend it: a reason, tests, a twin. One function a code."""

from __future__ import annotations

import re

from cleaner.authoring.lint.selectors import selectors_of
from cleaner.authoring.lint.source import Entry, Found, Source, items_of, mapping_of, text_of
from cleaner.rulebook.events import BREAK, Path
from cleaner.rulebook.fields import did_you_mean
from cleaner.textnorm import normalise

WIDE_GUARD = 60  # per cent of the body; above the share that any box of a story was seen to have

# Plain scalars that a reader of YAML 1.1 or 1.2 takes for a truth value, nothing, a number or a time.
_OTHER = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|~)|[-+]?(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?|0[xob][\da-f_]+|\d+(?::\d\d)+"
    r"|\d{4}-\d\d?-\d\d?|[-+]?\.(?i:inf|nan)"
)
_TYPED = ("format", "first", "always", "max_blocks", "max_body_share", "tier", "from", "until", "crawled")
# Labels of what has other words on each page, so that no phrase could stand for it.
_OWN_WORDS = frozenset(
    "advert author_bio byline caption contributor_credit image_alt kicker media_player nav photo_credit reading_time"
    " section source_credit tags timestamp title title_duplicate".split()
)
_FREE = ("removed", "metadata")  # keys of a test whose own keys are texts


def other_type(source: Source) -> Found:
    """Our reader takes every value as text; editors and other tools read `no` as false and 1.10 as 1.1."""
    lines = BREAK.split(source.text)
    for path, (line, column) in source.parsed.values.items():
        value = _value(source, path)
        last = next((part for part in reversed(path) if isinstance(part, str)), "")
        if value and last not in _TYPED and _OTHER.fullmatch(value) and _is_plain(lines, line, column):
            yield path, f"other readers of YAML take {value} for something else than text: put it in quotes"
    for path, (line, column) in source.parsed.keys.items():
        free = len(path) == 4 and path[0] == "tests" and path[2] in _FREE
        if free and _OTHER.fullmatch(str(path[3])) and _is_plain(lines, line, column):
            yield (*path, _KEY), f"other readers of YAML take {path[3]} for something else than text: put it in quotes"


_KEY = "\0key"  # the last part of a path that means the key, not its value


def is_key(path: Path) -> bool:
    return bool(path) and path[-1] == _KEY


def same_id(source: Source) -> Found:
    """Two rules of one id cannot be told apart in the log, nor disabled singly."""
    seen: dict[str, int] = {}
    for entry in source.entries():
        if entry.id in seen:
            yield (*entry.path, "id"), f'the id "{entry.id}" stands in line {seen[entry.id]} too: rename one'
        elif entry.id:
            seen[entry.id] = source.parsed.place((*entry.path, "id")).line


def no_why(source: Source) -> Found:
    """The log gives the reason of every removal."""
    for entry in source.entries("remove", "keep", "phrases"):
        if not text_of(entry.fields.get("why")).strip():
            yield entry.path, f'"{entry.id}" has no reason: add why, the log shows it'


def no_test(source: Source) -> Found:
    """A stable rule is named by a test, as what removed a text; a stable pack of phrases has a test at all."""
    tested = {text_of(rule) for _, test in source.tests() for rule in mapping_of(test.get("removed")).values()}
    for entry in source.entries("remove"):
        if entry.status == "stable" and entry.id not in tested:
            yield entry.path, f'no test names "{entry.id}" under removed: add one, or set the status to testing'
    groups = any(entry.status == "stable" for entry in source.entries("phrases"))
    if groups and not list(source.tests()):
        yield ("id",), "these phrases have no test: add one with a line that goes and one that stays"


def no_kept_test(source: Source) -> Found:
    """A rule that only ever cuts in its tests may cut everything."""
    tests = list(source.tests())
    if not tests or not any(entry.status == "stable" for entry in source.entries("remove", "phrases")):
        return
    if not any(test.get("kept") or test.get("output") for _, test in tests):
        yield tests[0][0], "no test says what must stay: add kept (a text beside the cut) or output"


def unknown_tested(source: Source) -> Found:
    """A test that names a rule which is not in the file."""
    known = tuple(dict.fromkeys(entry.id for entry in source.entries() if entry.id))
    for path, test in source.tests():
        for text, rule in mapping_of(test.get("removed")).items():
            if isinstance(rule, str) and rule and "/" not in rule and rule not in known:
                hint = did_you_mean(rule, known) or "; rules of other files are named in full, as lang/en/share"
                yield (*path, "removed", text), f'this file has no rule "{rule}"{hint}'


def no_twin(source: Source) -> Found:
    """Text input has no markup: a rule of a site with selectors alone does nothing there."""
    for entry in source.entries("remove") if source.is_site else ():
        if text_of(entry.fields.get("label")) in _OWN_WORDS:
            continue
        if entry.status == "stable" and entry.fields.get("html") and not entry.fields.get("text"):
            yield entry.path, f'"{entry.id}" has no text form: text input keeps what this rule is about'


def duplicate(source: Source) -> Found:
    """The same selector or phrase twice: one of them is never what the log names."""
    for section in ("body", "remove", "keep"):
        css: dict[tuple[str, str], str] = {}
        for one in selectors_of(source, section):
            owner = _owner(source, one.path)
            key = (one.css, _climb(owner) + repr(owner.fields.get("valid")))
            if key in css:
                where = f' in "{css[key]}"' if css[key] != owner.id else ""
                yield one.path, f'the selector "{one.css}" stands{where} already: keep one of them'
            css.setdefault(key, owner.id)
    seen: dict[tuple[str, str, str], str] = {}
    for words in source.phrases:
        tier = text_of(words.entry.fields.get("tier"))
        name = (words.entry.section + tier, words.kind, normalise(words.text) + " " * words.text[-1:].isspace())
        if name in seen:
            where = f' in "{seen[name]}"' if seen[name] != words.entry.id else ""
            yield words.path, f'the phrase "{words.text}" stands{where} already: keep one of them'
        seen.setdefault(name, words.entry.id)


def kept_again(source: Source) -> Found:
    """`keep` wins over `remove` on one level, so that the rule never cuts."""
    kept = {one.css for one in selectors_of(source, "keep") if not _climb(_owner(source, one.path))}
    for one in selectors_of(source, "remove"):
        if one.css in kept and not _climb(_owner(source, one.path)):
            yield one.path, f'"{one.css}" is kept by a rule of this file, which wins: remove one of them'


def wide_guard(source: Source) -> Found:
    """The guard is the last thing between a broken selector and an empty page."""
    for entry in source.entries("remove"):
        share = text_of(mapping_of(entry.fields.get("guard")).get("max_body_share"))
        if share.isdigit() and int(share) > WIDE_GUARD and not text_of(entry.fields.get("known_risks")).strip():
            what = f'"{entry.id}" may take {share} % of a body'
            yield (*entry.path, "guard", "max_body_share"), f"{what}: say in known_risks when that is right"


def _owner(source: Source, path: Path) -> Entry:
    section, at = path[0], path[1]
    value = items_of(source.fields.get(str(section)))[int(at)]
    return Entry(str(section), path[:2], mapping_of(value), "")


def _climb(entry: Entry) -> str:
    form = entry.fields if entry.section == "body" else mapping_of(entry.fields.get("html"))
    return text_of(form.get("climb"))


def _value(source: Source, path: Path) -> str:
    node: object = source.parsed.tree
    for part in path:
        if isinstance(node, dict) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):  # a key may stand twice
            node = node[part]
        else:
            return ""
    return node if isinstance(node, str) else ""


def _is_plain(lines: list[str], line: int, column: int) -> bool:
    return lines[line - 1][column - 1 : column] not in ("'", '"', "|", ">", "")
