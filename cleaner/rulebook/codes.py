"""The stable codes of everything that can be said against a rule file. A code never changes its meaning, nor goes away.

`cleaner rules explain-code R012` shows the page of a code (cleaner/authoring/lint/codes.md).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from cleaner.errors import Problem
from cleaner.rulebook.types import Place

Severity = Literal["error", "warning"]


class Code(StrEnum):
    """R00x, R01x: YAML; R02x, R03x: keys and values; R04x: names; R05x: selectors; R06x, R07x: phrases and regexes;
    R08x, R09x: what a rule owes its readers."""

    YAML_SYNTAX = "R001"
    YAML_CUT = "R002"
    YAML_DUPLICATE = "R003"
    YAML_ANCHOR = "R004"
    YAML_MERGE = "R005"
    YAML_TAG = "R006"
    YAML_DOCUMENTS = "R007"
    YAML_KEY = "R008"
    YAML_ENCODING = "R009"
    YAML_CONTROL = "R010"
    YAML_SIZE = "R011"
    YAML_DEPTH = "R012"
    YAML_OTHER_TYPE = "R013"
    FILE_READ = "R014"
    TAXONOMY = "R015"
    UNKNOWN_KEY = "R020"
    MISSING_KEY = "R021"
    WRONG_TYPE = "R022"
    WRONG_CHOICE = "R023"
    WRONG_VALUE = "R024"
    COLON = "R025"
    BARE_FORM = "R026"
    UNKNOWN_LABEL = "R027"
    HOST = "R028"
    PATH = "R029"
    DATE = "R030"
    WINDOW = "R031"
    FORMAT = "R032"
    NOTHING_TO_MATCH = "R033"
    TEST_CHECKS_NOTHING = "R034"
    SAME_FILE_ID = "R040"
    SAME_ID = "R041"
    UNKNOWN_USE = "R042"
    LOST_USE = "R043"
    UNKNOWN_RULE = "R044"
    UNKNOWN_TESTED = "R045"
    SELECTOR_SYNTAX = "R050"
    SELECTOR_MISREAD = "R051"
    SELECTOR_PSEUDO = "R052"
    SELECTOR_TAG = "R053"
    SELECTOR_LENGTH = "R054"
    SELECTOR_STEPS = "R055"
    SELECTOR_HAS = "R056"
    HASHED_CLASS = "R057"
    POSITIONAL = "R058"
    BROAD_SELECTOR = "R059"
    REGEX_SYNTAX = "R060"
    REGEX_LOOKAROUND = "R061"
    REGEX_EMPTY = "R062"
    REGEX_ASCII = "R063"
    REGEX_UNSEEN = "R064"
    REGEX_PLAIN = "R065"
    REGEX_BROAD = "R066"
    REGEX_SIZE = "R067"
    PHRASE_PATTERN = "R068"
    PHRASE_BROAD = "R069"
    PHRASE_EMPTY = "R070"
    NO_WHY = "R080"
    NO_TEST = "R081"
    NO_KEPT_TEST = "R082"
    NO_TWIN = "R083"
    DUPLICATE = "R084"
    SHADOWED = "R085"
    KEPT_AGAIN = "R086"
    WIDE_GUARD = "R087"
    NEVER_ATTACHED = "R088"
    ENDED = "R089"


# The file still runs with these.
WARNINGS = frozenset(
    {
        Code.YAML_OTHER_TYPE,
        Code.LOST_USE,
        Code.UNKNOWN_RULE,
        Code.SELECTOR_TAG,
        Code.HASHED_CLASS,
        Code.POSITIONAL,
        Code.BROAD_SELECTOR,
        Code.REGEX_PLAIN,
        Code.REGEX_BROAD,
        Code.PHRASE_PATTERN,
        Code.PHRASE_BROAD,
        Code.NO_KEPT_TEST,
        Code.NO_TWIN,
        Code.DUPLICATE,
        Code.SHADOWED,
        Code.KEPT_AGAIN,
        Code.WIDE_GUARD,
        Code.NEVER_ATTACHED,
        Code.ENDED,
    }
)


def severity(code: Code) -> Severity:
    """`error`: the file is set aside, or does not say what its author means; `warning`: it runs, and may surprise."""
    return "warning" if code in WARNINGS else "error"


def problem(place: Place, code: Code, message: str) -> Problem:
    """`message` with its code and severity, at `place`."""
    return Problem(place.file, place.line, place.column, message, code.value, severity(code))
