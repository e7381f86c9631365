"""The rule file format as pydantic models; compile.py turns them into the frozen types of types.py."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from cleaner.rulebook.codes import Code
from cleaner.rulebook.fields import (
    Day,
    FieldName,
    FileId,
    Filled,
    FormatNumber,
    Host,
    LabelId,
    MetadataField,
    PathGlob,
    Phrases,
    Regexes,
    RuleId,
    Selector,
    Selectors,
    Strings,
    fault,
)
from cleaner.rulebook.types import RuleStatus, Tier


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Valid(_Model):
    """Crawl dates for which a rule holds, both included."""

    since: Day | None = Field(None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Valid:
        if self.since and self.until and self.since > self.until:
            raise fault(Code.WINDOW, "from is later than until: the rule would never run")
        return self


class Html(_Model):
    """Selectors: any of `css` hits; `climb` takes the nearest ancestor instead; `first` keeps the first hit only."""

    css: Selectors
    climb: Selector | None = None
    first: bool = False


class Text(_Model):
    """Text matchers on lines or blocks, compared in the normalised view."""

    lines: Phrases | None = None
    line_starts: Phrases | None = None
    regex: Regexes | None = None
    heading: Phrases | None = None
    until: Literal["next-heading", "end", "blocks"] = "next-heading"
    max_blocks: int = Field(12, ge=1, le=1000)
    cut_from: Phrases | None = None
    where: Literal["anywhere", "first-third", "last-third", "last-half", "first-half"] = "anywhere"

    @model_validator(mode="after")
    def _has_matcher(self) -> Text:
        if not (self.lines or self.line_starts or self.regex or self.heading or self.cut_from):
            raise fault(Code.NOTHING_TO_MATCH, "no matcher here: add lines, line_starts, regex, heading or cut_from")
        return self


class Guard(_Model):
    """Per cent of the body above which a removal of this rule is blocked."""

    max_body_share: int = Field(ge=1, le=100)


class _Rule(_Model):
    id: RuleId
    why: str = ""
    valid: Valid | None = None
    status: RuleStatus | None = None


class Body(_Rule):
    """Where the article stands: the first rule that hits wins, a list of selectors joins its pieces."""

    css: Selectors
    climb: Selector | None = None
    first: bool = False


class _Matching(_Rule):
    html: Html | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _has_form(self) -> _Matching:
        if self.html is None and self.text is None:
            raise fault(Code.NOTHING_TO_MATCH, "nothing to match here: add html or text, better both")
        return self


class Remove(_Matching):
    """What leaves the body, and under which label."""

    label: LabelId
    field: FieldName | None = None
    guard: Guard | None = None
    known_risks: str = ""


class Keep(_Matching):
    """What stays whatever other rules say."""


class Source(_Model):
    """One place a metadata field is read from."""

    jsonld: Filled | None = None
    meta: Filled | None = None
    css: Selector | None = None
    attribute: Filled | None = None
    after: str = ""
    before: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> Source:
        if sum(source is not None for source in (self.jsonld, self.meta, self.css)) != 1:
            raise fault(Code.WRONG_VALUE, "name exactly one of jsonld, meta and css")
        return self


class PhraseGroup(_Model):
    """Phrases of a pack that share a reason."""

    id: RuleId
    label: LabelId
    why: str = ""
    tier: Annotated[
        Tier, WithJsonSchema({"enum": [1, 2, 3, *get_args(Tier)], "description": "How sure: 3 cuts anywhere"})
    ]
    field: FieldName | None = None
    status: RuleStatus | None = None
    lines: Phrases | None = None
    prefixes: Phrases | None = None
    regexes: Regexes | None = None

    @model_validator(mode="after")
    def _has_phrases(self) -> PhraseGroup:
        if not (self.lines or self.prefixes or self.regexes):
            raise fault(Code.NOTHING_TO_MATCH, "no phrase here: add lines, prefixes or regexes")
        return self


class Fingerprint(_Model):
    """What a page carries when a CMS or widget made it: prefixes of meta generator; class or id tokens."""

    generator: Strings = ()
    tokens: Strings = ()


class Match(_Model):
    """Which pages a file is for: hosts (site files), or what a page is like (packs)."""

    hosts: tuple[Host, ...] = ()
    not_hosts: tuple[Host, ...] = ()
    paths: tuple[PathGlob, ...] = ()
    not_paths: tuple[PathGlob, ...] = ()
    always: bool = False
    languages: Strings = ()
    fingerprint: Fingerprint = Fingerprint()

    @model_validator(mode="after")
    def _site_or_pack(self) -> Match:
        if self.hosts and (self.always or self.languages or self.fingerprint != Fingerprint()):
            message = "hosts stand with always, languages or fingerprint: make a site file and a pack of it"
            raise fault(Code.WRONG_VALUE, message)
        return self


class Disable(_Model):
    """A rule (or a whole file) of this or a lower layer that shall not run where this file is attached."""

    rule: Filled
    why: Filled


def _removed(value: Any) -> Any:
    return dict.fromkeys(value, "") if isinstance(value, list) and all(isinstance(v, str) for v in value) else value


class Case(_Model):
    """A small page, and what must leave it (text: rule id) or stay."""

    name: Filled
    html: str | None = None
    text: str | None = None
    url: str | None = None
    crawled: Day | None = None
    removed: Annotated[dict[str, str], BeforeValidator(_removed, json_schema_input_type=dict[str, str] | list[str])] = (
        Field(default_factory=dict)
    )
    kept: Strings = ()
    output: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _checks_something(self) -> Case:
        if (self.html is None) == (self.text is None):
            raise fault(Code.WRONG_VALUE, "a test has one page: write html or text")
        if not (self.removed or self.kept or self.metadata or self.output is not None):
            raise fault(Code.TEST_CHECKS_NOTHING, "this test checks nothing: add removed, kept, output or metadata")
        return self


class RuleFileModel(_Model):
    """A rule file: of a site, a pack, or the user's own."""

    format: FormatNumber
    id: FileId
    owner: str = ""
    status: RuleStatus = "stable"
    notes: str = ""
    match: Match = Match()
    use: tuple[FileId, ...] = ()
    disable: tuple[Disable, ...] = ()
    body: tuple[Body, ...] = ()
    remove: tuple[Remove, ...] = ()
    keep: tuple[Keep, ...] = ()
    metadata: dict[MetadataField, tuple[Source, ...]] = Field(default_factory=dict)
    phrases: tuple[PhraseGroup, ...] = ()
    tests: tuple[Case, ...] = ()
