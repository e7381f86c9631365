"""Scrapy: an item pipeline that puts the article body in place of the page.

    ITEM_PIPELINES = {"cleaner.adapters.scrapy.CleanPipeline": 300}

Settings, all optional:

    CLEANER_FIELDS = ["html=body", "url=link"]   where items hold the page, its address …, as `cleaner run --field`
    CLEANER_TEXT = "text"        the field for the body
    CLEANER_FACTS = "cleaner"    the field for the rest: status, language, metadata, removals …; "" for none
    CLEANER_KEEP_PAGE = False    whether the page stays in its field
    CLEANER_KEEP_EMPTY = False   whether items without a body go on; else they are dropped, with the reason
    CLEANER_RULES = ""           a folder of your own rules
    CLEANER_WORKERS = 1          processes to clean in
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from cleaner.batch.recipe import Recipe
from cleaner.errors import InputError
from cleaner.extras import import_extra
from cleaner.readers import FieldMap
from cleaner.readers.rows import content_field
from cleaner.rows import CleanPages, Record, Settings

if TYPE_CHECKING:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.utils.defer import maybe_deferred_to_future
    from twisted.internet.threads import deferToThreadPool
    from twisted.python.threadpool import ThreadPool
else:
    ItemAdapter = import_extra("itemadapter", "scrapy").ItemAdapter
    DropItem = import_extra("scrapy.exceptions", "scrapy").DropItem
    maybe_deferred_to_future = import_extra("scrapy.utils.defer", "scrapy").maybe_deferred_to_future
    deferToThreadPool = import_extra("twisted.internet.threads", "scrapy").deferToThreadPool
    ThreadPool = import_extra("twisted.python.threadpool", "scrapy").ThreadPool


class CleanPipeline:
    """Cleans beside the crawl, which goes on meanwhile, in processes that a hostile page may take down."""

    def __init__(self, crawler: Any) -> None:
        """Raises InputError where a setting cannot be met."""
        given = crawler.settings
        self._stats = crawler.stats
        try:
            fields = FieldMap.of(given.getlist("CLEANER_FIELDS"))
        except ValueError as error:
            raise InputError(f"CLEANER_FIELDS: {error}") from error
        self._settings = Settings(Recipe(user_rules=given.get("CLEANER_RULES") or None), fields)
        self._text, self._facts = given.get("CLEANER_TEXT", "text"), given.get("CLEANER_FACTS", "cleaner")
        self._keep_page = given.getbool("CLEANER_KEEP_PAGE")
        self._keep_empty = given.getbool("CLEANER_KEEP_EMPTY")
        workers = given.getint("CLEANER_WORKERS", 1)
        # Threads of its own, that stay: a process of the sandbox ends with the thread that has started it.
        self._threads = ThreadPool(workers, workers, "cleaner")
        self._mine = threading.local()
        self._all: list[CleanPages] = []

    @classmethod
    def from_crawler(cls, crawler: Any) -> CleanPipeline:
        """As Scrapy makes it."""
        return cls(crawler)

    def open_spider(self) -> None:
        """The settings' rules are read now: a mistake ends the crawl before it begins. Raises InputError."""
        self._settings.recipe.load()
        self._threads.start()

    def close_spider(self) -> None:
        """Ends the workers."""
        self._threads.stop()
        for pages in self._all:
            pages.close()

    async def process_item(self, item: Any) -> Any:
        """The item with its body. Raises DropItem for one without, unless such are kept."""
        from twisted.internet import reactor  # not before: importing it chooses one

        row = ItemAdapter(item)
        record: Record = await maybe_deferred_to_future(
            deferToThreadPool(reactor, self._threads, self._record, row.asdict())
        )
        self._stats.inc_value(f"cleaner/{record['status']}")
        for span in record["removals"]:
            if span["applied"]:
                self._stats.inc_value(f"cleaner/removed/{span['label']}")
        if record["status"] != "ok" and not self._keep_empty:
            raise DropItem(f"cleaner: {record['code'] or record['status']}: {record['reason']}")
        return self._filled(item, row, record)

    def _record(self, row: dict[str, Any]) -> Record:
        pages: CleanPages | None = getattr(self._mine, "pages", None)
        if pages is None:
            pages = self._mine.pages = CleanPages(self._settings)
            self._all.append(pages)
        return pages.record(row)

    def _filled(self, item: Any, row: Any, record: Record) -> Any:
        page_field = content_field(row.asdict(), self._settings.fields)
        if page_field and page_field in row and page_field != self._text and not self._keep_page:
            if isinstance(item, dict):
                del item[page_field]
            else:
                row[page_field] = None
        text = record.pop("text")
        for name, value, setting in ((self._text, text, "CLEANER_TEXT"), (self._facts, record, "CLEANER_FACTS")):
            try:
                if name:
                    row[name] = value
            except KeyError as error:
                raise InputError(
                    f"{type(item).__name__} has no field {name}: declare it, or change {setting}"
                ) from error
        return item
