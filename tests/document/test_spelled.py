"""What a browser shows and the tree does not hold as text, in twins: what comes into the text, and what stays out."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.document import Document, Refused, segment
from cleaner.model import Page

TEX = '<annotation encoding="application/x-tex">{\\displaystyle E=mc^{2}}</annotation>'
MATHML = f"<math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow>{TEX}</semantics></math>"


def document(html: str) -> Document:
    found = segment(Page(html, kind="html"))
    assert not isinstance(found, Refused)
    return found


def texts(html: str) -> list[str]:
    return document(html).texts


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param(MATHML, "$E=mc^{2}$", id="the TeX it notes"),
        pytest.param('<math alttext="a \\le b"><mi>a</mi></math>', "$a \\le b$", id="the TeX in its alternative text"),
        pytest.param('<math alttext="\\(a_1\\)"><mi>a</mi></math>', "\\(a_1\\)", id="TeX with marks of its own"),
        pytest.param('<math alttext="k"><mi>k</mi></math>', "k", id="what reads the same without marks"),
        pytest.param("<math><mi>a</mi><mo>&lt;</mo><mn>2</mn></math>", "a<2", id="its signs"),
        pytest.param("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x^2", id="a power"),
        pytest.param(
            "<math><msubsup><mi>x</mi><mi>i</mi><mn>12</mn></msubsup></math>", "x_i^12", id="an index and a power"
        ),
        pytest.param(
            "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>",
            "(a+b)/c",
            id="a fraction",
        ),
        pytest.param("<math><msqrt><mi>x</mi><mi>y</mi></msqrt></math>", "√(xy)", id="a root"),
        pytest.param("<math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "x^(1/3)", id="a cube root"),
        pytest.param("<math><mover><mi>x</mi><mo>¯</mo></mover></math>", "x¯", id="a bar above"),
        pytest.param("<math><mi>a</mi><mtext> if </mtext><mi>b</mi></math>", "a if b", id="words in it"),
        pytest.param("<math><mi>f</mi><mo>&#x2061;</mo><mi>x</mi></math>", "fx", id="signs without a shape"),
        pytest.param("<math><mtext><script>x()</script>y</mtext></math>", "y", id="no scripts"),
    ],
)
def test_a_formula_comes_into_its_sentence(formula: str, expected: str) -> None:
    assert [f"The load follows {expected} here."] == texts(f"<p>The load follows {formula} here.</p>")


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(
            f'<span class="mwe-math-element"><span style="display: none">{MATHML}</span>'
            '<img alt="{\\displaystyle E=mc^{2}}" src=x></span>',
            id="hidden MathML and a picture",
        ),
        pytest.param(
            f'<span class="katex"><span class="katex-mathml">{MATHML}</span>'
            '<span class="katex-html" aria-hidden="true"><i>E</i>=mc<i>2</i></span></span>',
            id="KaTeX",
        ),
        pytest.param(
            f'<mjx-container class="MathJax"><svg><path/></svg><mjx-assistive-mml>{MATHML}</mjx-assistive-mml>'
            "</mjx-container>",
            id="MathJax 3",
        ),
        pytest.param(
            '<span class="MathJax_Preview">E</span><span class="MathJax"><nobr>E=mc2</nobr>'
            f'<span class="MJX_Assistive_MathML">{MATHML}</span></span><script type="math/tex">E=mc^{{2}}</script>',
            id="MathJax 2, drawn",
        ),
        pytest.param('<script type="math/tex">E=mc^{2}</script>', id="MathJax 2, not drawn"),
    ],
)
def test_a_formula_that_a_page_carries_several_times_comes_once(formula: str) -> None:
    assert ["We know that $E=mc^{2}$ holds."] == texts(f"<p>We know that {formula} holds.</p>")


def test_a_formula_between_paragraphs_is_a_block() -> None:
    display = '<script type="math/tex; mode=display">F_2</script>'
    html = f'<p>Of <script type="math/tex">F_1</script> and</p>{display}<p>speaks</p><math><mi>G</mi></math><p>he.</p>'
    assert ["Of $F_1$ and", "$F_2$", "speaks", "G", "he."] == texts(html)


def test_other_scripts_in_a_sentence_are_no_formulas() -> None:
    assert ["One two"] == texts('<p>One <script type="text/x-note">three</script>two</p>')


def test_formulas_within_formulas_of_a_hostile_page_end_well() -> None:
    nested = f"<span class=katex><span class=MathJax>{MATHML}<span class=katex>{MATHML}</span></span>{MATHML}</span>"
    assert ["a $E=mc^{2}$ b"] == texts(f"<p>a {nested} b</p>")
    assert 1 == len(texts("<math>" + "<mrow>" * 1500 + "x"))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>She said <q>no</q>.</p>", 'She said "no".', id="a quotation"),
        pytest.param("<p>“<q>No</q>”, she said.</p>", "“No”, she said.", id="marks before it"),
        pytest.param("<p>She said <q>«no»</q>.</p>", "She said «no».", id="marks in it"),
        pytest.param("<p>She said <q><b>“no</b>”</q>.</p>", "She said “no”.", id="marks deeper in it"),
        pytest.param("<p>She said <q></q>.</p>", "She said .", id="nothing in it"),
    ],
)
def test_a_quotation_has_marks_once(html: str, expected: str) -> None:
    assert [expected] == texts(html)


def test_a_shadow_root_in_the_markup_is_shown_and_a_template_is_not() -> None:
    root = "<template shadowrootmode=open><p>Root</p><template>Kept for later</template><slot></slot></template>"
    assert ["Root", "Slotted", "After"] == texts(f"<x-card>{root}<p>Slotted</p></x-card><p>After</p>")
    assert ["After"] == texts("<template><p>No</p></template><p>After</p>")


def test_shadow_roots_stand_within_each_other() -> None:
    inner = "<x-b><template shadowrootmode=closed>Inner</template></x-b>"
    assert ["Outer", "Inner", "z"] == texts(
        f"<x-a><template shadowrootmode='open'><p>Outer</p>{inner}</template></x-a><p>z"
    )


def test_an_open_dialogue_is_shown_and_a_closed_one_is_not() -> None:
    assert ["a", "Shown", "b"] == texts("<p>a</p><dialog open>Shown</dialog><p>b</p>")
    assert ["a", "b"] == texts("<p>a</p><dialog>Not shown</dialog><p>b</p>")


def test_a_rule_across_the_page_ends_the_text_before_it_and_a_picture_does_not() -> None:
    assert ["One", "two"] == texts("<div>One<hr>two</div>")
    assert ["One two"] == texts("<div>One <img src=x>two</div>")


@pytest.mark.parametrize("box", ["<iframe src=x></iframe>", "<select><option>a</option></select>", "<input name=x>"])
def test_words_on_either_side_of_a_box_are_two(box: str) -> None:
    doc = document(f"<div>One{box}two <b>three</b></div>")
    assert ["One two three"] == doc.texts
    assert ["three"] == [doc.text[a:b] for a, b in doc.spans("b")]


def test_words_that_word_marks_up_stay_in_their_sentence_and_components_do_not() -> None:
    assert ["In Harnby we met."] == texts("<p>In <st1:city>Harnby</st1:city> we <o:p></o:p>met.</p>")
    assert ["In", "Harnby", "we met."] == texts("<p>In <x-city>Harnby</x-city> we met.</p>")


def test_text_in_an_image_map_is_shown() -> None:
    assert ["One", "Two", "Three"] == texts("<p>One</p><map name=m><p>Two</p><area alt=x></map><p>Three</p>")


def test_spans_fit_a_text_with_formulas_and_quotations(cleaner: Cleaner) -> None:
    doc = document(f"<p>It was {MATHML} he <b>said</b>, <q>a <i>rule</i></q> of old.</p>")
    assert ["said", "rule"] == [doc.text[a:b] for css in ("b", "i") for a, b in doc.spans(css)]
