"""Whatever is replied to the wizard: the file loads, keeps what was answered, and nothing else."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dtplan import resources, wizard
from dtplan.answers.reply import cleaned
from dtplan.draft import opened
from dtplan.interview import RISKS_ASIDE
from dtplan.node import Plain
from dtplan.schema import TEXT, plan_format
from dtplan.wizard.loop import Wizard, opened_plan
from dtplan.wizard.talk import ANSWERS, BACK, HELP, NOTHING, Prompt, Stopped
from tests.conftest import ROOT
from tests.scripted import ENTER, STOP, Place, Scripted, over, value_in

_BLANK: Final = "dtplan: 1\nstatus: draft\n"
_ODD: Final = """\
# as somebody typed it
"dtplan": 1
title:   'Đề án'   # a comment
agency: {name: UBND tỉnh X, level: local}
lead: Nguyễn Văn An
breakthroughs:
- {id: DP1, title: Đất đai, impact: {beneficiaries: [citizens]}}
- 5
-
- id: DP1
  pillar: no such pillar
targets: none yet
tasks:
    -   id: NV7
        title: |
          Hai dòng
          một việc
        owner: {agency: "Sở Y tế"}
        budget: [{source: NS1, amount: 5, note: giữ lại}]
    -   owner: [a, b]
budget: {sources: [], total: nhiều}
security:
  measures:
  - {id: AT1, protects: [state-secrets]}
reviews: 3
mystery: {of: all}
"""
TEXTS: Final = {
    "blank": _BLANK,
    "odd": _ODD,
    "windows": _ODD.replace("\n", "\r\n"),
    "reference": (ROOT / "tests" / "reference.plan.yaml").read_text(encoding="utf-8"),
    "province": resources.template_text("province"),
    "national-database": resources.template_text("national-database"),
}
_YAML: Final = (
    "a: b", "- a", "# no", "'", '"', "{", "[", "&a", "*a", "!t", "|", ">", "%", "@", "`", "null",
    "~", "yes", "no", "NO", "1e3", "0x1F", "08", "1_000", ".nan", "---", "...", "<<", "a #b", ": ",
    "2024-10-15", "15/10/2024", "80%", "6,5 tỷ", "1.500", "Quý IV/2025", "NS1: 5; NS2: 6 tỷ", "DP1",
    "đẩy mạnh", "Các sở, ban, ngành", "Phó Chủ tịch", "\\", "\\;", "a\nb", "a\r\nb", "\ttab",
    "\x85", "\u2028", "\x00", "\x1b[2J", "\ud800", "\U0001f468\u200d\U0001f469", "e\u0302\u0323",
    "\ufeff", "\u202ea", "x" * 2001, "x " * 15_000, "99999999999999999999", "-5", "−5", "1e999",
)  # fmt: skip
_pieces = st.one_of(st.sampled_from(_YAML), st.text(st.characters(), max_size=30))
_numbers = st.integers(1, 40).map(str)
# What is picked by number leads on; free texts are mostly refused where something is to be picked.
_replies = st.one_of(
    _numbers,
    _pieces,
    _pieces,
    st.just("Sở Y tế"),
    st.just(ENTER),
    st.sampled_from([BACK, ANSWERS, NOTHING, HELP]),
)


class Onlooker(Scripted):
    """Looks at the file before each question: what has become of it since the one before?"""

    def __init__(self, replies: list[str], file: Path) -> None:
        super().__init__(self._next)
        self._left = iter(replies)
        self._file = file
        self._last: tuple[Prompt, str] | None = None
        self._before: Plain = None
        self.course: Wizard | None = None

    def _next(self, prompt: Prompt) -> str:
        self.look(prompt)
        reply = next(self._left, STOP)
        self._last = (prompt, reply or prompt.typed or prompt.default or prompt.suggestion)
        return reply

    def look(self, prompt: Prompt | None) -> None:
        now = opened_plan(str(self._file), self._file.read_bytes()).root.plain()
        if self.course is not None:
            assert opened_plan("now", self.course.now.plan.text.encode()).root.plain() == now
        if self._last is not None:
            asked, reply = self._last
            changed = list(differences(self._before, now))
            outside = [path for path in changed if not _may_change(asked.path, path)]
            assert not outside, (asked.path, reply, outside)
            if not asked.columns:
                self._same_items(asked.path, now)
            is_again = prompt is not None and prompt.path == asked.path and prompt.problem
            if prompt is not None and not is_again:
                self._is_there(asked, reply, now)
        self._before = now

    def _same_items(self, asked: Place, now: Plain) -> None:
        """The menu of a list takes one item out or changes the order; it makes up none."""
        was, items = value_in(self._before, asked), value_in(now, asked)
        if isinstance(was, list) and was and isinstance(was[0], dict):
            left = [item for item in was if not isinstance(items, list) or item not in items]
            new = [item for item in items if item not in was] if isinstance(items, list) else []
            assert len(left) <= 1 and not new, (asked, left, new)

    def _is_there(self, asked: Prompt, reply: str, now: Plain) -> None:
        """A text that was taken stands in the file as it was typed, without what nobody sees."""
        if not asked.path or asked.closed or reply.strip() in (BACK, ANSWERS, NOTHING, ""):
            return
        if asked.path[: len(RISKS_ASIDE)] == RISKS_ASIDE:
            return
        value = value_in(now, asked.path)
        assert value not in (None, "", [], {}), (asked.path, reply)
        named = ".".join(step for step in asked.path if isinstance(step, str))
        if plan_format().named(named).kind == TEXT and not asked.choices:
            assert value == cleaned(reply) or reply in (asked.default, asked.typed)


def _may_change(asked: Place, changed: Place) -> bool:
    """Whether an answer at one place may change another: itself, and what goes with it."""
    if not asked:
        return changed == ("status",)
    if asked[:2] == RISKS_ASIDE:
        return changed[:2] in (RISKS_ASIDE, ("security", "measures"))
    return (
        changed[: len(asked)] == asked
        # A new item gets its id; a national target brings what the registry knows of it.
        or (changed[:-1] == _item(asked) and changed[-1] == "id")
        or (asked[:1] == ("targets",) and asked[-1:] == ("national",) and changed[:2] == asked[:2])
    )


def _item(path: Place) -> Place:
    depth = max((at for at, step in enumerate(path, 1) if isinstance(step, int)), default=0)
    return path[:depth]


def differences(one: Plain, other: Plain, path: Place = ()) -> list[Place]:
    """The places of the values that one plan has and the other lacks, or holds otherwise."""
    mine, theirs = dict(leaves(one, path)), dict(leaves(other, path))
    return [place for place in {**mine, **theirs} if mine.get(place) != theirs.get(place)]


def leaves(value: Plain, path: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every value that is no mapping or list and is not absent, so that 1 is not true."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif value is not None:
        yield path, repr(value)


def go_through(text: str, replies: list[str], *, from_the_start: bool) -> Onlooker:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.dtplan.yaml")
        file.write_bytes(text.encode())
        talk = Onlooker(replies, file)
        with opened(str(file)) as draft:
            talk.course = over(draft, talk, from_the_start=from_the_start)
            with suppress(Stopped):
                wizard.lead_through(talk.course)
            talk.look(None)
    return talk


@hypothesis_settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(TEXTS)),
    replies=st.lists(_replies, max_size=40),
    from_the_start=st.booleans(),
)
def test_whatever_is_replied_the_file_holds_what_was_answered_and_nothing_else_changes(
    name: str, replies: list[str], from_the_start: bool
) -> None:
    go_through(TEXTS[name], replies, from_the_start=from_the_start)
