"""What an element's class, id, role and itemprop say about it: a set of category bits.

Strings are split into tokens once and memoised; a regex over whole class strings cost 80 ms a page (main-content.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NAMES = (
    "body related share comment newsletter nav footer header author meta caption ad consent promo paywall tags"
    " sidebar widget"
    " media title date list card note faq table hidden social subscribe form dek quote product live account"
).split()
BITS = {name: 1 << i for i, name in enumerate(NAMES)}

# Sub-tokens (split at - _ and camel case) of class, id, role and itemprop. Read off the systems named in
# rules/packs, not
# off single pages: a token stands here when at least two systems use it in this sense.
_WORDS = {
    "body": "articlebody story storybody entrycontent postcontent articlecontent article entry post content main"
    " body text"
    " richtext prose hnews blogpost bodytext artikel absatz paragraph cuerpo corps contenu inhalt storytext fliesstext",
    "related": "related recirc recirculation recommended recommendation recommendations more morefrom readmore"
    " alsolike taboola"
    " outbrain trending popular mostread latest jp relatedposts yarpp zergnet revcontent mgid next previous similar"
    " explore"
    " upnext dontmiss suggested suggestions teaser teasers promoted partner infinite onward relacionado"
    " relacionadas relacionados"
    " verwandt weitere mehr connexe morestories alsoread inlinerelated internallink",
    "share": "share sharing sharedaddy addtoany addthis sharer shares socialshare shareaholic sharebar"
    " teilen compartir partager",
    "social": "social facebook twitter whatsapp telegram linkedin pinterest instagram follow",
    "comment": "comment comments disqus respond commentlist reply replies discussion coral hyvor livefyre"
    " kommentar kommentare comentarios commentaires spotim viafoura",
    "newsletter": "newsletter newsletters signup mailchimp mc4wp inbox optin email mailing",
    "subscribe": "subscribe subscription subscriber membership abo suscripcion abonnement",
    "account": "register registration login signin account user profile",
    "nav": "nav navigation menu breadcrumb breadcrumbs pagination pager navbar navigational toc skip",
    "footer": "footer foot bottom colophon contentinfo",
    "header": "header masthead banner top toolbar topbar",
    "author": "author byline bio authors contributor writer vcard autor autoren auteur",
    "meta": "meta metadata info details dateline credit credits source",
    "date": "date time timestamp published updated modified datetime datum fecha",
    "caption": "caption figcaption wp-caption legend photocredit imagecaption bildunterschrift legende",
    "media": "gallery slideshow carousel video player image photo figure audio podcast slider lightbox picture img"
    " media",
    "ad": "ad ads advert advertisement advertising adslot dfp gpt sponsor sponsored adsbygoogle banner-ad affiliate"
    " outstream"
    " anzeige werbung publicidad publicite advertorial native",
    "consent": "cookie cookies consent gdpr onetrust cookiebot didomi cmp privacy",
    "promo": "promo promotion cta callout upsell app download appstore smartbanner donate donation support banner"
    " popup modal"
    " overlay",
    "paywall": "paywall premium piano tinypass poool regwall metered locked gate",
    "tags": "tag tags topics topic keywords categories category filed labels",
    "sidebar": "sidebar aside rail secondary complementary rightrail column",
    "widget": "widget block module component box panel embed embedded iframe",
    "title": "title headline heading hed kicker eyebrow subtitle subhead dek standfirst lede titel titre titulo"
    " dachzeile",
    "dek": "dek deck subheadline subtitle subdeck strapline standfirst summary intro introduction excerpt lead lede"
    " description teasertext"
    " synopsis abstract epigraph chapo sapo bajada entradilla vorspann anreisser",
    "quote": "pullquote quote quotation blockquote zitat cita citation",
    "product": "product products price pricing sku review reviews rating ratings shop buy cart deal deals offer offers",
    "live": "live liveblog ticker liveticker timeline update updates",
    "list": "list items listing feed river stream grid archive",
    "card": "card item tile thumb thumbnail preview snippet excerpt summary",
    "note": "note notes footnote footnotes references reference disclaimer correction factbox infobox",
    "faq": "faq accordion question answer howto",
    "table": "table tbl row cell",
    "form": "form search input login",
    "hidden": "hidden hide invisible sr visuallyhidden screenreader offscreen print noprint ariahidden",
}
_BIT_OF: dict[str, int] = {}
for _name, _words in _WORDS.items():
    for _word in _words.split():
        _BIT_OF[_word] = _BIT_OF.get(_word, 0) | BITS[_name]

_PART = re.compile(r"[A-Z]+[a-z]*|[a-z]+")  # runs of letters, cut before a capital that follows a small one
_MEMO = 16_384  # tokens that are remembered, at 0.1 KB each; a site has some hundreds, and others with numbers in them


class _Bits(dict[str, int]):
    """The bits of tokens, those met before from memory: most class strings of a new page are of old tokens."""

    def __missing__(self, token: str) -> int:
        if len(self) >= _MEMO:
            self.clear()
        bits = self[token] = _token_bits(token)
        return bits


_KNOWN = _Bits()


def category_bits(tokens: Iterable[str]) -> int:
    """Category bits of the tokens of class, id, role and itemprop values.

    >>> bool(category_bits(["entry-content"]) & BITS["body"])
    True
    """
    bits = 0
    for token in tokens:
        bits |= _KNOWN[token]
    return bits


def _token_bits(token: str) -> int:
    """The bits of a token: of the whole, of its letters, of its parts."""
    lower = token.lower()
    parts = _PART.findall(token)
    if lower != token:
        parts = [part.lower() for part in parts]
    bits = _BIT_OF.get(lower, 0) | _BIT_OF.get("".join(parts), 0)
    for part in parts:
        if part in _BIT_OF:
            bits |= _BIT_OF[part]
    return bits
