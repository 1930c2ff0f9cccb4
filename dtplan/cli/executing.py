"""`--executor NAME=ADDRESS`: who checks the plans in place of this machine."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.ruleset import Ruleset
from dtplan.runs.cluster import Cluster
from dtplan.runs.workers import Crew
from dtplan.text.shown import shown

_NAMES: Final = ("dask",)
_ADDRESS: Final = r"(?:(?:tcp|tls)://)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]@?#]+):([0-9]{1,5})"
_LAST_PORT: Final = 65535


def address(text: str) -> str:
    """The address in what `--executor` says; DtplanError for what is not of the form."""
    name, _equals, found = text.partition("=")
    match = re.fullmatch(_ADDRESS, found)
    if name not in _NAMES or match is None or not 0 < int(match[1]) <= _LAST_PORT:
        raise DtplanError(
            _("--executor {text} is no NAME=ADDRESS").format(text=shown(text)),
            hint=_(
                "Executors are {names}; an address is HOST:PORT or tls://HOST:PORT, "
                "like dask=10.0.0.5:8786."
            ).format(names=", ".join(_NAMES)),
        )
    return found


@contextmanager
def crew(
    place: str, rulesets: Iterable[Ruleset], tell: Callable[[str], None]
) -> Iterator[Callable[[], AbstractContextManager[Crew]]]:
    """Gives what `Means` calls a crew: the cluster at the address `place`.

    At the end tells what it did not do.
    """
    own = (rule for item in rulesets for rule in item.rules.values() if rule.is_own)
    with Cluster(place, has_patterns=any("pattern" in rule.check for rule in own)) as cluster:
        yield cluster.crew
    if cluster.trouble:
        tell(cluster.trouble)
