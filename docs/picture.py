"""Draws docs/check.svg: what `dtplan check` says about a draft, as a terminal shows it.

Run it after a change of the words or the layout: `python docs/picture.py`.
"""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

DOCS: Final = Path(__file__).parent
PLAN: Final = "picture.dtplan.yaml"
# As rich's own, without its web fonts: a picture fetches nothing. Leading spaces are kept.
FRAME: Final = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
  <style>
    .{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
      font-size: {char_height}px; line-height: {line_height}px; white-space: pre }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif }}
    {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
    </clipPath>
    {lines}
  </defs>
  {chrome}
  <g transform="translate({terminal_x}, {terminal_y})"
    clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix" xml:space="preserve">{matrix}</g>
  </g>
</svg>
"""


def report() -> str:
    """The report in colour, in Vietnamese, as a terminal gets it."""
    command = [sys.executable, "-P", "-m", "dtplan", "check", PLAN, "--color", "always"]
    done = subprocess.run(
        [*command, "--lang", "vi"],
        cwd=DOCS,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    return done.stdout.decode().replace("\r\n", "\n")


def check() -> str:
    """The picture of a check as SVG text, the same on every machine."""
    return drawn(
        Text.from_ansi(report()), title=f"dtplan check {PLAN}", unique_id="dtplan-check", width=120
    )


def drawn(shown: Text, *, title: str, unique_id: str, width: int) -> str:
    """`shown` in a window of `width` columns, as SVG text."""
    console = Console(
        record=True,
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        legacy_windows=False,
        color_system="truecolor",
        _environ={},
    )
    console.print(shown)
    return console.export_svg(title=title, unique_id=unique_id, code_format=FRAME)


def keep(name: str, picture: str) -> None:
    """Write a picture beside this file."""
    (DOCS / name).write_text(picture, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    keep("check.svg", check())
