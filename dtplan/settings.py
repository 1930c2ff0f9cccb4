"""How plans are to be checked: all that the command line and the configuration settle."""

from typing import Final

from dtplan.record import Record
from dtplan.ruleset import Adjustment, Ruleset

STATUSES: Final = ("draft", "submitted", "approved", "running", "done")
# What makes a file unreadable, what watches the comments, and what must not lie in a plan at all.
NEVER_SUPPRESSED: Final = frozenset(("DT001", "DT008", "DT705"))


class Settings(Record):
    """How plans are to be checked.

    `rulesets` replace all others where `replaces` is true, else each plan's own join them.
    `today` is the ISO date in Vietnam; `as_of` and `as_status` overrule each plan's own day and
    status. `codes` are the rules that may speak, None for all. `evidence` asks for the places that
    are in order too. `suppressions` lets comments in a plan set findings aside, but for the codes
    in `never_suppress`. `adjustment` is what the repository sets otherwise than its rulesets.
    `root` is the folder from which the rulesets' patterns of paths start. `is_part` says that files
    are named and no folder: what none of them shares with a plan, another one may.
    """

    rulesets: tuple[Ruleset, ...]
    today: str
    replaces: bool = False
    as_of: str | None = None
    as_status: str | None = None
    codes: frozenset[str] | None = None
    language: str = "vi"
    evidence: bool = False
    suppressions: bool = True
    never_suppress: frozenset[str] = frozenset()
    adjustment: Adjustment | None = None
    root: str = "."
    is_part: bool = False

    @property
    def unsuppressible(self) -> frozenset[str]:
        """The codes that nothing may set aside."""
        return NEVER_SUPPRESSED | self.never_suppress
