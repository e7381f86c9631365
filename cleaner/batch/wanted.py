"""Which pages of the inputs are to be cleaned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from cleaner.model import Page

OTHER_HOST = "other_host"
NOT_SAMPLED = "not_sampled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """hosts: `example.org` stands for itself and its subdomains; () for all. sample: the share of pages, chosen by a
    digest of their ids; None for all.
    """

    hosts: tuple[str, ...] = ()
    sample: float | None = None

    def refusal(self, page: Page) -> str:
        """Why a page is not to be cleaned, in a word; "" when it is."""
        if not _is_on(page.url, self.hosts):
            return OTHER_HOST
        return NOT_SAMPLED if self.sample is not None and _position(page.id) >= self.sample else ""


ALL = Wanted()


def _position(page_id: str) -> float:
    """Where the id stands between 0 and 1, evenly."""
    digest = hashlib.sha256(page_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _is_on(url: str | None, hosts: tuple[str, ...]) -> bool:
    """Whether `url` lies on one of `hosts` or a subdomain of one; no hosts want all."""
    if not hosts:
        return True
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == wanted or host.endswith("." + wanted) for wanted in map(_bare_host, hosts))


def _bare_host(host: str) -> str:
    return host.lower().strip().lstrip("*").strip(".")
