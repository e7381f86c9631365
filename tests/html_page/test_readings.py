"""Ruby: the body holds the signs, the log how they are read."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from tests.html_page.doubles import Ruled

PLACE = "<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>"
LINES = (
    "の橋は火曜日から閉鎖されると町議会が決めた。技術者が二つの橋脚にひび割れを見つけたためである。",
    "の住民は片道十一キロの遠回りを強いられ、スクールバスは今より三十分早く出発することになる。",
)
PAGE = f"<html lang=ja><body><article><h1>古い橋</h1><p>{PLACE}{LINES[0]}</p><p>{PLACE}{LINES[1]}</p></article></body>"


def test_readings_leave_the_body_and_stand_in_the_log(cleaner: Cleaner) -> None:
    result = cleaner.clean(PAGE)
    readings = [(r.rule, r.action, result.base[r.start : r.end]) for r in result.removals if r.label == "reading"]
    assert "\n".join("東京" + line for line in LINES) in result.text
    assert [("heuristic/ruby", "drop", "(とうきょう)")] * 2 == readings


@pytest.mark.parametrize(
    "ruby",
    [
        pytest.param("<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>", id="sign by sign"),
        pytest.param("<ruby><rb>東京</rb><rtc><rt>とうきょう</rt></rtc></ruby>", id="in the old form"),
        pytest.param("<ruby>東京<rt><span>とう</span><b>きょう</b></rt></ruby>", id="with elements in them"),
    ],
)
def test_the_signs_stay_whole_in_each_form_of_ruby(cleaner: Cleaner, ruby: str) -> None:
    assert "東京" + LINES[0] in cleaner.clean(PAGE.replace(PLACE, ruby)).text


def test_the_markdown_has_no_readings_either(cleaner: Cleaner) -> None:
    assert "東京" + LINES[0] in cleaner.clean(PAGE).to_markdown()


def test_the_rule_can_be_disabled(ruled: Ruled) -> None:
    made = ruled("disable: [{rule: heuristic/ruby, why: a reader for children}]")
    assert "東京(とうきょう)" + LINES[0] in made.clean(PAGE).text
