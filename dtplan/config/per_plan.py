"""Settings for each plan of a run, where the configuration tells plans apart by their paths."""

from collections.abc import Iterable

from dtplan.globs import covers, within
from dtplan.record import Record
from dtplan.ruleset import Adjustment, Ruleset
from dtplan.settings import Settings


class Layer(Record):
    """What one part of the configuration, or the command line, sets over what went before.

    `only` starts the choice of rules afresh, `but` takes rules out of it.
    """

    rulesets: tuple[Ruleset, ...] = ()
    only: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    never_suppress: frozenset[str] = frozenset()
    as_of: str | None = None
    adjustment: Adjustment = Adjustment({}, {})


class Part(Record):
    """A layer for the plans under `paths`; the patterns None stand for every plan."""

    paths: tuple[str, ...] | None
    layer: Layer


class PerPlan:
    """The settings for a plan by its path: `base`, and all parts that are for it, in their order.

    Patterns start from the folder `root`. `every` are all rules there are.
    """

    def __init__(
        self, base: Settings, root: str, parts: tuple[Part, ...], every: frozenset[str]
    ) -> None:
        self.base = base
        self.root = root
        self.parts = parts
        self.every = every
        self.made: dict[tuple[int, ...], Settings] = {}

    @property
    def language(self) -> str:
        """The language of the run."""
        return self.base.language

    def of(self, path: str) -> Settings:
        """The settings for the plan at `path`; the same object for all that are alike."""
        alike = tuple(self.parts_for(path))
        if alike not in self.made:
            settings = self.base
            for number in alike:
                settings = _over(settings, self.parts[number].layer, self.every)
            self.made[alike] = settings
        return self.made[alike]

    def parts_for(self, path: str) -> Iterable[int]:
        """The numbers of the parts that are for the plan at `path`."""
        place = within(path, self.root)
        for number, part in enumerate(self.parts):
            if part.paths is None or (place and any(covers(one, place) for one in part.paths)):
                yield number


def _over(settings: Settings, layer: Layer, every: frozenset[str]) -> Settings:
    codes = settings.codes if layer.only is None else layer.only
    if layer.but:
        codes = (every if codes is None else codes) - layer.but
    return settings.replaced(
        rulesets=tuple({item.id: item for item in (*settings.rulesets, *layer.rulesets)}.values()),
        codes=codes,
        never_suppress=settings.never_suppress | layer.never_suppress,
        as_of=layer.as_of or settings.as_of,
        adjustment=_adjusted(settings.adjustment, layer.adjustment),
    )


def _adjusted(before: Adjustment | None, more: Adjustment) -> Adjustment | None:
    if not more.severities and not more.parameters:
        return before
    if before is None:
        return more
    return Adjustment(
        {**before.severities, **more.severities}, {**before.parameters, **more.parameters}
    )
