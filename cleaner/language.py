"""Which language a page is in: its own word where the text bears it out, langdetect else. The only door to
langdetect.

langdetect takes 1 ms on 100 to 300 characters and 3 ms on 2,000 (measured here); a declared language costs 20 µs to
check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import init_factory

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
_STOPWORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_MIN_STOPWORDS = 2
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


def identify(text: str, declared: str | None = None) -> Language:
    """The language of `text`, believing `declared` (any BCP 47 tag) where the text bears it out. Never raises."""
    sample = text[:SAMPLE]
    code = primary(declared)
    if code and _plausible(code, sample):
        return Language(code, (code,))
    if len(_TOKEN.findall(sample)) == 0 or sum(map(len, _TOKEN.findall(sample))) < MIN_LETTERS:
        return Language(code or UNKNOWN, (code,) if code else ())
    guesses = _detect(sample)
    if not guesses:
        return Language(UNKNOWN, (code,) if code else ())
    best, probability = guesses[0]
    candidates = tuple(language for language, p in guesses if p >= POSSIBLE)
    return Language(best if probability >= SURE else UNKNOWN, candidates)


def _plausible(code: str, sample: str) -> bool:
    if script := _SCRIPT.get(code):
        return len(script.findall(sample)) >= _SCRIPT_SHARE * len(sample)
    if words := _STOPWORDS.get(code):
        return sum(token in words for token in _TOKEN.findall(sample.lower())) >= _MIN_STOPWORDS
    return len(_LATIN.findall(sample)) * 2 > len(sample)


def _detect(sample: str) -> list[tuple[str, float]]:
    detector = _factory().create()
    detector.append(sample)
    try:
        return [(primary(guess.lang) or UNKNOWN, guess.prob) for guess in detector.get_probabilities()]
    except LangDetectException:
        return []


@cache
def _factory() -> DetectorFactory:
    """langdetect's profiles, loaded once; the seed makes its answers repeat."""
    init_factory()
    from langdetect.detector_factory import _factory as loaded

    DetectorFactory.seed = _SEED
    # As tuples of numbers, not lists, these 90,000 rows are nothing that the garbage collector need look through.
    loaded.word_lang_prob_map = {gram: tuple(shares) for gram, shares in loaded.word_lang_prob_map.items()}
    return loaded
