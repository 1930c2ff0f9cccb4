"""The fixed words of the review sheet, the same in every form it is printed in."""

from collections.abc import Mapping

from dtplan.findings import Severity, Totals
from dtplan.formats.summary import count_texts
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext


def title() -> str:
    """The title of the page."""
    return _("Review sheet of digital transformation plans")


def overview_heading() -> str:
    """What stands over the table of all plans."""
    return _("All plans")


def overview_columns() -> tuple[str, ...]:
    """The columns of the table of all plans."""
    return (_("Plan"), _("Principles met"), _("Findings"))


def overview_rest(count: int) -> str:
    """How many plans the table leaves out."""
    return ngettext("and {count} more plan", "and {count} more plans", count).format(count=count)


def matrix_heading() -> str:
    """What stands over the table of principles."""
    return _("How each principle is met")


def matrix_columns() -> tuple[str, ...]:
    """The columns of the table of principles."""
    return (_("Principle"), _("Standing"), _("Places in order"))


def chapters_heading() -> str:
    """What stands over the findings."""
    return _("What is to be mended")


def exceptions_heading() -> str:
    """What stands over the findings that were set aside."""
    return _("Exceptions")


def shortened_text(left: Mapping[Severity, int], excepted: int) -> str:
    """What the sheet leaves out: findings by severity, and exceptions."""
    text = _(
        "This sheet is shortened to fit into a comment; the whole is in the report that "
        "`dtplan check --format html` writes."
    )
    totals = Totals(
        errors=left[Severity.ERROR],
        warnings=left[Severity.WARNING],
        advice=left[Severity.ADVICE],
    )
    counts = [*count_texts(totals), *([exceptions_text(excepted)] if excepted else [])]
    if not any(left.values()) and not excepted:
        return text
    left_out = _("Left out here: {counts}.").format(counts=", ".join(counts))
    return f"{text} {left_out}"


def grade_label(severity: Severity) -> str:
    """A severity in words."""
    return {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
        Severity.ADVICE: _("advice"),
    }[severity]


def exceptions_text(count: int) -> str:
    """How many findings were set aside."""
    return ngettext("{count} exception", "{count} exceptions", count).format(count=count)
