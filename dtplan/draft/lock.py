"""A lock that the system frees when its holder ends, whatever ended it."""

# Not the package filelock: its import takes some 55 ms, as much as all else before the first
# question, and it brings far more than the one lock without waiting that a draft needs.
import errno
import os
import sys
from contextlib import suppress
from typing import Final

# More than one only where the holder of a moment ago is just removing its file.
_TRIES: Final = 20
_MAX_READ: Final = 1000
_TAKEN: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class Holder:
    """Who has the lock, as far as it is known: user, computer, process, and since when.

    `since` is in seconds since 1970; what is not known is empty.
    """

    def __init__(self, text: str, since: float) -> None:
        self.user, self.computer, self.process = (*text.split("\n"), "", "", "")[:3]
        self.since = since


class Taken(Exception):
    """Another process, or another place in this one, has the lock."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(f"held by {holder.process or 'another'}")
        self.holder = holder


class Lock:
    """A lock that is held until `release` or the end of the process."""

    def __init__(self, path: str, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go, and leave no file behind; a second time it does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        # Elsewhere than on Windows the file goes while it is still locked: whoever opened it
        # meanwhile then sees that it is not the one at that path. Windows removes no open file.
        if sys.platform != "win32":
            _remove(self.path)
        with suppress(OSError):
            os.close(descriptor)
        if sys.platform == "win32":
            _remove(self.path)


def take(path: str) -> Lock | None:
    """The lock whose file is `path`, or None where the file system has no locks.

    Raises Taken, and OSError where the file can't be made.
    """
    for _try in range(_TRIES):
        descriptor, is_created = _open(path)
        try:
            has_locks = _lock_now(descriptor)
            if has_locks and _stands_at(path, descriptor):
                _sign(descriptor)
                return Lock(path, descriptor)
        except BaseException as error:
            os.close(descriptor)
            if is_created and not isinstance(error, Taken):
                _remove(path)
            raise
        os.close(descriptor)
        if not has_locks:
            if is_created:
                _remove(path)
            return None
    raise Taken(Holder("", 0.0))


def _lock_now(descriptor: int) -> bool:
    """Take the lock, and say whether there is such a thing; raises Taken."""
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _TAKEN:
            raise Taken(_holder(descriptor)) from None
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    # What is locked can't be read either, so it lies behind all that is written there.
    _LOCKED_BYTE: Final = 1 << 20

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _open(path: str) -> tuple[int, bool]:
    """The file of the lock, and whether it was made by this call."""
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    for _try in range(_TRIES):
        # Each without the other: Linux lets nobody open another's file in /tmp with O_CREAT.
        with suppress(FileExistsError):
            return os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o666), True
        with suppress(FileNotFoundError):
            return _open_existing(path, flags), False
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _open_existing(path: str, flags: int) -> int:
    try:
        return os.open(path, flags)
    except PermissionError:  # another user's; it can be locked all the same
        return os.open(path, flags & ~os.O_RDWR | os.O_RDONLY)


def _stands_at(path: str, descriptor: int) -> bool:
    """Whether the file that was locked is still the one at `path`."""
    try:
        there, here = os.stat(path), os.fstat(descriptor)
    except FileNotFoundError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)


def _sign(descriptor: int) -> None:
    """Say who holds the lock; on a full disk, or in another user's file, it stays unsaid."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{_user()}\n{_computer()}\n{os.getpid()}".encode(errors="replace"))


def _holder(descriptor: int) -> Holder:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        text = os.read(descriptor, _MAX_READ).decode(errors="replace")
        return Holder(text, os.fstat(descriptor).st_mtime)
    except OSError:
        return Holder("", 0.0)


def _user() -> str:
    if sys.platform != "win32":
        import pwd

        with suppress(KeyError):  # a container's user may have no name
            return pwd.getpwuid(os.getuid()).pw_name
        return ""
    with suppress(OSError):
        return os.getlogin()
    return ""


def _computer() -> str:
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
