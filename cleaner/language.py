"""Which language a page is in: its own word where the text bears it out; English and German by their function words;
langdetect else. The only door to langdetect.

langdetect takes 8 ms on a sample that it is unsure of and 34 ms to load; function words cost 20 µs. Of 2,399 pages of
the benchmark 64 are left to it. It tells another language for 18 of the others: code, lists and hashes all but one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from langdetect import DetectorFactory

UNKNOWN = "und"
SAMPLE = 400  # characters looked at
MIN_LETTERS = 16  # letters below which langdetect is not asked; with 15 it is wrong in 5 of 30 (pipelines.md)
SURE = 0.9  # probability below which the language is `und`
POSSIBLE = 0.15  # probability above which a language's packs are attached all the same
_SEED = 0
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "zh-cn": "zh", "zh-tw": "zh", "cmn": "zh", "yue": "zh"}

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SCRIPTS = {
    "ru": "[\u0400-\u04ff]",
    "uk": "[\u0400-\u04ff]",
    "bg": "[\u0400-\u04ff]",
    "ar": "[\u0600-\u06ff]",
    "fa": "[\u0600-\u06ff]",
    "ur": "[\u0600-\u06ff]",
    "hi": "[\u0900-\u097f]",
    "ja": "[\u3040-\u30ff]",
    "ko": "[\uac00-\ud7af]",
    "zh": "[\u4e00-\u9fff]",
    "he": "[\u0590-\u05ff]",
    "el": "[\u0370-\u03ff]",
    "th": "[\u0e00-\u0e7f]",
}
_SCRIPT = {language: re.compile(pattern) for language, pattern in _SCRIPTS.items()}
_SCRIPT_SHARE = 0.2  # of the sample's characters; Japanese writes half of its text in Chinese characters
# The commonest function words: 400 characters of a language hold at least two of them.
_WORDS = {
    "en": "the of and to in a is that for it on with as was at by",
    "de": "der die und in den von zu das mit sich des auf für ist im dem",
    "fr": "de la le et les des en un du une que est pour qui dans au",
    "es": "de la que el en y a los se del las un por con una su",
    "it": "di e il la che in a per un è del non sono con della i",
    "pt": "de a o que e do da em um para com não uma os no se",
    "nl": "de van een het en in is dat op te zijn voor met die niet aan",
    "sv": "och i att det som en på är av för med till den har de inte",
    "da": "og i at det er en til af på for som med der den de ikke",
    "no": "og i det er på til som en for av at med de ikke den har",
    "pl": "w i na z nie się do to że jest o jak po co od za",
    "tr": "ve bir bu da de için ile olarak daha çok gibi olan ne en o",
    "id": "yang dan di untuk dengan pada ini dari tidak itu dalam akan ke adalah juga",
}
_MIN_STOPWORDS = 2
_CLEAR = 6  # function words from which they say something of their own; with 4, one of 1,000 short samples is wrong
_CLEAR_SHARE = 0.15  # of all words; Czech and Slovak share .11 with English
_LEAD = 2  # times as many as the next language has
# Languages that function words alone may tell. Others have a neighbour not listed here that shares most of its own:
# Catalan with Spanish and French, Afrikaans with Dutch, Danish with Norwegian, Galician with Portuguese.
_UNMISTAKABLE = ("en", "de")
_ROWS = 1 << 13  # n-grams of which the shares are remembered: 4 MB, some ten samples
_TOKEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Language:
    """code: ISO 639-1, or `und`. candidates: all languages whose packs should be attached, likeliest first."""

    code: str
    candidates: tuple[str, ...] = ()


def primary(tag: str | None) -> str | None:
    """The primary subtag of a language tag, with old and regional codes folded: `nb-NO` is `no`."""
    if not tag or not tag.strip():
        return None
    lower = tag.strip().replace("_", "-").lower()
    code = _ALIASES.get(lower) or lower.split("-")[0]
    code = _ALIASES.get(code, code)
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None


def identify(text: str, declared: str | None = None, others: Iterable[str] = ()) -> Language:
    """The language of `text`, believing `declared` (any BCP 47 tag) where the text bears it out. Never raises.

    others: more texts of the same page. They have a say where `text` speaks another language than is declared, and
    where it holds hardly a function word, as code and lists do.
    """
    sample = text[:SAMPLE]
    code = primary(declared)
    tokens = _TOKEN.findall(sample.lower())
    counts = _count(tokens)
    if code and _plausible(code, sample, counts) and not _contradicted(code, counts):
        return Language(code, (code,))
    told = _clear(counts, len(tokens))
    if (told and code) or max(counts.values(), default=0) < _CLEAR:
        votes = Counter(filter(None, (told, *map(_told, others))))
        told = max(votes, key=votes.__getitem__, default="")  # the first of equals, that of `text`
    if told and told in (*_UNMISTAKABLE, code):
        return Language(told, (told,))
    if sum(map(len, tokens)) < MIN_LETTERS:
        return Language(code or UNKNOWN, (code,) if code else ())
    guesses = _detect(sample)
    if not guesses:
        return Language(UNKNOWN, (code,) if code else ())
    best, probability = guesses[0]
    candidates = tuple(language for language, p in guesses if p >= POSSIBLE)
    return Language(best if probability >= SURE else UNKNOWN, candidates)


def _count(tokens: list[str]) -> Counter[str]:
    """How many of `tokens`, in lower case, are function words of each language."""
    speakers = _speakers()
    return Counter(chain.from_iterable([speakers[token] for token in tokens if token in speakers]))


def _told(text: str) -> str:
    tokens = _TOKEN.findall(text[:SAMPLE].lower())
    return _clear(_count(tokens), len(tokens))


def _plausible(code: str, sample: str, counts: Counter[str]) -> bool:
    if script := _SCRIPT.get(code):
        return len(script.findall(sample)) >= _SCRIPT_SHARE * len(sample)
    if code in _WORDS:
        return counts[code] >= _MIN_STOPWORDS
    return len(_LATIN.findall(sample)) * 2 > len(sample)


def _contradicted(code: str, counts: Counter[str]) -> bool:
    """Whether the function words are another language's: French has some of English, "on" and "a"."""
    most = max(counts.values(), default=0)
    return code in _WORDS and most >= _CLEAR and most >= _LEAD * counts[code]


def _clear(counts: Counter[str], tokens: int) -> str:
    """The language that most function words of so many `tokens` are of, and by far; "" where there is none."""
    (best, hits), (_, next_hits) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    return best if hits >= max(_CLEAR, _CLEAR_SHARE * tokens) and hits >= _LEAD * next_hits else ""


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    """Each function word with the languages that have it."""
    words = sorted({word for line in _WORDS.values() for word in line.split()})
    return {word: tuple(code for code, line in _WORDS.items() if word in line.split()) for word in words}


def _detect(sample: str) -> list[tuple[str, float]]:
    from langdetect import LangDetectException

    detector = _factory().create()
    detector.append(sample)
    try:
        return [(primary(guess.lang) or UNKNOWN, guess.prob) for guess in detector.get_probabilities()]
    except LangDetectException:
        return []


class _Shares:
    """What langdetect asks its profiles: how likely an n-gram is in each language, worked out when it is asked.

    Its own table of all 87,598 n-grams takes 0.4 s to make and 45 MB; a page needs some hundred of them.
    """

    def __init__(self, profiles: Iterable[tuple[dict[str, int], list[int]]]) -> None:
        """profiles: for each language how often it has each n-gram, and how many of each length it has."""
        self._profiles = tuple(profiles)
        self._row = lru_cache(_ROWS)(self._shares)

    def __contains__(self, gram: str) -> bool:
        return any(self._row(gram))

    def __getitem__(self, gram: str) -> tuple[float, ...]:
        return self._row(gram)

    def _shares(self, gram: str) -> tuple[float, ...]:
        return tuple(freq.get(gram, 0) / n_words[len(gram) - 1] for freq, n_words in self._profiles)


@cache
def _factory() -> DetectorFactory:
    """langdetect with its profiles, read once, in the order of their names; the seed makes its answers repeat."""
    from langdetect import PROFILES_DIRECTORY, DetectorFactory  # most runs need it for no page

    files = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if not path.name.startswith("."))
    profiles = [orjson.loads(path.read_bytes()) for path in files]
    factory = DetectorFactory()
    factory.langlist = [profile["name"] for profile in profiles]
    factory.word_lang_prob_map = _Shares((profile["freq"], profile["n_words"]) for profile in profiles)
    DetectorFactory.seed = _SEED
    return factory
