"""Where the command `dtplan` starts, and `python -P -m dtplan` with it."""

import gc
import os
import sys
import threading
from typing import Final, NoReturn

# As in dtplan.errors, which is not there yet when the program is interrupted at once.
_INTERRUPTED: Final = 130


def main() -> NoReturn:
    """Run the program; never returns."""
    # Plans let go of their nodes themselves. Looking for garbage while modules are imported and
    # plans are read would take a tenth of the time and find nothing.
    gc.disable()
    try:
        from dtplan.cli import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # before the program has begun, or again while it ends
        status = _INTERRUPTED
    # All is written, and Python would clear up for longer than it takes to check a plan. What has
    # been interrupted is not waited for: other processes end with this one.
    if status == _INTERRUPTED or threading.active_count() == 1:
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    main()
