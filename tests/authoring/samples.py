"""An invented page with a box that a rule of its own takes away, and one line whose end goes."""

from __future__ import annotations

from pathlib import Path

RULE = """\
format: 1
id: harbour
match:
  hosts: [harbour.example]
remove:
  - id: tag-box
    why: Box of other stories
    label: related_link
    html: {css: section.qx-village}
    text: {lines: [More from the quay]}
tests:
  - name: the box goes
    url: https://harbour.example/a
    html: |
      <article><h1>The ferry</h1>
      <p>The old ferry sailed again on Monday, and the whole village came down to the quay to see it.</p>
      <section class="qx-village"><p>More from the quay</p></section>
      <p>Nobody remembered who had paid for the paint, but everybody agreed that it was too green.</p></article>
    removed: {More from the quay: tag-box}
    kept: [too green]
"""
PAGE = """\
<!doctype html><html lang="en"><head><title>The ferry</title></head><body><article><h1>The ferry</h1>
<p>The old ferry sailed again on Monday, and the whole village came down to the quay to see it.</p>
<section class="qx-village"><p>More from the quay</p></section>
<p>Nobody remembered who had paid for the paint, but everybody agreed that it was too green.</p>
</article></body></html>
"""
URL = "https://harbour.example/a"
TEXT = (
    "The ferry\r\n\r\nThe old ferry sailed again on Monday, and the whole village came to see it.\r\n"
    "More from the quay\r\n"
)


def rule_file(folder: Path, content: str = RULE, name: str = "harbour.yml") -> Path:
    """The rule file `name` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content, "utf-8")
    return path
