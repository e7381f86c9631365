"""Markup that kills parsers, swallows text, or is merely odd."""

from __future__ import annotations

from tests.torture.case import HEAD, HTML_STORY, STORY, Case, of, page, refused, sentence

_HALF = "\n".join(f"<p>{line}</p>" for line in STORY[:4])
_REST = "\n".join(f"<p>{line}</p>" for line in STORY[4:])
_OPEN = f"{HEAD}<body><article>"


def nested(tag: str, depth: int, closed: bool = True) -> str:
    return page(f"<{tag}>" * depth + HTML_STORY + (f"</{tag.split()[0]}>" * depth if closed else ""))


def repeated(piece: str, times: int) -> str:
    return page(HTML_STORY + piece * times)


def numbered(piece: str, times: int) -> str:
    return page(HTML_STORY + "".join(piece.format(number) for number in range(times)))


def attributes(number: int) -> str:
    return page(f"<p {' '.join(f'a{n}=1' for n in range(number))}>x</p>{HTML_STORY}")


def around(before: str, middle: str, after: str = "") -> str:
    """A page that is not closed: half of the story, `middle`, the other half."""
    return f"{_OPEN}{before}{_HALF}{middle}{_REST}{after}"


def sized(megabytes: int) -> str:
    return page(HTML_STORY + f"<!--{'x' * (megabytes * 1_000_000)}-->")


# Small pages that cost a parser seconds, gigabytes or its life.
KILLERS = (
    refused("font-id-3000", of(numbered, "<p><font id={}>x</p>", 3_000), "skipped/too_many_nodes"),
    refused("font-id-87-kb", of(numbered, "<p><font id={}>x</p>", 4_000), "skipped/too_many_nodes"),
    refused(
        "b-id-behind-closings",
        lambda: page("</b>" * 5_000 + numbered("<p><b id={}>x</p>", 5_000)),
        "skipped/too_many_nodes",
    ),
    Case("font-id-closed", of(numbered, "<p><font id={}>x</font></p>", 4_000)),
    refused("div-100000", of(nested, "div", 100_000, False), "skipped/too_deep"),
    refused("blockquote-100000", of(nested, "blockquote", 100_000, False), "skipped/too_deep"),
    refused("template-70000", of(repeated, "<template>", 70_000), "skipped/too_deep"),
    refused("adoption-agency", of(repeated, "<b>" * 10 + "<div>" * 10 + "</b>" * 10, 3_000), "skipped/too_deep"),
    refused("walls-against-closings", of(repeated, "<div><table><tr><td></div>", 30_000), "skipped/too_deep"),
    refused("svg-60000", of(repeated, "<svg><g>", 30_000), "skipped/too_deep"),
    refused("attributes-30000", of(attributes, 30_000), "skipped/too_many_attributes"),
    refused("attributes-100000", of(attributes, 100_000), "skipped/too_many_attributes"),
    refused("attributes-10001", of(attributes, 10_001), "skipped/too_many_attributes"),
    Case("attributes-999", of(attributes, 999)),
    refused("tags-that-never-end", of(repeated, "<a ", 100_000), "skipped/too_many_attributes"),
    refused("elements-400000", of(repeated, "<i></i>", 400_000), "skipped/too_many_nodes"),
    refused("paragraphs-150000", of(repeated, "<p>x", 150_000), "skipped/too_many_nodes"),
    refused("ten-megabytes-and-more", of(sized, 11), "skipped/too_large"),
    Case("nine-megabytes-of-comment", of(sized, 9), slow=True),
    Case("data-uri-9-mb", lambda: page(f'<img src="data:image/png;base64,{"A" * 9_000_000}">{HTML_STORY}'), slow=True),
    Case("text-node-9-mb", lambda: page(f"<p>{'x' * 9_000_000}</p>{HTML_STORY}"), slow=True),
    Case("script-9-mb", lambda: page(f"<script>{'x=1;' * 2_250_000}</script>{HTML_STORY}"), slow=True),
    Case("tr-10000", of(repeated, "<table>" + "<tr>" * 10_000, 1)),
    Case("comments-50000", of(repeated, "<!-->", 50_000)),
    Case("end-tags-100000", of(repeated, "</p></x>", 9_000)),
    Case("less-than-100000", of(repeated, "<", 100_000)),
    Case("nulls", lambda: page(HTML_STORY.replace(" ", "\0 ", 3)), keeps=STORY[1:]),
)

# What parsers that stop at a depth, or at a size, lose in silence.
DEEP = (
    Case("divs-250", of(nested, "div", 250)),
    Case("divs-260", of(nested, "div", 260)),
    Case("divs-1900", of(nested, "div", 1_900)),
    Case("divs-260-around-half", lambda: page(f"{_HALF}{'<div>' * 260}{_REST}{'</div>' * 260}")),
    Case("spans-1500", of(nested, "span", 1_500)),
    refused("divs-2100", of(nested, "div", 2_100), "skipped/too_deep"),
    Case("same-paragraph-500", lambda: page("<p>No comment was given by the board.</p>" * 500 + HTML_STORY)),
)

_CUT = ("truncated_markup",)
# Constructs that swallow the remainder of their page.
UNCLOSED = (
    Case("unclosed-comment", of(around, "", "<!-- advertisement >"), flags=_CUT),
    Case("unclosed-comment-first", lambda: f"<!-- saved by >{page()}", flags=_CUT),
    Case(
        "unclosed-script", of(around, "", "<script>var a = '<p>b</p>';\nif (a < 3) {}\n"), flags=_CUT, lacks=("var a",)
    ),
    Case("unclosed-style", of(around, "", "<style>p { color: red }\n"), flags=_CUT, lacks=("color: red",)),
    Case("unclosed-title", lambda: page(head="<!doctype html><head><title>Pier to be widened\n"), flags=_CUT),
    Case("unclosed-head-script", lambda: page(head="<!doctype html><head><script>f(1)\n</head>"), flags=_CUT),
    Case("unclosed-textarea", of(around, "", "<textarea>"), flags=_CUT),
    Case("unclosed-plaintext", of(around, "", "<plaintext>"), flags=_CUT, lacks=("<p>",)),
    Case("unclosed-xmp", of(around, "", "<xmp>"), flags=_CUT, lacks=("<p>",)),
    Case("unclosed-iframe", of(around, "", '<iframe src="/ad">'), flags=_CUT),
    Case("unclosed-noscript-iframe", of(around, "", '<noscript><iframe src="/ad"></noscript>'), flags=_CUT),
    Case("unclosed-select", of(around, "", "<select><option>Choose"), flags=_CUT),
    Case("unclosed-template", of(around, "", "<template>"), flags=_CUT),
    Case(
        "unclosed-style-in-a-template",
        of(around, "", "<template>a<style></template>", "<template>b</template>"),
        flags=_CUT,
    ),
    Case("unclosed-comment-in-a-template", of(around, "", "<template>a<!-- b</template>"), flags=_CUT),
    Case("unclosed-object", of(around, "", "<object data=x>"), flags=_CUT),
    Case("unclosed-video", of(around, "", "<video src=x>"), flags=_CUT),
    Case("unclosed-svg", of(around, "", "<svg><g>")),
    Case("unclosed-quote", of(around, "", '<p><a title="more>here</a></p>'), flags=_CUT),
    Case("four-things-unclosed", of(around, "<textarea>", "<!-- x ><select>", "<script>a()"), flags=_CUT),
    Case("torn-quote", lambda: page(f"<link href='/site.c{HTML_STORY}<script>show('menu', 1)</script>"), flags=_CUT),
    Case("torn-script", lambda: page(f"<script>{HTML_STORY}<script>w()</script>"), flags=_CUT, lacks=("w()",)),
    Case("torn-style", lambda: page(f"<style>{HTML_STORY}<style>p {{}}</style>"), flags=_CUT, lacks=("p {",)),
    Case("torn-title", lambda: page(f"<title>{HTML_STORY}<svg><title>w</title></svg>"), flags=_CUT),
    Case("torn-comment", lambda: page(f"<!-- 3 >{HTML_STORY}<!-- served by 3 -->"), flags=_CUT, lacks=("by 3",)),
    Case("cut-in-a-tag", lambda: page().replace("</article></body></html>", '<div class="sh'), flags=_CUT),
    Case("cut-in-a-script", lambda: page() + "<script>var tracker = load(", flags=_CUT),
    Case("closed-comment-at-the-end", lambda: page() + "<!-- served by 3 -->"),
)

# Text that no browser shows, and nothing else: not a result, and not a silent one.
HIDDEN = (
    refused("all-in-a-template", lambda: f"{HEAD}<body><template>{HTML_STORY}</template>", "empty/suspicious_empty"),
    refused("all-in-a-dialog", lambda: f"{HEAD}<body><dialog>{HTML_STORY}</dialog>", "empty/suspicious_empty"),
    refused(
        "all-in-noframes",
        lambda: f"<html><frameset><frame src=a><noframes>{HTML_STORY}</noframes></frameset>",
        "empty/suspicious_empty",
    ),
    refused(
        "frames", lambda: "<html><frameset cols=50%,50%><frame src=a><frame src=b></frameset></html>", "empty/no_text"
    ),
    refused("all-in-a-script", lambda: page(f"<script>document.write('{STORY[0]}')</script>"), "ok", "empty/no_text"),
    refused(
        "only-white-space",
        lambda: page(" \n\t ", head="<title> </title>").replace("<h1>Pier to be widened</h1>", ""),
        "empty/no_text",
    ),
    refused("an-empty-page", lambda: "", "empty/no_input"),
    Case(
        "cookie-wall-before-the-story",
        lambda: page(f"<div class='cookie-banner'><p>{sentence(90)}</p></div>{HTML_STORY}"),
    ),
    Case(
        "paywall",
        lambda: page(f"{HTML_STORY}<p>This article is for subscribers only.</p><p>Subscribe to continue reading</p>"),
        flags=("possibly_truncated",),
    ),
)

# After html5lib's tests of tokenizers and tree builders: odd, and a page all the same.
ODD = (
    *tuple(
        Case(f"odd-{name}", of(page, odd + HTML_STORY))
        for name, odd in {
            "bogus-comment": "<!x><?php echo 1 ?></ x><!DOCTYPE x>",
            "cdata": "<![CDATA[ x ]]>",
            "entities": "&notit; &#0; &#x110000; &#xD800; &amp;amp; &lt;p&gt; &noSuchEntity; &",
            "misnested": "<b><i></b></i><p><table><p></table></p>",
            "foster-parent": "<table>x<tr>y<td></table>",
            "two-bodies": "<body class=a><body id=b><html lang=de>",
            "nested-forms": "<form><form></form></form>",
            "nested-anchors": "<a href=x><a href=y>z</a></a>",
            "slashes": "<p/ / =x =y><br/ ><//p>",
            "attribute-quotes": '<p a=\'"\' b="\'" c=`x` d=a"b>',
            "duplicate-attributes": "<p class=a class=b id=x id=y>",
            "upper-case": "<DIV><SPAN>X</SPAN></DIV>",
            "select-in-table": "<table><select><tr><td></select></table>",
            "math-and-svg": "<math><mi><p></mi></math><svg><title>x</title></svg>",
            "script-in-script": "<script><!-- <script> </script> --></script>",
            "comment-ends": "<!--> <!---> <!-- a --!> <!-- a -- b -->",
            "frameset-in-body": "<frameset><frame></frameset>",
            "image-tag": "<image src=x><isindex>",
            "deep-lists": "<ul><li><ul><li><ul><li></ul></ul></ul>",
            "no-spaces": "<p\x0cclass=a\x0bid=b>",
            "amp": "<amp-img src=x></amp-img><amp-ad type=a></amp-ad>",
            "lone-surrogate": "<p>�</p>",
            "private-use": "<p>\ue000\uffff\U0010ffff</p>",
        }.items()
    ),
    Case("odd-no-tags-closed", lambda: "<html><title>Pier</title><body>" + "".join(f"<p>{line}" for line in STORY)),
    Case("odd-breaks-only", lambda: "<body>" + "<br><br>".join(STORY)),
    Case(
        "odd-xhtml",
        lambda: page(
            head='<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Pier</title></head>'
        ),
    ),
    Case("amp-page", lambda: page(head='<!doctype html><html amp lang="en"><head><title>Pier</title></head>')),
    Case("custom-elements", lambda: f"<x-app><x-story>{HTML_STORY}</x-story></x-app>"),
    Case(
        "closed-shadow-root",
        lambda: page(f"<x-a><template shadowrootmode=open><slot></slot></template></x-a>{HTML_STORY}"),
    ),
)

CASES = KILLERS + DEEP + UNCLOSED + HIDDEN + ODD
