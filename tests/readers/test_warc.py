from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
import zstandard

from .makers import HTML, chunked, http, members, numbers, pages, read_bytes, reasons, record

TEN = [record(number, http(HTML + b"<!-- %d -->" % number * 50)) for number in range(10)]


def test_a_response_becomes_a_page_with_all_it_is_known_by(tmp_path: Path) -> None:
    (page,) = pages(read_bytes(tmp_path, record(7)))
    assert (HTML, "<urn:uuid:00000007>") == (page.content, page.id)
    assert ("https://harbour.example/7", "text/html; charset=utf-8") == (page.url, page.content_type)
    assert (date(2024, 3, 2), 0, page.id) == (page.crawled, page.source.offset, page.source.record_id)


@pytest.mark.parametrize("layout", ["plain", "members", "one member", "blocks of 100 bytes", "zstd", "zstd frames"])
def test_all_ways_to_store_a_dump_give_the_same_pages(tmp_path: Path, layout: str) -> None:
    whole = b"".join(TEN)
    stored = {
        "plain": whole,
        "members": b"".join(members(TEN)),
        "one member": gzip.compress(whole),
        "blocks of 100 bytes": b"".join(members(whole[at : at + 100] for at in range(0, len(whole), 100))),
        "zstd": zstandard.compress(whole),
        "zstd frames": b"".join(map(zstandard.compress, TEN)),
    }
    items = read_bytes(tmp_path, stored[layout])
    assert list(range(10)) == numbers(items)
    assert [] == reasons(items)


@pytest.mark.parametrize("packed", [True, False])
def test_offsets_lead_back_to_the_record(tmp_path: Path, packed: bool) -> None:
    data = b"".join(members(TEN) if packed else TEN)
    for page in pages(read_bytes(tmp_path, data)):
        piece = data[page.source.offset :]
        piece = gzip.decompress(piece) if packed else piece
        assert piece.startswith(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: " + page.id.encode())


def test_a_zstd_dictionary_in_the_first_frame_is_used(tmp_path: Path) -> None:
    dictionary = zstandard.train_dictionary(4096, [bytes(HTML) + b"%d" % n * 20 for n in range(300)])
    raw = dictionary.as_bytes()
    frame = b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    items = read_bytes(tmp_path, frame + b"".join(map(packer.compress, TEN)))
    assert (list(range(10)), []) == (numbers(items), reasons(items))


def test_a_broken_member_costs_only_itself(tmp_path: Path) -> None:
    stored = members(TEN)
    broken = bytearray(stored[4])
    broken[30:40] = b"\xff" * 10
    items = read_bytes(tmp_path, b"".join([*stored[:4], bytes(broken), *stored[5:]]))
    assert {0, 1, 2, 3, 5, 6, 7, 8, 9} <= set(numbers(items))
    assert 1 == reasons(items).count("broken_compression")
    assert all(HTML == page.content[: len(HTML)] for page in pages(items))  # nothing out of the damage passes as a page


def test_a_wrong_checksum_loses_no_record(tmp_path: Path) -> None:
    stored = members(TEN)
    stored[4] = stored[4][:-8] + b"\0\0\0\0" + stored[4][-4:]
    items = read_bytes(tmp_path, b"".join(stored))
    assert list(range(10)) == numbers(items)
    assert ["~bad_checksum", "broken_compression"] == reasons(items)


def test_a_missing_stretch_in_the_middle_is_skipped(tmp_path: Path) -> None:
    data = b"".join(members(TEN))
    items = read_bytes(tmp_path, data[:700] + data[1100:])
    assert "broken_compression" in reasons(items)
    assert 9 == numbers(items)[-1]
    assert len(numbers(items)) >= 7


def test_junk_between_members_is_reported_and_skipped(tmp_path: Path) -> None:
    stored = members(TEN)
    items = read_bytes(tmp_path, b"".join([*stored[:5], b"not gzip at all", *stored[5:]]))
    assert (list(range(10)), ["broken_compression"]) == (numbers(items), reasons(items))


def test_zeros_behind_the_last_member_are_no_damage(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"".join(members(TEN)) + b"\0" * 5000)
    assert (list(range(10)), []) == (numbers(items), reasons(items))


@pytest.mark.parametrize("cut", [3, 60, 150])
def test_a_cut_off_gzip_file_is_reported(tmp_path: Path, cut: int) -> None:
    items = read_bytes(tmp_path, b"".join(members(TEN))[:-cut])
    assert list(range(9)) == numbers(items)[:9]
    assert "truncated_input" in reasons(items)


def test_a_cut_off_zstd_file_is_reported(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"".join(map(zstandard.compress, TEN))[:-40])
    assert list(range(9)) == numbers(items)[:9]
    assert "truncated_input" in reasons(items)


@pytest.mark.parametrize("cut", [10, 100, 700])
def test_a_cut_off_plain_file_is_reported(tmp_path: Path, cut: int) -> None:
    items = read_bytes(tmp_path, b"".join(TEN)[:-cut])
    assert list(range(9)) == numbers(items)[:9]
    assert "truncated_input" in reasons(items)


@pytest.mark.parametrize("said", ["30", "5000", "0", "-7", "many", ""])
@pytest.mark.parametrize("packed", [True, False])
def test_a_wrong_content_length_costs_no_record(tmp_path: Path, said: str, packed: bool) -> None:
    wrong = [*TEN[:4], record(4, Content_Length=said), *TEN[5:]]
    items = read_bytes(tmp_path, b"".join(members(wrong) if packed else wrong))
    assert list(range(10)) == numbers(items)
    assert HTML == pages(items)[4].content
    assert reasons(items) in (["~wrong_length"], ["~truncated_record"])


def test_junk_between_plain_records_is_reported(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"".join([*TEN[:5], b"the tape was spliced here\r\n" * 40, *TEN[5:]]))
    assert (list(range(10)), ["broken_record"]) == (numbers(items), reasons(items))


def test_a_record_head_without_sense_is_skipped(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"WARC/1.0\r\n\xff\xfe nothing\r\n" + b"".join(TEN))
    assert list(range(10)) == numbers(items)


def test_line_breaks_missing_between_records_cost_nothing(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"".join(part.removesuffix(b"\r\n\r\n") + b"\r\n" for part in TEN))
    assert list(range(10)) == numbers(items)


def test_a_url_in_angle_brackets_is_bared(tmp_path: Path) -> None:
    (page,) = pages(read_bytes(tmp_path, record(1, WARC_Target_URI="<http://harbour.example/1>")))
    assert "http://harbour.example/1" == page.url


def test_records_about_the_crawl_are_not_counted(tmp_path: Path) -> None:
    others = [record(n, b"a: b", WARC_Type=kind) for n, kind in enumerate(("warcinfo", "request", "metadata"))]
    lookup = record(5, b"203.0.113.1", WARC_Target_URI="dns:harbour.example")
    assert [] == read_bytes(tmp_path, b"".join([*others, lookup]))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (record(1, http(status="301 Moved", Location="/new")), "redirect"),
        (record(1, http(status="404 Not Found")), "http_status"),
        (record(1, http(b"\x89PNG", Content_Type="image/png")), "content_type"),
        (record(1, WARC_Type="revisit"), "revisit"),
        (record(1, WARC_Target_URI="ftp://harbour.example/1"), "not_http"),
        (record(1, WARC_Type="unheard-of"), "record_type"),
        (record(1, http(HTML + b" " * 10_100_000)), "too_large"),
        (record(1, http(gzip.compress(b" " * 30_000_000), Content_Encoding="gzip")), "too_large_decoded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_page_is_skipped_with_its_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    (item, following) = read_bytes(tmp_path, data + record(2))
    assert [reason] == reasons([item])
    assert [2] == numbers([following])


def test_wet_records_are_text(tmp_path: Path) -> None:
    text = "Die Fähre fährt wieder.\n".encode()
    (page,) = pages(read_bytes(tmp_path, record(1, text, WARC_Type="conversion", Content_Type="text/plain")))
    assert (text, "text", "text/plain; charset=utf-8") == (page.content, page.kind, page.content_type)


def test_a_chunked_and_compressed_body_keeps_every_record(tmp_path: Path) -> None:
    body = chunked(gzip.compress(HTML))
    block = http(body, Transfer_Encoding="chunked", Content_Encoding="gzip")
    items = read_bytes(tmp_path, b"".join(members(record(number, block) for number in range(60))))
    assert (list(range(60)), []) == (numbers(items), reasons(items))
    assert {HTML} == {page.content for page in pages(items)}


def test_an_encoding_that_lies_costs_nothing(tmp_path: Path) -> None:
    lying = [
        record(number, http(Content_Encoding=name)) for number, name in enumerate(("gzip", "br", "deflate", "zstd"))
    ]
    items = read_bytes(tmp_path, b"".join(members(lying)))
    assert ([0, 1, 2, 3], ["~wrong_coding"] * 4) == (numbers(items), reasons(items))
    assert {HTML} == {page.content for page in pages(items)}


def test_a_record_shortened_by_the_crawler_is_noted(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, record(1, WARC_Truncated="length"))
    assert ["~shortened_by_crawler"] == reasons(items)


def test_a_record_that_holds_far_too_much_is_read_in_bounded_memory(tmp_path: Path) -> None:
    import resource

    bomb = gzip.compress(record(1, http(b"\0" * 120_000_000)), compresslevel=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    items = read_bytes(tmp_path, bomb + members([record(2)])[0])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (["too_large"], [2]) == (reasons(items), numbers(items))
    assert grown < 60_000  # KB
