"""Edits of a plan's text: what is put comes back, and nothing else is touched."""

import copy
import difflib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtplan import i18n, shape
from dtplan.edits import Edit, Unwritable, apply, insert, move, put, remove
from dtplan.node import Plain
from dtplan.parsing.document import Document, load
from tests.conftest import ROOT

Path = tuple[str | int, ...]

ODD = {
    "crlf": "dtplan: 1\r\ntitle: a  # tên\r\n\r\ntasks:\r\n  - id: A\r\n    title: |\r\n"
    "      x\r\n      y\r\n\r\n  - id: B\r\n",
    "no final newline": "dtplan: 1\ntasks:\n  - id: A\n    title: x",
    "four spaces": "dtplan: 1\nagency:\n    name: X\n    # cấp\n    level: local\ntasks:\n"
    "    -   id: A\n        title: x\n    -   id: B\n",
    "dashes not indented": "dtplan: 1\ntasks:\n# một\n- id: A\n  partners:\n  - x\n  - y\n"
    "# hai\n- id: B\n\n# cuối\n",
    "flow": 'dtplan: 1\nagency: {name: X, level: local}  # c\nrulesets: [ct34, "a"]\n'
    "tasks: [{id: A, after: [B]}, {id: B}]\nlead: {}\nrisks: []\n",
    "flow over lines": "dtplan: 1\nagency: {\n  name: X,  # tên\n  level: local,\n}\nrulesets: [\n"
    "  ct34,  # bộ\n  abc\n]\n",
    "block scalars": "dtplan: 1\ntitle: >-\n  a\n  b\nbreakthroughs:\n  - problem: |+\n      x\n\n"
    "    title: |  # đầu\n      m\n\n      n\n\n    # sau\n  - id: B\n",
    "quoted over lines": "dtplan: 1\ntitle: \"a\n  b\"  # c\nid: 'x'\nagency:\n  name:\n"
    "    'a\n\n    b'\n",
    "nulls": "dtplan: 1\nid:\ntitle: ~  # t\nagency: null\nlead:   # l\n  name:\n  position: \n"
    "tasks:\n  -\n  - id:\n  -  # trống\nrisks:\n",
    "question marks": "dtplan: 1\n? title\n: x\n? agency\n: name: X\n  level: local\n? tasks\n"
    ": - id: A\n  - id: B\nid: a\n",
    "documents": "# đầu tệp\n---\ndtplan: 1\nid: a  # mã\ntasks:\n  - id: A\n...\n",
    "twice": "dtplan: 1\nid: a\nagency:\n  name: X\nid: b\ntasks:\n  - id: A\n    id: B\n",
    "decomposed": "dtplan: 1\nte\u0302n: x\nid: e\u0302\n",
    "tabs": "dtplan:\t1\nid:\ta\t# c\ntasks:\n  - id\n  - x\t\n  -\n",
    "lists of lists": "dtplan: 1\nx:\n  - - a\n    - b\n  -\n    - c\n    # d\n    - e: 1\n"
    "  - [f, {g: h}]\n",
    "comments": "# đầu\ndtplan: 1  # p\n# mã\nid: a\n\n# việc\ntasks:\n  # một\n  - id: A\n"
    "    # deadline: 2025-01-01\n\n  # hai\n  # hai nữa\n  - id: B  # b\n    title: x\n"
    "      # sâu\n  # - id: C\n# hết\n",
    "mark": "\ufeffdtplan: 1\nid: a\n",
}


def read(text: str | bytes, *, pure: bool = False) -> Document:
    plan = load("x.dtplan.yaml", text.encode() if isinstance(text, str) else text, pure=pure)
    assert isinstance(plan, Document), plan
    return plan


@lru_cache(maxsize=1)
def texts() -> dict[str, str]:
    examples = sorted((ROOT / "examples").glob("*.dtplan.yaml"))
    return {**ODD, **{path.name: path.read_text("utf-8") for path in examples}}


def places(value: Plain, path: Path = ()) -> list[Path]:
    """The paths of all values."""
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += places(item, (*path, index))
    return found


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def changed(value: Any, path: Path, change: Callable[[Any, Any], None]) -> Any:
    """A copy with `change` made on what holds the last step of the path."""
    value = copy.deepcopy(value)
    change(at(value, path[:-1]), path[-1])
    return value


def hunks(old: str, new: str) -> list[tuple[str, int, int, int, int]]:
    matcher = difflib.SequenceMatcher(None, old.split("\n"), new.split("\n"), autojunk=False)
    return [code for code in matcher.get_opcodes() if code[0] != "equal"]


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.activate("en")


SINGLE = st.one_of(
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.sampled_from([0.7, -0.5, 12.25, 1.125, 6.5e9]),
    st.sampled_from(["yes", "012", "a: b", "a #b", "Sở A, B", "2024-10-15", "x", 'a "b"', "it's"]),
    st.text(min_size=1, max_size=12).filter(str.strip),
)
ANY = st.recursive(
    SINGLE,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "title", "name", "owner", "x y", "no", "5", "a: b"]),
            inner,
            min_size=1,
            max_size=3,
        ),
    ),
    max_leaves=4,
)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def accept_refusal(name: str, value: Plain = None) -> None:
    """Only a key written twice and half a character may be refused."""
    assert name == "twice" or has_surrogate(value), (name, value)


@FUZZ
@given(data=st.data())
def test_what_is_put_comes_back_or_is_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(texts())))
    plan = read(texts()[name])
    old = plan.root.plain()
    path = data.draw(st.sampled_from(places(old)[1:]))
    value = data.draw(ANY)
    try:
        new = put(plan, path, value, commented=data.draw(st.booleans()))
    except Unwritable:
        accept_refusal(name, value)
        return

    def change(holder: Any, key: Any) -> None:
        holder[key] = whole(value)

    assert new.root.plain() == changed(old, path, change)
    lines_end_alike(plan, new)


def lines_end_alike(old: Document, new: Document) -> None:
    ends = {"\r\n" if "\r\n" in old.text else "\n"}
    assert {line[len(line.rstrip("\r\n")) :] for line in new.text.splitlines(True)} <= ends | {""}


def has_surrogate(value: Plain) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in str(value))


def whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@FUZZ
@given(data=st.data())
def test_a_new_key_is_added(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(texts())))
    plan = read(texts()[name])
    old = plan.root.plain()
    above = data.draw(
        st.sampled_from([path for path in places(old) if isinstance(at(old, path), dict)])
    )
    key = data.draw(st.sampled_from(["note", "id", "owner", "measurement", "tasks", "yes", "k: v"]))
    deeper: Path = data.draw(st.sampled_from([(), ("name",), (0,), (0, "title"), ("a", 0, "b")]))
    if key in at(old, above):
        return
    value: Any = data.draw(SINGLE)
    try:
        new = put(plan, (*above, key, *deeper), value, commented=data.draw(st.booleans()))
    except Unwritable:
        accept_refusal(name, value)
        return
    for step in reversed(deeper):
        value = {step: value} if isinstance(step, str) else [value]

    def change(holder: Any, key: Any) -> None:
        holder[key] = whole(value)

    assert new.root.plain() == changed(old, (*above, key), change)
    # What is put in and taken out again leaves no trace.
    if name != "twice" and at(old, above) != {} and "{}" not in plan.text:
        assert remove(new, (*above, key)).text == plan.text


@FUZZ
@given(data=st.data())
def test_items_are_put_in_taken_out_and_moved(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(texts())))
    plan = read(texts()[name])
    old = plan.root.plain()
    lists = [path for path in places(old) if isinstance(at(old, path), list)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    items = copy.deepcopy(at(old, path))
    value = data.draw(ANY)
    index = data.draw(st.integers(0, len(items)))
    try:
        new = insert(plan, path, index, value)
    except Unwritable:
        accept_refusal(name, value)
        return
    items.insert(index, whole(value))
    assert at(new.root.plain(), path) == items
    try:
        place = data.draw(st.integers(0, len(items) - 1))
        moved = move(new, path, index, place)
        items.insert(place, items.pop(index))
        assert at(moved.root.plain(), path) == items
        back = remove(moved, (*path, place))
    except Unwritable:
        accept_refusal(name)
        return
    assert back.root.plain() == old or len(items) == 1
    if index == place and name != "twice" and len(items) > 1:
        assert back.text == plan.text


@FUZZ
@given(data=st.data())
def test_what_is_removed_is_gone(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(texts())))
    plan = read(texts()[name])
    old = plan.root.plain()
    path = data.draw(st.sampled_from(places(old)[1:]))
    try:
        new = remove(plan, path)
    except Unwritable:
        accept_refusal(name)
        return
    while len(path) > 1 and len(at(old, path[:-1])) == 1:
        path = path[:-1]

    def change(holder: Any, key: Any) -> None:
        del holder[key]

    assert new.root.plain() == changed(old, path, change)
    if not set("{[") & set(plan.text):
        # The key after a removed first one moves up to the dash.
        assert {line.lstrip(" -:?") for line in new.text.split("\n")} <= {
            line.lstrip(" -:?") for line in plan.text.split("\n")
        } | {""}


@settings(FUZZ, max_examples=400)
@given(
    text=st.text(max_size=40), path=st.sampled_from([("title",), ("risks",), ("agency", "name")])
)
def test_any_text_comes_back_as_it_was(text: str, path: Path) -> None:
    plan = read("dtplan: 1\ntitle: a  # c\nagency: {level: local}\n")
    try:
        new = put(plan, path, text)
    except Unwritable:
        assert has_surrogate(text)
        return
    found: Any = new.root
    for step in path:
        found = found[step]
    assert found.text == text or not text.strip()
    assert len(hunks(plan.text, new.text)) <= 1


@FUZZ
@given(data=st.data())
def test_a_single_value_changes_in_one_place_only(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(texts()) - {"twice"})))
    plan = read(texts()[name])
    singles = [node for node in plan.root.walk() if node and not (node.fields or node.items)]
    node = data.draw(st.sampled_from(singles))
    text = data.draw(st.sampled_from(["mới", "yes", "a\nb\n", "x: y # z"]))
    new = put(plan, node.path, text)
    assert node.event is not None
    first, last = node.event.start_mark.line, node.event.end_mark.line
    before, after = plan.text.split("\n"), new.text.split("\n")
    assert after[:first] == before[:first]
    behind = before[last + 1 :]
    assert after[len(after) - len(behind) :] == behind


@pytest.mark.parametrize("name", sorted(set(ODD) - {"twice", "tabs"}))
def test_both_parsers_lead_to_the_same_text(name: str) -> None:
    fast, pure = read(texts()[name]), read(texts()[name], pure=True)
    values: tuple[Plain, ...] = ("x", {"id": "x"}, ["a", "b"])
    for path in places(fast.root.plain())[1:]:
        for value in values:
            assert put(fast, path, value).text == put(pure, path, value).text
        if len(path) > 1:
            assert remove(fast, path).text == remove(pure, path).text


CASES: dict[str, tuple[str, Callable[[Document], Document], str]] = {
    "the comment behind a value stays": (
        'id: a\ntitle: "a\n  b"  # tên\n',
        lambda plan: put(plan, ("title",), "c"),
        'id: a\ntitle: "c"  # tên\n',
    ),
    "a block scalar stays one": (
        "title: |  # tên\n    a\n    b\nid: a\n",
        lambda plan: put(plan, ("title",), "c\n\nd\n"),
        "title: |  # tên\n    c\n\n    d\nid: a\n",
    ),
    "an empty value is filled": (
        "id:  # mã\ntitle: ~\n",
        lambda plan: put(plan, ("id",), "x"),
        "id: x  # mã\ntitle: ~\n",
    ),
    "a list grows below the comment of its key": (
        "tasks: []  # việc\nrisks: null\n",
        lambda plan: put(plan, ("tasks", 0, "owner", "agency"), "Sở A"),
        "tasks:  # việc\n  - owner:\n      agency: Sở A\nrisks: null\n",
    ),
    "a new key stands in the order of the format": (
        "agency:\n    level: local  # cấp\n",
        lambda plan: put(plan, ("agency", "name"), "X"),
        "agency:\n    name: X\n    level: local  # cấp\n",
    ),
    "a new first key takes the dash": (
        "tasks:\n- title: x\n",
        lambda plan: put(plan, ("tasks", 0, "id"), "A"),
        "tasks:\n- id: A\n  title: x\n",
    ),
    "an unknown key comes last": (
        "id: a\nrisks:\n  - title: x\n    # hết\n",
        lambda plan: put(plan, ("ghi chú",), "x"),
        "id: a\nrisks:\n  - title: x\n    # hết\nghi chú: x\n",
    ),
    "a new part stands apart": (
        "id: a\n\nlead:\n  name: A\n",
        lambda plan: put(plan, ("agency", "name"), "X"),
        "id: a\n\nagency:\n  name: X\n\nlead:\n  name: A\n",
    ),
    "a dense file stays dense": (
        "agency:\n  name: X\nlead:\n  name: A\n",
        lambda plan: put(plan, ("period", "start"), "2024-10-15"),
        "agency:\n  name: X\nlead:\n  name: A\nperiod:\n  start: 2024-10-15\n",
    ),
    "brackets stay": (
        'agency: {level: local}\nrulesets: [ct34]\ntasks: [{partners: ["A"]}]\n',
        lambda plan: insert(
            put(put(plan, ("agency", "name"), "A, b"), ("rulesets", 1), "x"),
            ("tasks", 0, "partners"),
            0,
            "công an",
        ),
        'agency: {name: "A, b", level: local}\nrulesets: [ct34, x]\n'
        'tasks: [{partners: ["công an", "A"]}]\n',
    ),
    "brackets over lines lose one": (
        "rulesets: [\n  a,  # một\n  b,  # hai\n  c\n]\n",
        lambda plan: remove(plan, ("rulesets", 1)),
        "rulesets: [\n  a,  # một\n  c\n]\n",
    ),
    "what stands alone goes with what holds it": (
        "id: a\n\nagency:\n  name: X\n\ntasks:\n  - owner: {name: A}\n  - id: B\n",
        lambda plan: remove(remove(plan, ("agency", "name")), ("tasks", 0, "owner", "name")),
        "id: a\n\ntasks:\n  - id: B\n",
    ),
    "an item goes with its own comments": (
        "tasks:\n  # một\n  - id: A\n  # hai\n  - id: B  # b\n    # sâu\n  # ba\n  - id: C\n",
        lambda plan: remove(plan, ("tasks", 1)),
        "tasks:\n  # một\n  - id: A\n  # ba\n  - id: C\n",
    ),
    "an item moves with its own comments": (
        "tasks:\n  # một\n  - id: A\n\n  # hai\n  - id: B\n    # sâu\n\n  - id: C",
        lambda plan: move(plan, ("tasks",), 0, 2),
        "tasks:\n  # hai\n  - id: B\n    # sâu\n\n  - id: C\n\n  # một\n  - id: A",
    ),
    "the heading of a list stays above it": (
        "tasks:\n  # các nhiệm vụ\n  - id: A\n  - id: B\n",
        lambda plan: move(plan, ("tasks",), 0, 1),
        "tasks:\n  # các nhiệm vụ\n  - id: B\n  - id: A\n",
    ),
    "items keep their distance": (
        "tasks:\n  - id: A\n\n  - id: B\n",
        lambda plan: insert(plan, ("tasks",), 2, {"title": "t", "id": "C"}),
        "tasks:\n  - id: A\n\n  - id: B\n\n  - id: C\n    title: t\n",
    ),
    "the last item goes with the blank line before it": (
        "tasks:\n  - id: A\n\n  - id: B\n  # hết\n",
        lambda plan: remove(plan, ("tasks", 1)),
        "tasks:\n  - id: A\n  # hết\n",
    ),
    "blank lines that belong to a text stay": (
        "tasks:\n  - title: |+\n      a\n\n  - id: B\n",
        lambda plan: remove(plan, ("tasks", 1)),
        "tasks:\n  - title: |+\n      a\n\n",
    ),
    "an absent value takes away": (
        "id: a\ntitle: x\n",
        lambda plan: put(plan, ("title",), " "),
        "id: a\n",
    ),
    "a comment explains what is new only": (
        "agency:\n  name: X\n",
        lambda plan: put(plan, ("agency",), {"level": "local", "name": "Z"}, commented=True),
        "agency:\n  name: Z\n  level: local  # cấp của cơ quan: ministry | local\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_the_text_reads_as_if_its_author_had_changed_it(name: str, eol: str) -> None:
    before, change, after = CASES[name]
    before, after = (f"dtplan: 1\n{text}".replace("\n", eol) for text in (before, after))
    assert change(read(before)).text == after


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("title", "x"), "another value stands"),
        (("title", 0), "another value stands"),
        (("tasks", "id"), "another value stands"),
        (("agency", 0), "another value stands"),
        (("tasks", 3), "no place for an item at `tasks.4`"),
        (("risks", 1, "title"), "no place for an item at `risks.2.title`"),
    ],
)
def test_a_path_that_leads_astray_is_refused(path: Path, words: str) -> None:
    plan = read("dtplan: 1\ntitle: a\nagency: {name: X}\ntasks:\n  - id: A\n")
    with pytest.raises(Unwritable, match=words) as refusal:
        put(plan, path, "x")
    assert refusal.value.path == path
    assert refusal.value.hint


@pytest.mark.parametrize("value", ["\ud800", float("nan"), float("inf"), 10**18, [{"a": -1e300}]])
def test_a_value_that_no_plan_can_hold_is_refused(value: Plain) -> None:
    with pytest.raises(Unwritable, match="can't be kept"):
        put(read("dtplan: 1\n"), ("title",), value)


def test_there_is_nothing_to_move_or_remove_where_nothing_is() -> None:
    plan = read("dtplan: 1\ntasks:\n  - id: A\n")
    for old, new in ((0, 1), (1, 0), (-1, 0)):
        with pytest.raises(Unwritable):
            move(plan, ("tasks",), old, new)
    with pytest.raises(Unwritable):
        insert(plan, ("tasks",), -1, "x")
    assert remove(plan, ("risks", 0)) is plan


def test_the_last_key_of_a_plan_stays() -> None:
    with pytest.raises(Unwritable):
        remove(read("dtplan: 1\n"), ("dtplan",))


def test_a_key_written_twice_is_not_uncovered() -> None:
    plan = read(ODD["twice"])
    with pytest.raises(Unwritable, match="can't be changed safely"):
        remove(plan, ("id",))
    assert put(plan, ("id",), "c").root["id"].text == "c"


def test_a_plan_that_was_checked_is_read_again() -> None:
    plan = read("dtplan: 1\ntitel: a\nperiod: {start: 15/10/2024}\ntasks: [{title: a, b}]\n")
    shape.examine(plan)
    new = put(plan, ("title",), "x")
    assert new.text == plan.text.replace("titel: a\n", "title: x\ntitel: a\n")
    released = read("dtplan: 1\nid: a\n")
    released.release()
    assert put(released, ("id",), "b").text == "dtplan: 1\nid: b\n"


def test_edits_are_made_at_once() -> None:
    made = [Edit(3, 4, "D"), Edit(0, 1, ""), Edit(3, 3, "+"), Edit(6, 6, "!")]
    assert apply("abcdef", made) == "bc+Def!"
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", [Edit(0, 3, ""), Edit(2, 4, "")])


def test_a_plan_made_by_puts_reads_like_a_person_wrote_it(
    golden: Callable[[str, str], None],
) -> None:
    plan = read("dtplan: 1\n")
    source = read((ROOT / "examples" / "province.dtplan.yaml").read_bytes()).root.plain()
    for path in places(source)[1:]:
        value = at(source, path)
        if isinstance(value, list):
            is_whole = not any(isinstance(item, dict) for item in value)
        else:
            is_whole = not isinstance(value, dict) and isinstance(path[-1], str)
        if is_whole:
            plan = put(plan, path, value, commented=True)
    assert plan.root.plain() == source
    golden("edits/made-by-puts.txt", plan.text)
