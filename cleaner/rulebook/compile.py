"""One rule file's bytes to its frozen form: parse, validate, compile. All problems of a file come at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import ValidationError

from cleaner.errors import RuleError
from cleaner.model import Action
from cleaner.rulebook import schema
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.events import Parsed, Path, parse
from cleaner.rulebook.faults import problems_of
from cleaner.rulebook.taxonomy import Label, Taxonomy
from cleaner.rulebook.types import (
    HtmlMatch,
    Layer,
    Match,
    MetadataSource,
    Phrase,
    Place,
    Rule,
    RuleFile,
    RuleStatus,
    RuleTest,
    TextMatch,
    Window,
)

NO_MAPPING = (
    "a rule file is a mapping: format, id, match, and rules below body, remove, keep, metadata or phrases; "
    "`cleaner rules new PAGE --out FILE` begins one"
)
PhraseKind: TypeAlias = Literal["line", "prefix", "regex"]
_DEFAULT_BODY_SHARE = 40  # per cent; rules.md, guards: above it a removal is blocked unless the rule raises it
_RUNS = ("stable", "testing", "draft", "deprecated")  # from what cuts to what never runs


def compile_file(content: bytes, file: str, layer: Layer, taxonomy: Taxonomy) -> RuleFile:
    """The compiled rule file. `file` is its name in messages. Raises RuleError with every problem found."""
    parsed, problems = parse(content, file)
    if parsed is None:
        raise RuleError(problems)
    model = validate(parsed, taxonomy)
    return _Compiler(model, parsed, layer, taxonomy.by_id).rule_file(hashlib.sha256(content).hexdigest()[:16])


def validate(parsed: Parsed, taxonomy: Taxonomy) -> schema.RuleFileModel:
    """The tree as the model of a rule file. Raises RuleError with every problem found."""
    if not isinstance(parsed.tree, dict):
        raise RuleError((problem(Place(parsed.file, 1, 1), Code.WRONG_TYPE, NO_MAPPING),))
    try:
        return schema.RuleFileModel.model_validate(parsed.tree, context={"labels": taxonomy.by_id})
    except ValidationError as error:
        raise RuleError(problems_of(error, parsed)) from None


@dataclass(frozen=True, slots=True)
class _Compiler:
    model: schema.RuleFileModel
    parsed: Parsed
    layer: Layer
    labels: Mapping[str, Label]

    def rule_file(self, digest: str) -> RuleFile:
        """The whole file, frozen."""
        model = self.model
        return RuleFile(
            id=model.id,
            place=self.parsed.place(("id",)),
            digest=digest,
            status=model.status,
            match=_match(model.match),
            layer=self.layer,
            owner=model.owner,
            notes=model.notes,
            use=model.use,
            disable=tuple((entry.rule, entry.why) for entry in model.disable),
            rules=self._rules(),
            phrases=tuple(phrase for at, group in enumerate(model.phrases) for phrase in self._phrases(at, group)),
            tests=tuple(self._test(position, case) for position, case in enumerate(model.tests)),
        )

    def _rules(self) -> tuple[Rule, ...]:
        model = self.model
        return (
            *(self._body(("body", position), rule) for position, rule in enumerate(model.body)),
            *(self._remove(("remove", position), rule) for position, rule in enumerate(model.remove)),
            *(self._keep(("keep", position), rule) for position, rule in enumerate(model.keep)),
            *(self._metadata(field, sources) for field, sources in model.metadata.items()),
        )

    def _body(self, path: Path, rule: schema.Body) -> Rule:
        return Rule(
            id=f"{self.model.id}/{rule.id}",
            verb="body",
            label="body",
            why=rule.why,
            place=self.parsed.place(path),
            layer=self.layer,
            status=self._status(rule.status),
            html=HtmlMatch(rule.css, rule.climb, rule.first),
            window=_window(rule.valid),
        )

    def _remove(self, path: Path, rule: schema.Remove) -> Rule:
        action, field = self._action(rule.label, rule.field)
        return Rule(
            id=f"{self.model.id}/{rule.id}",
            verb="remove",
            label=rule.label,
            why=rule.why,
            place=self.parsed.place(path),
            layer=self.layer,
            status=self._status(rule.status),
            action=action,
            field=field,
            html=_html(rule.html),
            text=_text(rule.text),
            window=_window(rule.valid),
            max_body_share=rule.guard.max_body_share if rule.guard else _DEFAULT_BODY_SHARE,
            known_risks=rule.known_risks,
        )

    def _keep(self, path: Path, rule: schema.Keep) -> Rule:
        return Rule(
            id=f"{self.model.id}/{rule.id}",
            verb="keep",
            label="keep",
            why=rule.why,
            place=self.parsed.place(path),
            layer=self.layer,
            status=self._status(rule.status),
            html=_html(rule.html),
            text=_text(rule.text),
            window=_window(rule.valid),
        )

    def _metadata(self, field: str, sources: tuple[schema.Source, ...]) -> Rule:
        return Rule(
            id=f"{self.model.id}/metadata-{field}",
            verb="metadata",
            label="metadata",
            why="",
            place=self.parsed.place(("metadata", field), of_key=True),
            layer=self.layer,
            status=self.model.status,
            field=field,
            sources=tuple(MetadataSource(s.jsonld, s.meta, s.css, s.attribute, s.after, s.before) for s in sources),
        )

    def _phrases(self, position: int, group: schema.PhraseGroup) -> tuple[Phrase, ...]:
        rule, place = f"{self.model.id}/{group.id}", self.parsed.place(("phrases", position))
        action, field = self._action(group.label, group.field, group.tier == "meta")
        status = self._status(group.status)
        kinds: tuple[tuple[PhraseKind, tuple[str, ...] | None], ...] = (
            ("line", group.lines),
            ("prefix", group.prefixes),
            ("regex", group.regexes),
        )
        return tuple(
            Phrase(text, kind, group.tier, group.label, rule, group.why, action, field, status, place)
            for kind, texts in kinds
            for text in texts or ()
        )

    def _action(self, label: str, field: str | None, moves: bool = False) -> tuple[Action, str | None]:
        """What is metadata by its label is moved, never dropped: nothing is lost."""
        known = self.labels.get(label)
        moves = moves or field is not None or (known is not None and known.group == "metadata")
        return ("metadata", field or label) if moves else ("drop", None)

    def _status(self, own: RuleStatus | None) -> RuleStatus:
        """The weaker of the rule's own status and its file's."""
        return max(own or "stable", self.model.status, key=_RUNS.index)

    def _test(self, position: int, case: schema.Case) -> RuleTest:
        return RuleTest(
            name=case.name,
            place=self.parsed.place(("tests", position)),
            html=case.html,
            text=case.text,
            url=case.url,
            crawled=case.crawled,
            removed=tuple(case.removed.items()),
            kept=case.kept,
            output=case.output,
            metadata=tuple(case.metadata.items()),
        )


def _match(match: schema.Match) -> Match:
    return Match(
        hosts=match.hosts,
        not_hosts=match.not_hosts,
        paths=match.paths,
        not_paths=match.not_paths,
        languages=tuple(map(str.lower, match.languages)),
        generators=tuple(map(str.lower, match.fingerprint.generator)),
        tokens=match.fingerprint.tokens,
        always=match.always,
    )


def _html(html: schema.Html | None) -> HtmlMatch | None:
    return HtmlMatch(html.css, html.climb, html.first) if html else None


def _text(text: schema.Text | None) -> TextMatch | None:
    if text is None:
        return None
    return TextMatch(
        lines=text.lines or (),
        line_starts=text.line_starts or (),
        regex=text.regex or (),
        heading=text.heading or (),
        until=text.until,
        max_blocks=text.max_blocks,
        cut_from=text.cut_from or (),
        where=text.where,
    )


def _window(valid: schema.Valid | None) -> Window:
    return Window(valid.since, valid.until) if valid else Window()
