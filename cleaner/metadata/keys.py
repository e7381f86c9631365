"""The meta keys that say something of an article, in order of trust, as publishers' systems write them."""

from __future__ import annotations

TITLES = (
    "og:title", "twitter:title", "parsely-title", "sailthru.title", "citation_title", "dc.title", "dcterms.title",
    "headline", "cxenseparse:title", "title",
)  # fmt: skip
AUTHORS = (
    "author", "parsely-author", "sailthru.author", "article:author", "og:article:author", "dc.creator",
    "dcterms.creator", "cxenseparse:author", "byl", "byline", "creator", "authors", "article_author",
    "sailthru.byline_name", "dcsext.author",
)  # fmt: skip
CITED_AUTHORS = (
    "citation_author", "citation_authors", "dc.contributor",
)  # fmt: skip
PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date",
    "sailthru.date", "citation_publication_date", "citation_online_date", "citation_date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_at", "published", "pub_date", "article:publicationdate",
    "og:publish_date", "og:published_time", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "datecreated",
    "date.created", "date-pub", "pdate", "iso-8601-publish-date", "article_date_original", "originalpublicationdate",
    "date", "uploaddate", "displaydate", "ptime", "article.published", "rnews:datepublished",
    "article:published:time", "publication_date",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified", "datemodified", "og:updated_time",
    "dc.date.modified", "dcterms.modified", "date.modified", "last-modified", "lastmod", "article_date_updated",
    "cxenseparse:modified_time", "article:modified:time", "date.updated", "revised", "updated",
)  # fmt: skip
SITES = (
    "og:site_name", "og:site:name", "cxenseparse:site_name", "application-name", "apple-mobile-web-app-title",
    "dc.publisher", "citation_journal_title", "publisher", "site_name",
)  # fmt: skip
SECTIONS = (
    "article:section", "og:section", "og:article:section", "parsely-section", "articlesection", "sailthru.section",
    "cxenseparse:section", "dc.subject", "section", "category",
)  # fmt: skip
TAGS = (
    "article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "citation_keywords",
    "keywords", "dc.subject", "cxenseparse:keywords", "tags",
)  # fmt: skip
DESCRIPTIONS = (
    "og:description", "description", "twitter:description", "sailthru.description", "dc.description",
    "dcterms.description", "dcterms.abstract",
)  # fmt: skip
IMAGES = (
    "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "parsely-image-url",
    "sailthru.image.full", "image", "thumbnailurl",
)  # fmt: skip
LANGUAGES = (
    "inlanguage", "og:locale", "dc.language", "dcterms.language", "content-language", "language", "lang",
)  # fmt: skip
READING_TIMES = (
    "twitter:misc:est. reading time",
    "est_reading_time_minutes",
    "readingtime",
    "reading_time",
    "article:reading_time",
)
