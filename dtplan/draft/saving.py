"""Bytes put on the disk for good: written whole, flushed, read back."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_NEW: Final = (
    os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
# The name of a file that is still being written: that of its target and eight random digits.
TEMPORARY: Final = ".{}.{}.tmp"
_CHUNK: Final = 1 << 20
# Other errors of a folder's fsync only say that the file system knows no such thing.
_LOST: Final = (errno.EIO, errno.ENOSPC, errno.EDQUOT)


def write_new(path: str, data: bytes, like: os.stat_result | None, *, mode: int = 0o666) -> None:
    """Make the file `path`, which must not be there yet, and see that it holds `data`.

    It gets the rights and the owner of the file `like`, else `mode` as the umask leaves it. A
    failure is an OSError and leaves no file.
    """
    # Nobody may read in it before it has the rights of the file that it is to replace.
    descriptor = os.open(path, _NEW, mode if like is None else 0o600)
    try:
        try:
            _fill(descriptor, data)
            if like is not None:
                _resemble(descriptor, like)
            os.fsync(descriptor)
            _verify(descriptor, data)
        finally:
            os.close(descriptor)
    except BaseException:
        discard(path)
        raise


def put_in_place(
    target: str, data: bytes, like: os.stat_result | None, replace: Callable[[str], None]
) -> None:
    """Make the file `target` hold `data`, all of it, for good, or leave what is there.

    `replace` is given the path of a whole new file and puts it where `target` is; what it raises
    passes through. `like` as in `write_new`. A failure leaves no file beside the target.
    """
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, TEMPORARY.format(name, os.urandom(4).hex()))
    write_new(temporary, data, like)
    try:
        replace(temporary)
    except BaseException:
        discard(temporary)
        raise
    sync_folder(folder)


def read(path: str) -> bytes | None:
    """All that the file at `path` holds, or None where there is none."""
    # A FIFO put in its place would block the open for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    try:
        return _rest(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: str) -> None:
    """Put on the disk what `folder` lists, where the system lets a program do that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # always on Windows; elsewhere a folder that may not be listed
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno in _LOST:
            raise
    finally:
        os.close(descriptor)


def discard(path: str) -> None:
    """Remove the file, if it can be."""
    with suppress(OSError):
        os.unlink(path)


def _fill(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _resemble(descriptor: int, like: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        own = os.fstat(descriptor)
        if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
            with suppress(PermissionError):  # only root gives files away
                os.fchown(descriptor, like.st_uid, like.st_gid)
    if hasattr(os, "fchmod"):
        with suppress(PermissionError):  # a file system without rights
            os.fchmod(descriptor, like.st_mode & 0o777)


def _rest(descriptor: int) -> bytes:
    parts: list[bytes] = []
    while part := os.read(descriptor, _CHUNK):
        parts.append(part)
    return b"".join(parts)


def _verify(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    if _rest(descriptor) != data:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
