"""Files that are either whole or not there: written beside, synced, renamed."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path
from typing import IO, BinaryIO, Literal, cast

import zstandard

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3
# Pieces that cores compress side by side. On the log of real pages 2 MB cost 0.3 % of size and no time.
_JOB_BYTES = 2_097_152
# Two writes a page took a tenth of what the run itself takes for one; Python gathers 4 KB unless told.
_BUFFER_BYTES = 131_072
_MOST_THREADS = 8  # one core decompresses what these compress, and is busy with that for more of them

Packing = Literal["one core", "all cores", "none"]


class AtomicFile:
    """A file under construction at `path` + `.tmp`. `commit` puts it in place; `discard` keeps the former.

    The suffix says how it is compressed: `.gz`, `.zst`, else not. Equal writes give equal bytes. attempt: stands in the
    temporary name where others may write the same file at the same time. packing: of zstd on one core, or on all of
    them, whose bytes are the same for any number of them; "none" where what is written is compressed already, whatever
    the suffix. Raises OSError.
    """

    def __init__(self, path: Path, attempt: str = "", packing: Packing = "one core") -> None:
        self.path = path
        self._temporary = path.with_name(f"{path.name}{attempt}.tmp")
        self._raw = open(self._temporary, "wb", _BUFFER_BYTES)  # noqa: SIM115  lives until commit or discard
        self._done = False
        self._counted = _Counted(self._raw)
        self._stream = _compressor("" if packing == "none" else path.suffix, self._counted, packing)

    @property
    def size(self) -> int:
        """Bytes on disk; final after `commit`."""
        return self._counted.size

    @property
    def sha256(self) -> str:
        return self._counted.digest.hexdigest()

    def write(self, data: bytes) -> None:
        self._stream.write(data)

    def commit(self) -> None:
        """Finish the file, bring it to the disk and give it its name."""
        if self._stream is not self._counted:
            self._stream.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        os.replace(self._temporary, self.path)
        self._done = True
        _sync_folder(self.path.parent)

    def discard(self) -> None:
        """Drop what was written; harmless after `commit`."""
        if not self._done:
            self._done = True
            try:
                self._raw.close()
            finally:  # on a full disk even closing may fail
                self._temporary.unlink(missing_ok=True)


class _Counted:
    """Passes bytes on to a file and keeps their number and digest."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._raw.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._raw.flush()

    def close(self) -> None:
        """The raw file is closed by its owner, after it was synced."""


def _compressor(suffix: str, target: _Counted, packing: Packing) -> _Counted | IO[bytes]:
    stream = cast(IO[bytes], target)
    if suffix == ".gz":
        # No name and no time inside, so that equal content gives equal bytes.
        return cast(IO[bytes], gzip.GzipFile("", "wb", _GZIP_LEVEL, stream, mtime=0))
    if suffix == ".zst":
        one = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        packer = one if packing == "one core" else _on_all_cores()
        return cast(IO[bytes], packer.stream_writer(stream, closefd=False))
    return target


def _on_all_cores() -> zstandard.ZstdCompressor:
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    settings = zstandard.ZstdCompressionParameters.from_level(
        _ZSTD_LEVEL, threads=threads, job_size=_JOB_BYTES, write_checksum=True
    )
    return zstandard.ZstdCompressor(compression_params=settings)


def _sync_folder(folder: Path) -> None:
    """Bring the renaming itself to the disk, where the system can (not on Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
