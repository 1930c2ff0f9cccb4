"""Where the command `dtplan` starts, and `python -P -m dtplan` with it."""

import gc


def main() -> None:
    """Run the program; never returns."""
    # Plans let go of their nodes themselves. Looking for garbage while modules are imported and
    # plans are read would take a tenth of the time and find nothing.
    gc.disable()
    from dtplan.cli import main as run

    run()


if __name__ == "__main__":
    main()
