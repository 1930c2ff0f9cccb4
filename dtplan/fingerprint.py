"""What makes a finding the same one in the next run, whatever has moved around it."""

from collections import Counter
from hashlib import sha256

from dtplan.findings import Finding, PlanReport

_LENGTH = 32  # hexadecimal digits


class Fingerprints:
    """Gives the fingerprints of a run's findings, no two of them the same.

    A fingerprint is made of the code, the plan's id (its path where it has none), the place within
    the plan by the ids of its items, and a number among those that are still alike: never of a
    line or a message. It is a hash, so that nothing personal can be read from it.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, report: PlanReport) -> list[str]:
        """The fingerprints of a plan's findings, in their order."""
        plan = f"id:{report.id}" if report.id else f"path:{report.path}"
        return [self._next(plan, finding) for finding in report.findings]

    def _next(self, plan: str, finding: Finding) -> str:
        key = "\0".join((finding.code, plan, finding.anchor))
        number = self._seen[key]
        self._seen[key] += 1
        text = f"{key}\0{number}".encode("utf-8", "surrogatepass")
        return sha256(text).hexdigest()[:_LENGTH]
