"""Names of authors out of bylines: split where languages join names, and without titles, dates, addresses and "By".

Word lists are of languages, not of sites. Text that does not look like names gives no author rather than a wrong one.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

MAX_CHARS = 600  # characters of one byline that are read; more is a biography
MAX_AUTHORS = 60  # names kept; a live blog has twenty
MAX_TEXTS = 2 * MAX_AUTHORS  # author fields that are read one after another; one that names nobody costs up to 1 ms
MAX_WORDS = 7  # words of one name; more is a sentence
MAX_PROSE_WORDS = 6  # the same in text shown to readers, where a headline or a slogan may stand
MAX_NAME = 80  # characters of one name

_MARKUP = re.compile(
    r"\([^()]{0,80}\)|https?://\S+|www\.\S+|[^\s@]+@[^\s@]+\.\w+|(?<!\w)@\w+|<[^<>]{1,200}>|[\u200b-\u200f\u2060\ufeff]"
)
_BY = re.compile(
    r"\A\W{0,8}(?:"
    r"(?:(?:reporting|reported|written|posted|words|story|article|text|compiled|published|authored|created|"
    r"submitted|photographed|"
    r"medically reviewed|reviewed|post|column|analysis|opinion|essay|report|review)\s+)?by(?=[\s:])|"
    r"(?:(?:text|bericht|kommentar|analyse|interview|aufgezeichnet|geschrieben|verfasst|"
    r"(?:ein\w*\s)\w+)\s+)?von(?=[\s:])|"
    r"(?:(?:propos recueillis|écrit|publié|rédigé)\s+)?par(?=[\s:])|(?:(?:escrito|publicado|texto)\s+)?por(?=[\s:])|"
    r"(?:(?:scritto|articolo)\s+)?(?-i:di)(?=[\s:])|(?:(?:geschreven|tekst)\s+)?door(?=[\s:])|(?:skrevet|skriven|"
    r"tekst)\s+a[vf](?=\s)|"
    r"(?:authors?|contributors?|written by|text|texte|texto|tekst|words|autor(?:in|innen|en|a|es|as|i|zy|ka)?|"
    r"auteurs?|autrice|autore|"
    r"redaktion|redacción|автор\w?|текст|작성자|글)\s*:|(?:作者|記者|记者|撰文|編集|文)\s*[:：/／]|(?:작성자|기자)\s*[:：/]|"
    r"(?:view\s+)?(?:all\s+)?(?:posts|articles|stories|more)\s+(?:by|from)(?=\s)|(?:autore?|autorin|auteur|author|"
    r"автор)(?=\s+\w+\s+\w)"
    r")[\s:：/]*",
    re.IGNORECASE,
)
# Where the names end and the rest of a byline begins. A digit ends them too: dates, clocks, counts.
_END = re.compile(
    r"\s*(?:[\[({|•·∙●]|\d|\s[-–—]+\s|[–—]{1,2}\s|(?<!\w)(?:updated?|published|posted|last (?:modified|updated)|"
    r"modified|follow|contact(?:s)?|"
    r"read (?:more|full)|view (?:all|profile|more|bio|\w+ posts)|see (?:all|more)|more (?:by|from|about|articles|"
    r"posts)|all (?:posts|articles)|"
    r"about (?:the author|this)|e-?mail|author bio|bio|share|special to|for the (?=[A-Z])|photograph(?:s|y|ed by)|"
    r"photos? by|illustrat\w+ by|"
    r"edited by|reviewed by|fact.checked|medically|is an?|is the|has been|was an?|covers|writes|"
    r"(?:jan|feb|fév|m[aä]r|apr|avr|abr|ma[iy]|ju[nli]|aug|août|ago|sep|set|o[ck]t|out|nov|de[czs]|déc|"
    r"dic)\w{0,7}\.?(?=\s\d)|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?(?=,|\s\d)|"
    r"aktualisiert|veröffentlicht|stand|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato|gepubliceerd|"
    r"опубликовано)(?!\w))",
    re.IGNORECASE,
)
_HARD = re.compile(r"\s*(?:[;|•·、；／/\n]|\s\+\s)\s*")
_INITIALS = re.compile(r"(?:\b\w|\b[JS]r)\.\Z")
_LEADING_JOIN = re.compile(r"\A\s*(?:&|and|und|et|y)\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,，]\s*")
_JOIN = re.compile(
    r"\s+(?:&|\+|and|und|et|och|og|sowie|и|та|"
    r"і|και|és|și|oraz|with|mit|avec|with reporting by|y|e|i|ja|ve|dan|和|및)\s+",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?<!\w)(?:(?:editors?|editorial|reporters?|correspondents?|writers?|journalists?|columnists?|contributors?|"
    r"contributing|producers?|"
    r"staff|directors?|managers?|managing|ceo|cto|cfo|coo|cmo|(?:co-?)?founders?|president|vice|head of|chief|"
    r"officer|senior|junior|"
    r"associate|assistant|deputy|fellow|professor|lecturer|analyst|specialist|consultant|expert|coach|attorney|"
    r"blogger|copywriter|"
    r"strategist|researcher|intern|freelancer?|photographer|marketer|engineer|developer|designer|executive|owner|"
    r"chefredakteur(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|journalistin|ressortleit\w+|volontär(?:in)?|"
    r"reporterin|freier?|"
    r"rédact\w+|journaliste|correspondant\w*|envoyée?|redactora?|periodista|corresponsal|giornalista|redattore|"
    r"redattrice|inviat[oa]|"
    r"jornalista|repórter|verslaggever|redacteur|correspondente|редактор|корреспондент|журналист|"
    r"обозреватель)(?!\w)|記者|기자)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc?|msw|b\.?a|b\.?sc?|mba|mph|mfa|r\.?n|rdn|r\.?d|ld|d\.?o|dds|dmd|dvm|j\.?d|esq|"
    r"jr|sr|i{2,3}|iv|cpa|"
    r"cfp|cfa|cpt|cscs|np|lcsw|lmft|pharm\.?d|psy\.?d|ed\.?d|llm|msn|aprn|pmp|phr|shrm-cp|m\.?ed|dr|prof)\.?\Z",
    re.IGNORECASE,
)
_SENTENCE = frozenset(
    "is are was were this your we you it more read follow posts share click here sign subscribe "
    "has have will ist sind wird est sont "
    "comments comment ago login search".split()
)
_NOBODY = frozenset(
    "admin administrator unknown anonymous none null undefined n/a na user guest editor author authors writer "
    "by name webmaster root default superuser test person nan false true".split()
) | {"written by", "posted by", "the author", "super user", "no author", "sponsored"}
_PARTICLES = frozenset(
    "van von der den de del della di da dos das do du la le el al "
    "bin ibn ben y e zu zum zur af av ter ten st mac the of and for at".split()
)
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def split_authors(texts: Iterable[str], *, prose: bool = False) -> tuple[str, ...]:
    """The names in author fields or bylines, in order, each once. Job titles, degrees, dates and links are left out.

    `prose`: the texts are shown to readers and may hold anything; only what is written as names are is taken.

    >>> split_authors(["By Jane Roe, John Doe and Ann Poe, Senior Editor"])
    ('Jane Roe', 'John Doe', 'Ann Poe')
    """
    names: dict[str, str] = {}
    for text in islice(texts, MAX_TEXTS):
        for name in _names_in(text, prose):
            names.setdefault(author_key(name), name)
            if len(names) >= MAX_AUTHORS:
                return tuple(names.values())
    return tuple(names.values())


def has_label(text: str) -> bool:
    """Whether `text` begins as bylines do: "By …", "Von …", "Author: …"."""
    return _BY.match(text[:MAX_CHARS]) is not None


def author_key(name: str) -> str:
    """`name` as names are compared: letters and digits only, case folded, accents kept."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


def reversed_name(text: str) -> str:
    """ "Roe, Jane" as catalogues write it, turned to "Jane Roe"; anything else as it is."""
    family, comma, given = text.partition(",")
    plain = comma and "," not in given and len(family.split()) <= 3 and 0 < len(given.split()) <= 3
    return f"{given.strip()} {family.strip()}" if plain and not _DEGREE.match(given.strip()) else text


def _names_in(text: str, prose: bool) -> list[str]:
    text = text[:MAX_CHARS]
    text = _MARKUP.sub(" ", html.unescape(text) if "&" in text else text)
    text = " ".join(_BY.sub("", text).split())
    found: list[str] = []
    for part in _HARD.split(text):
        end = _END.search(part)
        for chunk in _COMMA.split(part[: end.start()] if end else part):
            for piece in _unjoin(chunk):
                name = _name(piece, first=not found, prose=prose)
                if name:
                    found.append(name)
                elif prose and not _is_aside(piece):
                    return found  # the names are over; what follows is a sentence
    return found


def _unjoin(text: str) -> list[str]:
    """Split at "and" and its like, unless that would tear a name ("Ortega y Gasset", "Food and Drink Desk")."""
    text = _LEADING_JOIN.sub("", text)
    pieces = _JOIN.split(text)
    if len(pieces) == 1:
        return pieces
    sizes = [len(piece.split()) for piece in pieces]
    apart = all(size >= 2 for size in sizes) or all(size == 1 for size in sizes)
    agency = any(size == 1 and (piece.isupper() or piece.islower()) for size, piece in zip(sizes, pieces, strict=True))
    return pieces if apart or agency else [text]


def _is_aside(text: str) -> bool:
    """Whether `text` may stand between names without being one: nothing, a job title, a degree."""
    return not text.strip(" .,:-–—") or _ROLE.search(text) is not None or _DEGREE.match(text.strip()) is not None


def _name(text: str, *, first: bool, prose: bool) -> str:
    """One name, or "" where `text` is something else. `first`: it opens the byline, so a desk may stand there."""
    text = _BY.sub("", text).strip(" \t,:;-–—*'\"“”|/")
    text = text if _INITIALS.search(text) else text.rstrip(".")
    role = _ROLE.search(text)
    if role and not first:
        return ""
    if role and prose and len(text[: role.start()].split()) >= 2:
        text = text[: role.start()].strip(" ,-–—")
    return text if _is_name(text) and (not prose or _looks_like_name(text)) else ""


def _is_name(text: str) -> bool:
    words = text.split()
    if len(text) < 2 or len(words) > MAX_WORDS or len(text) > MAX_NAME or not _LETTERS.search(text):
        return False
    folded = text.casefold()
    return folded not in _NOBODY and not _DEGREE.match(text) and _SENTENCE.isdisjoint(folded.split())


def _looks_like_name(text: str) -> bool:
    """Written as names are: each word but particles with a capital, or in a script that has none."""
    words = _WORD.findall(text)
    return len(words) <= MAX_PROSE_WORDS and all(not word[0].islower() or word in _PARTICLES for word in words)
