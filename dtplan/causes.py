"""Why the system refused something, in words that whoever reads the message knows."""

import errno

from dtplan.i18n import gettext as _


def cause(error: OSError) -> str:
    """Why the system refused, in the language of the run; in its own where that is not known.

    Systems speak the language they were set up in, which need not be that of the report.
    """
    return _causes().get(error.errno or 0) or error.strerror or str(error)


def _causes() -> dict[int, str]:
    known = {
        "ENOENT": _("No such file or directory"),
        "EACCES": _("Permission denied"),
        "EPERM": _("Operation not permitted"),
        "EISDIR": _("Is a directory"),
        "ENOTDIR": _("Not a directory"),
        "EEXIST": _("File exists"),
        "ENOSPC": _("No space left on device"),
        "EDQUOT": _("Disk quota exceeded"),
        "EROFS": _("Read-only file system"),
        "ELOOP": _("Too many levels of symbolic links"),
        "ENAMETOOLONG": _("File name too long"),
        "EIO": _("Input/output error"),
        "EMFILE": _("Too many open files"),
        "EBADF": _("Bad file descriptor"),
        "EBUSY": _("Device or resource busy"),
        "ETXTBSY": _("Text file busy"),
    }
    # Not every system knows every number.
    return {getattr(errno, name): text for name, text in known.items() if hasattr(errno, name)}
