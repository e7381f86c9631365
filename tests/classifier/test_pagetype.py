"""What kind of page it is, in scripts that have no capitals."""

from __future__ import annotations

import pytest

from cleaner.classifier import classify
from cleaner.classifier.features import read_page
from cleaner.classifier.model import shipped
from cleaner.classifier.pagetype import is_caseless
from tests.classifier.pages import PARAGRAPHS, page

STORIES = {
    "ar": (
        "صوت مجلس البلدة يوم الثلاثاء على إغلاق الجسر القديم فوق النهر بعد أن عثر المهندسون على شقوق في أعمدته.",
        "سيضطر سكان الضفة الشمالية إلى القيادة أحد عشر كيلومترا إضافيا في كل اتجاه، وستغادر حافلة المدرسة قبل موعدها.",
    ),
    "he": (
        "מועצת העיר החליטה ביום שלישי לסגור את הגשר הישן מעל הנהר, לאחר שמהנדסים מצאו סדקים בשניים מעמודיו.",
        "תושבי הגדה הצפונית ייאלצו לנסוע אחד עשר קילומטרים נוספים לכל כיוון, ואוטובוס בית הספר ייצא מוקדם יותר.",
    ),
    "zh": (
        "镇议会星期二投票决定关闭河上的老桥，此前工程师在两个桥墩上发现了裂缝，认为继续通车有危险。",
        "北岸居民每次出行将要多开十一公里的路，校车也要比现在提早半个小时出发，许多家长对此表示不满。",
    ),
    "ja": (
        "町議会は火曜日、川に架かる古い橋の閉鎖を可決した。技術者が二つの橋脚にひび割れを見つけたためである。",
        "北岸の住民は片道十一キロの遠回りを強いられ、スクールバスは今より三十分早く出発することになる。",
    ),
    "de": (
        "Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke zu sperren, weil Ingenieure Risse fanden.",
        "Die Bewohner des Nordufers müssen künftig elf Kilometer weiter fahren, und der Schulbus fährt früher ab.",
    ),
}


@pytest.mark.parametrize("language", list(STORIES))
def test_a_short_article_is_an_article_in_any_script(language: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in STORIES[language])
    document = page(f"<article><h1>{STORIES[language][0][:24]}</h1>{lines}</article>")
    assert "article" == classify(document).page_type


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(pytest.param(" ".join(STORIES[name]), name != "de", id=name) for name in STORIES),
        pytest.param(" ".join(PARAGRAPHS), False, id="en"),
        pytest.param(
            "Паром отошёл от старой пристани во вторник утром, и капитан сказал, что опоздает.", False, id="ru"
        ),
        pytest.param("Phà rời bến cũ vào sáng thứ Ba, và thuyền trưởng nói rằng sẽ đến muộn một giờ.", False, id="vi"),
    ],
)
def test_scripts_without_capitals_are_known_by_their_signs(text: str, expected: bool) -> None:
    assert expected is is_caseless(read_page(page(f"<p>{text}</p>"), shipped().words))


def test_a_forum_in_such_a_script_is_none_the_less_a_forum() -> None:
    posts = "".join(
        f'<div class="post comment"><a class="author" href="/u/{n}">u{n}</a> <span class="date">2024-01-0{n}</span>'
        f'<div class="message">{line}</div><a href="#">引用</a></div>'
        for n, line in enumerate(STORIES["zh"] * 3, 1)
    )
    head = '<meta name="generator" content="Discourse"><link rel="canonical" href="https://a.example/forum/threads/7">'
    document = page(f'<div class="topic posts">{posts}</div>', head)
    assert "forum" == classify(document).page_type
