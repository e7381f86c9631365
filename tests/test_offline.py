"""Nothing that the tests run reaches out of this machine, and nothing in the product tries to."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from cleaner import Cleaner
from tests.closed import sitecustomize as closed

FAR = ("192.0.2.1", 80)  # of the block for documentation: no such machine
TRY = f"import socket; socket.create_connection({FAR}, 1)"


def test_a_test_cannot_connect_to_another_machine() -> None:
    with socket.socket() as opened, pytest.raises(OSError, match="no network"):
        opened.connect(FAR)
    closed.refused.clear()


def test_a_test_cannot_look_a_name_up() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("harbour.example", 80)
    closed.refused.clear()


def test_a_process_that_a_test_starts_cannot_either() -> None:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True)
    assert "sitecustomize.py" in done.stderr


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as opened:
        assert opened.getpeername() == server.getsockname()


def test_cleaning_a_page_full_of_addresses_asks_for_none_of_them(cleaner: Cleaner) -> None:
    page = (
        '<!DOCTYPE html SYSTEM "http://192.0.2.1/x.dtd"><html><head><base href="http://192.0.2.1/">'
        '<link rel=stylesheet href="http://192.0.2.1/a.css"><script src="http://192.0.2.1/a.js"></script></head><body>'
        '<img src="http://192.0.2.1/a.png"><iframe src="http://192.0.2.1/"></iframe>'
        "<p>The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.</p>"
    )
    assert "ok" == cleaner.clean(page, url="http://192.0.2.1/story").status
    assert [] == closed.refused
