"""Which files a run reads."""

import json
from pathlib import Path

import pytest

from tests.command import dtplan

PLAN = b"dtplan: 1\n"


def plans(folder: Path, *paths: str | Path) -> list[str]:
    """The paths of the plans that a run in `folder` reports on."""
    result = dtplan("check", "--format", "json", *paths, cwd=folder)
    assert result.status != 2, result.err
    return [plan["path"] for plan in json.loads(result.out)["plans"]]


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PLAN)
    return folder


def test_the_working_folder_is_searched_where_none_is_given(tmp_path: Path) -> None:
    made(tmp_path, "a.dtplan.yaml", "in/b.dtplan.yml", "c.yaml", "dtplan.yaml", "d.dtplan.json")
    assert plans(tmp_path) == plans(tmp_path, ".") == ["a.dtplan.yaml", "in/b.dtplan.yml"]


def test_endings_count_in_any_case(tmp_path: Path) -> None:
    names = ["A.DTPLAN.YAML", "b.Dtplan.Yml", "plans/c.YAML", "plans/d.Yml"]
    assert plans(made(tmp_path, *names)) == names


def test_what_the_folder_plans_holds_is_a_plan(tmp_path: Path) -> None:
    made(tmp_path, "plans/a.yaml", "plans/in/b.yml", "plans/c.txt", "other/plans/d.yaml", "e.yaml")
    found = ["plans/a.yaml", "plans/in/b.yml"]
    assert plans(tmp_path) == plans(tmp_path, "plans") == plans(tmp_path, "./plans/") == found
    assert plans(tmp_path, "plans/in") == ["plans/in/b.yml"]
    assert plans(tmp_path, "other/plans") == ["other/plans/d.yaml"]
    whole = [f"{tmp_path.as_posix()}/{name}" for name in found]
    assert plans(tmp_path, tmp_path) == plans(tmp_path, tmp_path / "plans") == whole
    assert plans(tmp_path, tmp_path / "plans" / "in") == whole[1:]


def test_hidden_folders_are_passed_over_unless_named(tmp_path: Path) -> None:
    made(tmp_path, ".hidden/a.dtplan.yaml", "in/.git/b.dtplan.yaml", "c.dtplan.yaml")
    assert plans(tmp_path) == ["c.dtplan.yaml"]
    assert plans(tmp_path, ".hidden") == [".hidden/a.dtplan.yaml"]


def test_a_file_that_is_named_is_a_plan_whatever_it_is_called(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", ".b")
    assert plans(tmp_path, "a.txt", ".b") == [".b", "a.txt"]


def test_a_file_named_twice_is_one_plan(tmp_path: Path) -> None:
    made(tmp_path, "a.dtplan.yaml")
    paths = ("./a.dtplan.yaml", "a.dtplan.yaml", tmp_path / "a.dtplan.yaml", ".", tmp_path)
    assert plans(tmp_path, *paths) == ["a.dtplan.yaml"]


def test_links_in_a_folder_are_followed_within_it(tmp_path: Path) -> None:
    made(tmp_path, "in/a.yaml", "out/b.dtplan.yaml")
    (tmp_path / "in" / "near.dtplan.yaml").symlink_to("a.yaml")
    (tmp_path / "in" / "far.dtplan.yaml").symlink_to("../out/b.dtplan.yaml")
    (tmp_path / "in" / "folder").symlink_to("../out")
    assert plans(tmp_path, "in") == ["in/near.dtplan.yaml"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    made(tmp_path, "out/b.yaml", "in/a.dtplan.yaml")
    (tmp_path / "in" / "link").symlink_to("../out/b.yaml")
    assert plans(tmp_path / "in", "link") == ["link"]


@pytest.mark.parametrize("paths", [(), (".",), ("in",), ("in", "out")])
def test_no_plan_under_the_paths_is_refused(paths: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    result = dtplan("check", *paths, cwd=made(tmp_path, "in/a.yaml"))
    assert (result.status, result.out) == (2, "")
    assert ", ".join(paths or (".",)) in result.err
    assert ".dtplan.yaml" in result.err.splitlines()[1]


def test_an_empty_folder_beside_a_plan_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    made(tmp_path, "a.dtplan.yaml")
    assert plans(tmp_path, "out", "a.dtplan.yaml") == ["a.dtplan.yaml"]
