"""Content that is not what it says: encodings, other formats, texts with tricks, addresses and ids with teeth."""

from __future__ import annotations

import gzip
import json

from tests.torture.case import HEAD, STORY, Case, of, page, refused

# Every label of the WHATWG encoding standard that stands for a charset (one of each of its lists), with words in it.
_SAMPLES = {
    "utf-8": "Grüße aus dem Hafen – naïve façade",
    "ibm866": "Совет порта решил расширить причал.",
    "iso-8859-2": "Zażółć gęślą jaźń w porcie.",
    "iso-8859-3": "Ĉu la haveno estas pli larĝa?",
    "iso-8859-4": "Ostas laine ļoti ģērbies ūdens.",
    "iso-8859-5": "Совет порта решил расширить причал.",
    "iso-8859-6": "قرر مجلس الميناء توسيع الرصيف",
    "iso-8859-7": "Το λιμάνι θα γίνει μεγαλύτερο.",
    "iso-8859-8": "הנמל יורחב בקרוב",
    "iso-8859-8-i": "הנמל יורחב בקרוב",
    "iso-8859-10": "Höfnin verður breikkuð í vor. Ŋ đ š",
    "iso-8859-13": "Uostas bus platesnis šį pavasarį.",
    "iso-8859-14": "Mae'r porthladd ŵ ŷ ḃ ċ.",
    "iso-8859-15": "Le port coûte 100 € à la ville, œuvre.",
    "iso-8859-16": "Portul va fi lărgit în această vară, își.",
    "koi8-r": "Совет порта решил расширить причал.",
    "koi8-u": "Рада порту вирішила розширити причал їжак.",
    "macintosh": "Le port sera élargi – déjà vu.",
    "windows-874": "ท่าเรือจะกว้างขึ้น",
    "windows-1250": "Přístav bude širší než dříve, žluť.",
    "windows-1251": "Совет порта решил расширить причал.",
    "windows-1252": "Le port sera élargi “déjà” – 10 €.",
    "windows-1253": "Το λιμάνι θα γίνει μεγαλύτερο.",
    "windows-1254": "Liman genişletilecek, şimdi değil, İzmir.",
    "windows-1255": "הנמל יורחב בקרוב",
    "windows-1256": "قرر مجلس الميناء توسيع الرصيف پچ",
    "windows-1257": "Uostas bus platesnis šį pavasarį.",
    "windows-1258": "Cảng sẽ được mở rộng",
    "x-mac-cyrillic": "Совет порта решил расширить причал.",
    "gbk": "港口委员会星期二决定扩建码头。",
    "gb18030": "港口委员会星期二决定扩建码头。€",
    "big5": "港口委員會星期二決定擴建碼頭。",
    "euc-jp": "港の委員会は火曜日、岸壁の拡張を決めた。",
    "iso-2022-jp": "港の委員会は火曜日、岸壁の拡張を決めた。",
    "shift_jis": "港の委員会は火曜日①、岸壁～の拡張を決めた。",
    "euc-kr": "항만위원회는 화요일 부두 확장을 의결했다.",
    "utf-16le": "Grüße aus dem Hafen",
    "utf-16be": "Grüße aus dem Hafen",
}
_PYTHON = {"windows-874": "cp874", "x-mac-cyrillic": "mac_cyrillic", "shift_jis": "cp932", "iso-8859-8-i": "iso-8859-8"}
_DECLARED = '<!doctype html><html><head><meta charset="{}"><title>Pier</title></head>'


def encoded(label: str, text: str, declared: str) -> bytes:
    codec = _PYTHON.get(label, label)
    body = "".join(f"<p>{number}. {text} {text} {text}</p>" for number in range(1, 9))
    return page(body, _DECLARED.format(declared)).encode(codec, "ignore")


def composed(label: str, text: str) -> str:
    """What is left of `text` where a charset has no composed letters."""
    codec = _PYTHON.get(label, label)
    return text.encode(codec, "ignore").decode(codec)


ENCODINGS = (
    *tuple(
        Case(f"charset-{label}", of(encoded, label, text, label), keeps=(composed(label, text),))
        for label, text in _SAMPLES.items()
    ),
    Case("charset-none-utf-16", lambda: page().encode("utf-16-le")),
    Case("charset-none-utf-16-be", lambda: page().encode("utf-16-be")),
    Case("charset-bom-utf-32", lambda: page().encode("utf-32")),
    Case("charset-says-utf-16-is-utf-8", lambda: page(head=_DECLARED.format("utf-16")).encode()),
    Case(
        "charset-false-shift-jis",
        of(encoded, "shift_jis", _SAMPLES["shift_jis"] * 9, "utf-8"),
        keeps=(_SAMPLES["shift_jis"],),
    ),
    Case(
        "charset-false-windows-1251",
        of(encoded, "windows-1251", _SAMPLES["windows-1251"] * 9, "utf-8"),
        keeps=(_SAMPLES["windows-1251"],),
    ),
    Case("charset-false-gb18030", of(encoded, "gb18030", _SAMPLES["gbk"] * 9, "utf-8"), keeps=(_SAMPLES["gbk"],)),
    Case("charset-dangerous-label", lambda: page(head=_DECLARED.format("base64")).encode()),
    Case("charset-utf-7-label", lambda: page(head=_DECLARED.format("utf-7")).encode()),
    Case("charset-unknown-label", lambda: page(head=_DECLARED.format("x-no-such")).encode()),
    refused("charset-garbage", lambda: page("<p>" + "� " * 500 + "a few words</p>"), "skipped/bad_encoding"),
    Case(
        "charset-some-garbage",
        lambda: page().replace("harbour", "harbo�r").encode(),
        flags=("bad_encoding",),
        keeps=("harbo�r",),
    ),
)


def zipped() -> bytes:
    return gzip.compress(page().encode())


_NOT_HTML = "skipped/not_html"
FORMATS = (
    refused("pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\n1 0 obj <</Type /Catalog>>" + page().encode(), _NOT_HTML),
    refused("jpeg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20, _NOT_HTML),
    refused("png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, _NOT_HTML),
    refused("zip", lambda: b"PK\x03\x04" + bytes(range(256)) * 20, _NOT_HTML),
    refused("gzip-as-html", zipped, _NOT_HTML),
    refused("unknown-binary", lambda: bytes((7 * n) % 32 for n in range(9_000)), _NOT_HTML),
    refused(
        "rss",
        lambda: (
            f'<?xml version="1.0"?><rss version="2.0"><channel><item><description>{STORY[0]}</description></item>'
            "</channel></rss>"
        ),
        _NOT_HTML,
    ),
    refused(
        "atom",
        lambda: f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>{STORY[0]}</content></entry></feed>',
        _NOT_HTML,
    ),
    refused(
        "sitemap",
        lambda: '<?xml version="1.0"?><!-- a --><!-- b --><urlset><url><loc>x</loc></url></urlset>',
        _NOT_HTML,
    ),
    refused("json", lambda: json.dumps({"body": STORY}), _NOT_HTML),
    refused("json-in-an-array", lambda: json.dumps(list(STORY)), _NOT_HTML),
    Case("comments-before-no-feed", lambda: "<!---->" * 280 + page()),
    Case("text-as-html", lambda: "\n\n".join(STORY)),
    Case("html-as-text", lambda: "\n".join(f"<p>{line}</p>" for line in STORY), kind="text"),
)

_TRICKS = {
    "zero-width": "\u200b\u200c\u200d\u2060\ufeff",
    "soft-hyphens": "\u00ad",
    "bidi-override": "\u202e\u202d\u202c",
    "bidi-isolates": "\u2066\u2067\u2068\u2069",
    "variation-selectors": "\ufe0f\U000e0100",
    "tag-characters": "\U000e0041\U000e0042",
}
HTML_TAIL = "".join(f"<p>{line}</p>" for line in STORY) + "</article>"
_PHRASE = "You may also like"
_CARDS = "Ferry line to close after ninety years\nOld maps of the delta found in attic\nLantern makers gather again"


def hidden_phrase(mark: str) -> str:
    phrase = mark.join(_PHRASE)
    return "\n\n".join(STORY) + f"\n\n{phrase}\n{_CARDS}"


TEXTS = (
    *(Case(f"phrase-with-{name}", of(hidden_phrase, mark), kind="text") for name, mark in _TRICKS.items()),
    *(
        Case(f"phrase-hidden-by-{name}", of(hidden_phrase, _TRICKS[name]), kind="text", lacks=("Ferry line",))
        for name in ("zero-width", "soft-hyphens", "bidi-override", "bidi-isolates")
    ),
    Case(
        "phrase-full-width",
        lambda: "\n\n".join(STORY) + f"\n\nＹｏｕ ｍａｙ ａｌｓｏ ｌｉｋｅ\n{_CARDS}",
        kind="text",
        lacks=("Ferry line",),
    ),
    # A homoglyph is another letter: it is not folded, and nothing is lost by it.
    Case("phrase-cyrillic-homoglyph", lambda: "\n\n".join(STORY) + f"\n\nYоu mаy alsо like\n{_CARDS}", kind="text"),
    Case("combining-marks-2-mb", lambda: "\n\n".join(STORY) + "\n\na" + "\u0301" * 1_000_000, kind="text", slow=True),
    Case("ligatures-that-expand", lambda: "\n\n".join(STORY) + "\n\n" + "\ufdfa" * 300_000, kind="text", slow=True),
    Case("one-line-of-9-mb", lambda: (" ".join(STORY) + " ") * 7_000, kind="text", slow=True),
    Case("line-ends-mixed", lambda: "\r".join(STORY[:4]) + "\u2028" + "\r\n".join(STORY[4:]), kind="text"),
    Case("lines-250000", lambda: "a\n" * 250_000, ("skipped/too_many_nodes",), keeps=(), kind="text"),
    Case(
        "headings-20000",
        lambda: f"{_PHRASE}\nFerry line to close after ninety years\n{STORY[0]}\n" * 5_000,
        kind="text",
        keeps=STORY[:1],
        slow=True,
    ),
    Case("null-text", lambda: "\0".join(STORY), kind="text"),
    Case("surrogates", lambda: "\n\n".join(STORY) + "\ud800\udc00\udfff", kind="text"),
)

_ADDRESSES = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://[::1",
    "http://\u202egro.elpmaxe",
    "https://user:secret@harbour.example:99999/%00%0d%0aSet-Cookie:x=1",
    "http://" + "a" * 70_000 + ".example/",
    "https://xn--" + "a" * 60 + ".example/",
    "\ud800",
    "http://harbour.example/../../../../etc/passwd",
    "../../etc/passwd",
    "",
)
ADDRESSES = tuple(Case(f"address-{n}", page, url=url) for n, url in enumerate(_ADDRESSES))
CLEVER = (
    Case(
        "json-ld-deep",
        lambda: page(f'<script type="application/ld+json">{"[" * 200_000}</script>').replace("</article>", HTML_TAIL),
    ),
    Case(
        "json-ld-strange",
        lambda: page(
            '<script type="application/ld+json">{"@type":["NewsArticle",7],"author":[[{"name":{}}]],'
            '"datePublished":[1e999,null]}</script>'
        ).replace("</article>", HTML_TAIL),
    ),
    Case(
        "dates-strange",
        lambda: page(
            f'<meta property="article:published_time" content="{"9" * 5_000}"><time datetime="-1-99-99T99">x</time>'
        ).replace("</article>", HTML_TAIL),
    ),
    Case("title-of-a-megabyte", lambda: page(head=f"<title>{'Pier ' * 200_000}</title>")),
    Case("classes-of-a-megabyte", lambda: page().replace("<article>", f'<article class="{"a " * 500_000}">')),
    Case(
        "meta-60000",
        lambda: page(head=HEAD.replace("</head>", '<meta property="article:tag" content="x">' * 60_000)),
        slow=True,
    ),
    Case("content-type-hostile", page, content_type='text/html; charset="\r\n\0' + "x" * 10_000),
)

CASES = ENCODINGS + FORMATS + TEXTS + ADDRESSES + CLEVER
