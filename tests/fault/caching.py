"""Keeps and asks for results without end, as a run with much to do does; tells what is wrong."""

import random
import sys

from dtplan.runs.cache import Cache, key

_KEYS = 400
_LONGEST = 20_000


def kept(number: int) -> tuple[bytes, str]:
    """What is kept under a number: the same in every process."""
    return key(b"%d" % number), f"{number}:" * random.Random(number).randrange(1, _LONGEST)


def wrong(cache: Cache) -> list[int]:
    """The numbers of results that are not what was kept."""
    known = dict(map(kept, range(_KEYS)))
    found = cache.get_all(known)
    return [at for at, made in enumerate(known) if found.get(made, known[made]) != known[made]]


def number_of_known(place: str, day: int = 1) -> int:
    cache = Cache(place, day)
    found = cache.get_all(made for made, _text in map(kept, range(_KEYS)))
    cache.close()
    return len(found)


def one_run(place: str, chance: random.Random) -> list[int]:
    """Look for all, keep some; what was found wrong."""
    cache = Cache(place, 1)
    found = wrong(cache)
    for number in chance.sample(range(_KEYS), chance.randrange(1, 150)):
        cache.put(*kept(number))
    found += wrong(cache)
    cache.close()
    return found


def main(place: str, seed: str, runs: str) -> None:
    chance = random.Random(int(seed))
    print("ready", flush=True)
    for _run in range(int(runs)):
        found = one_run(place, chance)
        if found:
            print("wrong:", found, flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
