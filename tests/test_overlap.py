"""The plans of a run against each other: as if every pair had been looked at, without doing it."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan import likeness
from dtplan.across.outline import SYSTEM, TASK, Outline, Work
from dtplan.across.overlap import LOCAL, MINISTRY, MOST_TOLD, compare
from dtplan.node import Span
from tests.hostile.running import slowness

TITLES = (
    "Xây dựng cơ sở dữ liệu về giá đất",
    "Xây dựng CSDL giá đất",
    "Số hóa 254.000 hồ sơ địa chính",
    "Số hóa 300.000 hồ sơ địa chính",
    "Làm sạch và số hóa 254.000 hồ sơ địa chính",
    "Họp giao ban chuyển đổi số hằng tháng",
)
AGENCIES = (
    ("Bộ Xây dựng", MINISTRY),
    ("Bộ Y tế", MINISTRY),
    ("UBND tỉnh X", LOCAL),
    ("Ủy ban nhân dân tỉnh X", LOCAL),
    ("Ủy ban nhân dân tỉnh Y", LOCAL),
    ("", ""),
)


def work(number: int, text: str, kind: str = TASK, national: str = "") -> Work:
    path = ("tasks", number, "title") if kind == TASK else ("systems", number, "name")
    return Work(kind, path, Span(number, 0, number, 9), f"NV{number}", text, national)


ASKING = ("DT007", "DT605", "DT607", "DT609")


def outline(
    number: int,
    agency: tuple[str, str],
    works: Sequence[Work],
    own: str = "",
    asking: tuple[str, ...] = ASKING,
) -> Outline:
    path = f"{number:05}.yaml"
    return Outline(path, own, Span(1, 4, 1, 9), *agency, likeness.DEFAULT, asking, tuple(works))


def plans(titles: Sequence[str] = TITLES) -> st.SearchStrategy[list[Outline]]:
    plan = st.tuples(st.sampled_from(AGENCIES), st.lists(st.sampled_from(titles), max_size=3))
    return st.lists(plan, max_size=7).map(
        lambda drawn: [
            outline(number, agency, [work(place, text) for place, text in enumerate(texts)])
            for number, (agency, texts) in enumerate(drawn)
        ]
    )


def is_same_agency(one: Outline, other: Outline) -> bool:
    return bool(one.agency) and one.agency.replace("UBND", "Ủy ban nhân dân") == (
        other.agency.replace("UBND", "Ủy ban nhân dân")
    )


def partners(found: Sequence[Outline], number: int, mine: Work) -> list[float]:
    """How like the works are that one overlaps with, by a look at every pair."""
    own = found[number]
    near = []
    for place, other in enumerate(found):
        is_mine = is_same_agency(own, other)
        if own.level == MINISTRY:
            counts = place < number and (other.level == MINISTRY or is_mine)
        else:
            counts = other.level == MINISTRY or (place < number and is_mine)
        if place == number or not counts or (likeness.is_routine(mine.text) and not is_mine):
            continue
        shares = [likeness.likeness(mine.text, work.text) for work in other.works]
        near += [share for share in shares if share >= likeness.DEFAULT]
    return near


@settings(max_examples=200, deadline=None)
@given(plans())
def test_overlaps_are_those_that_a_look_at_every_pair_finds(found: list[Outline]) -> None:
    told = compare(found)
    for number, plan in enumerate(found):
        for mine in plan.works:
            near = partners(found, number, mine)
            twin = told[number].twin("DT605", mine.path) if number in told else None
            if twin is None:
                assert not near
            else:
                assert (twin.likeness, twin.total) == (max(near), len(near))
                assert len(twin.others) == min(len(near), MOST_TOLD)
                assert all(other.place.path != plan.path for other in twin.others)


@settings(max_examples=100, deadline=None)
@given(plans())
def test_a_common_need_is_told_once_and_at_its_first_place(found: list[Outline]) -> None:
    told = compare(found)
    seen: set[tuple[str, str]] = set()
    for number, across in sorted(told.items()):
        for (code, path), twin in across.twins.items():
            if code == "DT609":
                assert found[number].level == LOCAL
                assert twin.total == 1 + len(twin.others)
                for other in twin.others:
                    assert other.place.path > found[number].path
                    assert (other.place.path, other.place.pointer) not in seen
                    seen.add((other.place.path, other.place.pointer))
                assert (found[number].path, "".join(f"/{step}" for step in path)) not in seen


def test_many_alike_are_counted_and_the_nearest_are_told() -> None:
    ministry = [
        outline(number, (f"Bộ {number}", MINISTRY), [work(0, TITLES[0])]) for number in range(30)
    ]
    mine = outline(30, AGENCIES[2], [work(0, TITLES[0])])
    twin = compare([*ministry, mine])[30].twin("DT605", ("tasks", 0, "title"))
    assert twin is not None
    assert twin.total == 30 and len(twin.others) == MOST_TOLD
    assert twin.name == TITLES[0] and twin.agency == "Bộ 0"


def test_only_a_plan_whose_rules_ask_is_told_what_others_say() -> None:
    same = [work(0, TITLES[0])]
    ministry = outline(0, AGENCIES[0], same, asking=())
    places = [outline(1, AGENCIES[2], same, asking=("DT605",)), outline(2, AGENCIES[4], same)]
    found = compare([ministry, *places])
    assert {number: [code for code, _ in found[number].twins] for number in found} == {
        1: ["DT605"],
        2: ["DT605"],
    }
    others = [outline(3, AGENCIES[2], same, asking=("DT609",)), outline(4, AGENCIES[4], same)]
    assert [code for code, _ in compare([ministry, *others])[1].twins] == ["DT609"]
    assert compare([outline(0, AGENCIES[4], same, asking=()), *places[:1]]) == {}


def test_one_national_system_under_other_names_is_one() -> None:
    one = outline(0, AGENCIES[0], [work(0, "Kho đất", SYSTEM, "land-database")])
    other = outline(1, AGENCIES[1], [work(0, "Bản đồ số", SYSTEM, "land-database")])
    twin = compare([one, other])[1].twin("DT607", ("systems", 0, "name"))
    assert twin is not None and twin.total == 1 and twin.likeness == 1.0


def test_a_system_alike_in_name_and_national_is_counted_once() -> None:
    works = [work(0, "Kho dữ liệu đất đai", SYSTEM, "land-database")]
    twin = compare([outline(0, AGENCIES[0], works), outline(1, AGENCIES[1], works)])[1].twin(
        "DT607", ("systems", 0, "name")
    )
    assert twin is not None and twin.total == 1


def test_plans_without_ids_share_none_and_the_later_path_is_told() -> None:
    ids = ["", "a", "", "b", "a", "A"]
    found = compare([outline(number, AGENCIES[0], (), own) for number, own in enumerate(ids)])
    assert list(found) == [4]
    twin = found[4].twin("DT007", ("id",))
    assert twin is not None and twin.name == "00001.yaml"


@pytest.mark.parametrize("agency", [AGENCIES[0], AGENCIES[2], ("Tỉnh {}", LOCAL)])
def test_thousands_of_equal_titles_take_no_longer_than_others(agency: tuple[str, str]) -> None:
    name, level = agency
    found = [
        outline(number, (name.format(number), level), [work(n, TITLES[0]) for n in range(5)])
        for number in range(3000)
    ]
    began = time.process_time()
    compare(found)
    assert time.process_time() - began < 3.0 * slowness()
