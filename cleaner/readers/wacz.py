"""WACZ: a zip file with the WARC files of a crawl under `archive/`."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

# Damage, codings that are not known, encryption.
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_FOLDER = "archive/"
_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


class Member:
    """One WARC file within a WACZ, read as a stream. Damage ends it and is told in `problem` afterwards."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self.name = info.filename
        self.problem = ""
        self._crc, self._expected = 0, info.CRC
        # zipfile would throw away the last portion together with a wrong checksum: it is compared here instead.
        info.CRC = None  # type: ignore[assignment]
        self._inner: IO[bytes] | None = None
        try:
            self._inner = archive.open(info)
        except _ERRORS as error:
            self.problem = str(error)

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._inner.read(size) if self._inner else b""
        except _ERRORS as error:
            self.problem = str(error)
            return b""
        self._crc = zlib.crc32(data, self._crc)
        if not data and self._crc != self._expected and not self.problem:
            self.problem = "wrong checksum"
        return data

    def close(self) -> None:
        if self._inner:
            self._inner.close()


def members(stream: BinaryIO) -> Iterator[Member]:
    """The WARC files in a zip file, by name; none where it is no WACZ or its directory is damaged."""
    try:
        archive = zipfile.ZipFile(stream)
    except (*_ERRORS, OSError):
        return
    found = sorted(archive.infolist(), key=lambda info: info.filename)
    for info in found:
        if info.filename.startswith(_FOLDER) and info.filename.endswith(_SUFFIXES):
            yield Member(archive, info)
