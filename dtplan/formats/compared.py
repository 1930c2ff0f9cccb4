"""Whether plans were compared with others, said where a reader would think that they were."""

from dtplan.i18n import gettext as _


def not_compared() -> str:
    """That the rules over many plans did not run, and where they do."""
    return _(
        "Nothing was compared with other plans: that is done where a folder or several files are "
        "checked, without `--changed-since`."
    )
