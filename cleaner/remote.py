"""Files behind URLs (`s3://`, `hf://`, `memory://` …) through fsspec: the only door to it."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleaner.errors import CleanerError, InputError, MissingExtra

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[A-Za-z0-9+.:/-]+)?://")
_EXTRA = 'addresses such as {url} need fsspec: pip install "article-cleaner[remote]"'
# What tells two states of a remote file apart, by the names that the file systems give it.
_MARKS = tuple("ETag etag md5Hash crc32c blob_id sha256 checksum mtime LastModified last_modified created".split())

_MESSAGE_CHARACTERS = 300
# Where an object appears when its upload is complete, and renaming would copy it.
_STORES = frozenset("s3 s3a gs gcs hf az abfs adl abfss oci oss".split())


def is_url(path: str) -> bool:
    """Whether `path` is the address of a remote file, no local path.

    >>> is_url("s3://bucket/a.warc.gz"), is_url("C:/a.warc.gz"), is_url("./a")
    (True, False, False)
    """
    return bool(_URL.match(path))


def filesystem(url: str) -> tuple[Any, str]:
    """The file system behind `url` and the path in it.

    Raises MissingExtra with the command that installs what lacks, InputError for a protocol that nobody knows.
    """
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError as error:
        raise MissingExtra(_EXTRA.format(url=url)) from error
    try:
        fs, path = fsspec.core.url_to_fs(url)
    except ImportError as error:  # fsspec says which package the protocol needs
        told = " ".join(str(error).split())
        raise MissingExtra(f'{url}: {told}; pip install "article-cleaner[remote]" brings s3:// and hf://') from error
    except ValueError as error:
        raise InputError(f"{url}: {error}; known are s3://, hf://, gs:// and what else fsspec knows") from error
    return fs, path


@contextlib.contextmanager
def _as_os_errors(url: str) -> Iterator[None]:
    """Errors of a file system's own kind (no credentials, no network) as OSError, with the address."""
    try:
        yield
    except (OSError, CleanerError):
        raise
    except Exception as error:
        told = " ".join(str(error).split())[:_MESSAGE_CHARACTERS]
        raise OSError(f"{url}: {type(error).__name__}: {told}") from error


def is_folder(url: str) -> bool:
    """Raises OSError where the other side does not answer."""
    fs, path = filesystem(url)
    with _as_os_errors(url):
        return bool(fs.isdir(path))


def exists(url: str) -> bool:
    fs, path = filesystem(url)
    with _as_os_errors(url):
        return bool(fs.isfile(path))


def find(url: str) -> Iterator[str]:
    """The addresses of all files below `url`, sorted; hidden ones are left out. Raises OSError."""
    fs, path = filesystem(url)
    with _as_os_errors(url):
        names = sorted(fs.find(path))
    for name in names:
        inner = name.removeprefix(path).lstrip("/")
        if not any(step.startswith(".") for step in inner.split("/")):
            yield fs.unstrip_protocol(name)


def open_url(url: str) -> BinaryIO:
    """The remote file, open for reading; it can seek. Raises OSError."""
    fs, path = filesystem(url)
    with _as_os_errors(url):
        return cast(BinaryIO, fs.open(path, "rb"))


def facts(url: str) -> tuple[int, str]:
    """Size in bytes, and a digest of what tells this state of the file from another one. Raises OSError."""
    fs, path = filesystem(url)
    with _as_os_errors(url):
        info = fs.info(path)
    marks = [(name, str(info[name])) for name in _MARKS if info.get(name) is not None]
    size = int(info.get("size") or 0)
    return size, hashlib.sha256(repr((size, marks)).encode("utf-8", "surrogatepass")).hexdigest()


def join(folder: str, name: str) -> str:
    """The address of `name` below `folder`, `..` resolved."""
    scheme, separator, rest = folder.partition("://")
    return scheme + separator + posixpath.normpath(posixpath.join(rest or ".", name)).lstrip("/")


class Folder:
    """A folder behind a URL that takes files whole or not at all. Raises OSError, and MissingExtra as `filesystem`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._fs, self._root = filesystem(self.url)
        protocols = {self._fs.protocol} if isinstance(self._fs.protocol, str) else set(self._fs.protocol)
        self._is_store = bool(protocols & _STORES)

    def sizes(self, below: str = "") -> dict[str, int]:
        """The files below the folder (or its subfolder `below`) by their names in it, with their sizes in bytes."""
        self._fs.invalidate_cache()
        try:
            with _as_os_errors(self.url):
                found = self._fs.find(self._path(below) if below else self._root, detail=True)
        except FileNotFoundError:  # some file systems have no empty folders, others say that there is none
            return {}
        return {self._name(path): int(info.get("size") or 0) for path, info in found.items()}

    def read(self, name: str) -> bytes | None:
        """The content of a small file; None where there is none."""
        try:
            with _as_os_errors(self.url):
                return cast(bytes, self._fs.cat_file(self._path(name)))
        except FileNotFoundError:
            return None

    def put(self, local: Path, name: str) -> None:
        """Copy a file there. A store shows an object when it is whole; elsewhere the file is renamed in the end."""
        path = self._path(name)
        with _as_os_errors(self.url):
            if self._is_store:
                self._fs.put_file(str(local), path)
            else:
                self._put_and_rename(local, path)

    def _put_and_rename(self, local: Path, path: str) -> None:
        self._fs.makedirs(posixpath.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}.tmp"
        try:
            self._fs.put_file(str(local), temporary)
            self._fs.mv(temporary, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                self._fs.rm_file(temporary)
            raise

    def get(self, name: str, local: Path) -> None:
        """Copy a file here, whole or not at all."""
        local.parent.mkdir(parents=True, exist_ok=True)
        temporary = local.with_name(local.name + ".tmp")
        try:
            with _as_os_errors(self.url):
                self._fs.get_file(self._path(name), str(temporary))
            os.replace(temporary, local)
        finally:
            temporary.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Harmless where there is no such file."""
        with contextlib.suppress(FileNotFoundError), _as_os_errors(self.url):
            self._fs.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return posixpath.join(self._root, name)

    def _name(self, path: str) -> str:
        return path.lstrip("/").removeprefix(self._root.lstrip("/")).lstrip("/")
