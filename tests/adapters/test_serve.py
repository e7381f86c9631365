"""The service on loopback: answers, problems, limits, metrics, its description, and its end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jsonschema
import pytest

from cleaner import Cleaner, __version__
from tests.adapters.material import BODY, LABELS, SECONDS, STORY, command, corpus_page, service
from tests.engines.real import below

URL = "https://www.example.org/story"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    options = ("--page-seconds", "1", "--max-body", "8", "--field", "text=story")
    with service(*options) as (address, _), httpx.Client(base_url=address, timeout=SECONDS) as client:
        yield client


@pytest.fixture(scope="module")
def described(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def check(described: dict[str, Any], name: str, value: object) -> None:
    """That `value` is what the description promises."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    jsonschema.validate(value, schema)


def row(client: httpx.Client, value: object, **query: str) -> httpx.Response:
    return client.post("/clean", json=value, params=query)


def test_a_row_of_json_is_answered_with_its_record(client: httpx.Client, described: dict[str, Any]) -> None:
    answer = row(client, {"id": "a", "url": URL, "story": STORY})
    page = answer.json()
    assert (200, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert ("a", URL, "ok", BODY, LABELS) == (
        page["id"], page["url"], page["status"], page["text"], [span["label"] for span in page["removals"]],
    )  # fmt: skip
    check(described, "Result", page)
    assert "access-control-allow-origin" not in answer.headers


def test_a_page_as_it_was_fetched_is_taken_with_its_url_in_the_query(
    client: httpx.Client, described: dict[str, Any]
) -> None:
    page = corpus_page()
    headers = {"Content-Type": "text/html; charset=utf-8"}
    answer = client.post("/clean", content=page, headers=headers, params={"url": URL, "markdown": "true", "log": "0"})
    found = answer.json()
    check(described, "Result", found)
    expected = Cleaner().clean(page, url=URL, content_type="text/html; charset=utf-8")
    assert (expected.text, expected.to_markdown()) == (found["text"], found["markdown"])
    assert "removals" not in found
    assert found["id"].startswith("sha256:")
    again = client.post("/clean", content=page, headers={"Content-Type": "application/octet-stream"})
    assert "ok" == again.json()["status"]


def test_a_page_without_text_is_an_answer_too(client: httpx.Client) -> None:
    answer = row(client, {"content": "<html><body></body></html>", "story": " "})
    assert (200, "empty", None) == (answer.status_code, answer.json()["status"], answer.json()["text"])


def test_a_page_is_explained_as_json_and_as_html(client: httpx.Client, described: dict[str, Any]) -> None:
    headers = {"Content-Type": "text/html"}
    shown = client.post("/explain", content=corpus_page(), headers=headers, params={"url": URL}).json()
    check(described, "Explanation", shown)
    numbers = {piece["removal"] for p in shown["passages"] for block in p["blocks"] for piece in block["pieces"]}
    assert {removal["number"] for removal in shown["removals"]} | {None} == numbers
    page = client.post("/explain", content=corpus_page(), headers={**headers, "Accept": "text/html"})
    assert page.text.startswith("<!doctype html>")
    assert "text/html; charset=utf-8" == page.headers["content-type"]


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "bad_json"),
        ({"json": [1]}, 422, "not_an_object"),
        ({"json": {"a": 1}}, 422, "no_content"),
        ({"content": b"x", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 415, "media_type"),
        ({"content": b"x", "headers": {"Content-Encoding": "gzip"}}, 415, "content_encoding"),
        ({"content": b"x" * 8_000_001}, 413, "too_large"),
        ({"content": iter([b"x" * 4_000_001] * 2)}, 413, "too_large"),
        ({"content": b"x", "params": {"crawled": "soon"}}, 400, "bad_query"),
        ({"content": b"x", "params": {"kind": "pdf"}}, 400, "bad_query"),
        ({"content": b"x", "params": {"log": "perhaps"}}, 400, "bad_query"),
    ],
)
def test_what_cannot_be_taken_is_a_problem_with_its_cure(
    client: httpx.Client, described: dict[str, Any], given: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/clean", **given)
    problem = answer.json()
    assert (status, code) == (answer.status_code, problem["code"])
    assert "application/problem+json" == answer.headers["content-type"]
    check(described, "Problem", problem)


def test_paths_and_methods_that_are_not_there_are_problems(client: httpx.Client) -> None:
    assert ["not_found", "method_not_allowed"] == [client.get(path).json()["code"] for path in ("/x", "/clean")]


@pytest.mark.slow
def test_a_page_beyond_its_time_is_a_problem_and_the_service_goes_on() -> None:
    with (
        service("--page-seconds", "0.2") as (address, process),
        httpx.Client(base_url=address, timeout=SECONDS) as client,
    ):
        worker = next(iter(below(process.pid)))
        os.kill(worker, signal.SIGKILL)  # as the system does when memory runs out: nobody sees it
        assert "ok" == row(client, {"text": STORY}).json()["status"]
        heavy = "<div>" + "".join(f"<p>Share {n} on the quay</p>" for n in range(60_000))
        answer = row(client, {"id": "slow", "html": heavy})
        assert (422, "timeout", "slow") == (answer.status_code, answer.json()["code"], answer.json()["id"])
        assert "ok" == row(client, {"text": STORY}).json()["status"]
        assert 'cleaner_pages_total{code="timeout",status="failed"} 1.0' in client.get("/metrics").text


def test_health_names_version_and_rule_book(client: httpx.Client, described: dict[str, Any]) -> None:
    told = client.get("/health").json()
    check(described, "Health", told)
    assert (__version__, Cleaner().rules.digest) == (told["version"], told["rulebook"])


def test_metrics_count_requests_pages_and_spans(client: httpx.Client) -> None:
    def value(name: str) -> float:
        found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.M)
        return float(found[1]) if found else 0.0

    names = (
        'cleaner_requests_total{path="/clean",status="200"}',
        'cleaner_pages_total{code="",status="ok"}',
        'cleaner_removed_spans_total{label="related_link"}',
    )
    before = [value(name) for name in names]
    row(client, {"story": STORY})
    assert [1.0, 1.0, 1.0] == [value(name) - old for name, old in zip(names, before, strict=True)]
    assert 0.0 == value("cleaner_open_requests")


def test_the_description_names_every_path_and_is_sound(client: httpx.Client, described: dict[str, Any]) -> None:
    assert {"/clean", "/explain", "/health", "/metrics", "/openapi.json"} == set(described["paths"])
    assert ("3.1.0", __version__) == (described["openapi"], described["info"]["version"])
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.slow
def test_more_than_can_be_done_soon_is_turned_away_and_sigterm_lets_the_rest_finish() -> None:
    with service() as (address, process):
        page = {"html": "<article>" + "<p>The ferry sails again on Monday, they say.</p>" * 8_000, "id": "a"}
        with ThreadPoolExecutor(40) as threads:
            asked = [threads.submit(httpx.post, f"{address}/clean", json=page, timeout=SECONDS) for _ in range(40)]
            while not any(one.done() for one in asked):
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            answers = [one.result() for one in asked if one.exception() is None]
        codes = [answer.status_code for answer in answers]
        assert {200, 503} == set(codes)
        assert 17 <= codes.count(200)
        busy = next(answer for answer in answers if answer.status_code == 503)
        assert ("busy", "1") == (busy.json()["code"], busy.headers["retry-after"])
        assert 0 == process.wait(SECONDS)


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, command("serve", "--port", taken.getsockname()[1]) as process:
        _, told = process.communicate(timeout=SECONDS)
    assert (3, 1) == (process.returncode, len(told.splitlines()))
    assert "cannot be listened on" in told.decode()


def test_an_address_that_others_reach_is_warned_of() -> None:
    with command("serve", "--port", 0, "--host", "0.0.0.0", "--workers", 1) as process:
        assert process.stderr is not None
        told = process.stderr.readline().decode()
        assert process.stderr.readline().startswith(b"cleaner serve: http://0.0.0.0:")
        process.terminate()
        assert 0 == process.wait(SECONDS)
    assert "whoever reaches 0.0.0.0 can use it" in told


def test_answers_are_json_whatever_a_page_holds(client: httpx.Client) -> None:
    body = b'{"story": "A boat \\ud800 sails again on Monday, they say.\\u0000"}'
    answer = client.post("/clean", content=body, headers={"Content-Type": "application/json"})
    assert "A boat \ufffd sails" in json.loads(answer.content)["text"]
