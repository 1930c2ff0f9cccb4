"""Where the command `dtplan` starts, and `python -P -m dtplan` with it."""

import gc
import os
import sys
import threading
from typing import NoReturn


def main() -> NoReturn:
    """Run the program; never returns."""
    # Plans let go of their nodes themselves. Looking for garbage while modules are imported and
    # plans are read would take a tenth of the time and find nothing.
    gc.disable()
    from dtplan.cli import run

    status = run(sys.argv[1:])
    # All is written, and Python would clear up for longer than it takes to check a plan.
    # Only a pool of processes that was interrupted is still waited for.
    if threading.active_count() == 1:
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    main()
