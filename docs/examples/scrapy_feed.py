"""A spider whose feed holds article bodies in place of pages.

python docs/examples/scrapy_feed.py http://127.0.0.1:8000/ feed.jsonl
"""

import sys

import scrapy
from scrapy.crawler import CrawlerProcess

start, target = sys.argv[1:]


class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [start]  # noqa: RUF012  as Scrapy has it

    def parse(self, response):
        yield {"url": response.url, "html": response.text}
        yield from response.follow_all(css="a.story")


process = CrawlerProcess(
    {
        "ITEM_PIPELINES": {"cleaner.adapters.scrapy.CleanPipeline": 300},
        "FEEDS": {target: {"format": "jsonlines", "overwrite": True}},
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
)
process.crawl(Pages)
process.start()
