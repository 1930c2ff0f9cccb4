"""Saves ever longer plans to the draft it is given, and tells the number of each that was saved."""

import re
import sys

from dtplan.draft import opened

# Kept small enough to be read again after each of hundreds of kills.
_LONGEST = 300


def plan(number: int) -> str:
    """The plan of save `number`: no two have the same length."""
    tasks = "".join(
        f'  - id: NV{position}\n    title: "Kết nối hệ thống thứ {position}"\n'
        for position in range(number % _LONGEST + 1)
    )
    return f"dtplan: 1\nnumber: {number}\ntasks:\n{tasks}"


def number_in(source: bytes) -> int:
    """Which save `source` is of; 0 where it is of none."""
    found = re.search(rb"^number: (\d+)$", source, re.MULTILINE)
    return int(found[1]) if found else 0


def main(path: str) -> None:
    with opened(path) as draft:
        number = number_in(draft.source)
        print("ready", flush=True)
        while True:
            number += 1
            draft.save(plan(number))
            print(number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
