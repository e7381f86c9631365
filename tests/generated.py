"""Lines, texts and pages as hypothesis makes them for the promises: story and furniture, with all line ends."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.",
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.",
    "Prices for rope and tar rose again, and the smaller yards said they would not last the winter.",
    "“We were told the bridge would hold,” he said, and looked at the water for a long while.",
    "A second survey, due in March, is meant to show how far the silt has moved since the storm.",
)
OTHERS = (
    "You may also like",
    "Related Articles",
    "Share This Article",
    "Leave a comment",
    "4 Min Read",
    "TAGGED:",
    "___",
    "...",
    "* * *",
    "Advertisement",
    "Ferry line to close after ninety years",
    "Old maps of the delta found in attic",
    "The Quay Courier",
    "time3 hours ago",
    "  • The Quay Courier",
    "Download the app",
    "Sign up for our newsletter",
    "See also\u00a0 Storm sinks two barges",
    "Read more: Storm sinks two barges",
    "By Ilse Marten",
    "The post Quay widened appeared first on The Quay Courier.",
    "",
    "",
    "Prices",
    "Jan Roder contributed to this report.",
    "© 2024 The Quay Courier",
    "12 comments",
    "Photo: Ilse Marten",
    "\u00adShare",
    "Follow us on X",
)
lines = st.one_of(st.sampled_from(SENTENCES), st.sampled_from(OTHERS), st.text(max_size=60))
endings = st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028"])
texts = st.lists(st.tuples(lines, endings), max_size=40).map(lambda rows: "".join(line + end for line, end in rows))
blocks = st.tuples(
    st.sampled_from(
        [
            "p",
            "div",
            "li",
            "h2",
            "td",
            "aside",
            "a",
            "span",
            "pre",
            "nav",
            "figcaption",
            "div class=sharedaddy",
            "p class=jp-relatedposts",
        ]
    ),
    lines,
)
pages = st.lists(blocks, max_size=40).map(
    lambda rows: "<body>" + "".join(f"<{tag}>{text}</{tag.split()[0]}>" for tag, text in rows)
)
