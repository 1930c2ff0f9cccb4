"""Three hundred plans in one run: what overlaps is told with both places, look-alikes are not."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.command import dtplan
from tests.repository import overlapping
from tests.repository.overlapping import ALIKE, SYSTEM, Place, Planted, Repository

CODES = {overlapping.TASK: "DT605", SYSTEM: "DT607"}
# Of some two thousand works that were not planted, which differ in their objects alone.
MISTAKEN = 5
MISTAKEN_NEEDS = 9


class Run(NamedTuple):
    """A repository, and the one run over all of it."""

    repository: Repository
    report: Mapping[str, Any]
    sarif: Mapping[str, Any]
    html: str
    text: str

    def told(self, *codes: str) -> dict[Place, dict[str, Any]]:
        """The findings of rules by their places."""
        findings = [each for each in self.report["findings"] if each["code"] in codes]
        return {_place(each): each for each in findings}

    def planted(self, *, alike: bool) -> list[Planted]:
        """The overlaps that were planted, or the look-alikes."""
        return [each for each in self.repository.planted if (each.pair.label == ALIKE) == alike]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("overlapping")
    repository = overlapping.write(folder)
    outputs = [f"--output={form}=report.{form}" for form in ("sarif", "html", "text")]
    done = dtplan("check", "--no-cache", "--format=json", *outputs, cwd=folder)
    assert (done.status, done.err) == (1, "")
    report = json.loads(done.out)
    assert (report["cross_plan"], report["summary"]["plans"]) == ("ran", 300)
    html, text = (Path(folder / f"report.{form}").read_text("utf-8") for form in ("html", "text"))
    sarif = json.loads((folder / "report.sarif").read_bytes())
    return Run(repository, report, sarif, html, text)


def _place(values: Mapping[str, Any]) -> Place:
    return Place(values["path"], values["line"], values["column"])


def test_the_plans_are_of_many_agencies_and_hold_what_was_planted(run: Run) -> None:
    plans = run.report["plans"]
    assert len({plan["agency"] for plan in plans}) == len({plan["id"] for plan in plans}) == 300
    assert sum(plan["path"].startswith("plans/ministries/") for plan in plans) == 60
    assert (len(run.planted(alike=True)), len(run.planted(alike=False))) == (40, 40)


def test_every_overlap_is_told_at_both_places(run: Run) -> None:
    told = run.told(*CODES.values())
    found = {
        (told[each.local]["code"], each.local, tuple(map(_place, told[each.local]["related"])))
        for each in run.planted(alike=True)
        if each.local in told
    }
    assert found == {
        (CODES[each.pair.kind], each.local, (each.ministry,)) for each in run.planted(alike=True)
    }


def test_no_look_alike_is_told(run: Run) -> None:
    told = run.told(*CODES.values())
    looking_alike = [place for each in run.planted(alike=False) for place in each[1:]]
    assert not [told[place]["message"] for place in looking_alike if place in told]


def test_hardly_anything_is_told_that_was_not_planted(run: Run) -> None:
    planted = {place for each in run.repository.planted for place in each[1:]}
    told = run.told(*CODES.values())
    mistaken = [told[place]["message"] for place in told.keys() - planted]
    assert len(mistaken) <= MISTAKEN, mistaken


def test_a_need_of_many_provinces_is_told_once(run: Run) -> None:
    told = [
        tuple(sorted([place, *map(_place, each["related"])]))
        for place, each in run.told("DT609").items()
    ]
    planted = {tuple(places) for places in run.repository.common.values()}
    assert planted <= set(told)
    assert len(told) <= len(planted) + MISTAKEN_NEEDS, told


def test_the_text_shows_both_places(run: Run) -> None:
    shown = [block for block in run.text.split("\n\n") if re.match(r"\S+\[DT60[57]\]", block)]
    assert len(shown) == len(run.told(*CODES.values()))
    for each in run.planted(alike=True):
        here, there = each.local, each.ministry
        (block,) = (
            block for block in shown if f"--> {here.path}:{here.line}:{here.column}\n" in block
        )
        assert f"xem thêm {there.path}:{there.line}: " in block
        assert each.pair.local in block and each.pair.ministry in block
        assert re.search(r"giống [0-9]{2,3}% ", block) and "Cách sửa: " in block


def test_sarif_shows_both_places(run: Run) -> None:
    results = run.sarif["runs"][0]["results"]
    told = {
        _region(each["locations"][0]): each for each in results if each["ruleId"] in CODES.values()
    }
    assert len(told) == len(run.told(*CODES.values()))
    for each in run.planted(alike=True):
        result = told[each.local]
        related = result["relatedLocations"][0]
        assert _region(related) == each.ministry
        assert each.pair.ministry in related["message"]["text"]
        # GitHub shows the message alone.
        for text in (
            each.pair.local,
            each.pair.ministry,
            f"{each.ministry.path}:{each.ministry.line}",
        ):
            assert text in result["message"]["text"]


def _region(location: Mapping[str, Any]) -> Place:
    physical = location["physicalLocation"]
    region = physical["region"]
    return Place(physical["artifactLocation"]["uri"], region["startLine"], region["startColumn"])


def test_the_page_leads_from_one_plan_to_the_other(run: Run) -> None:
    anchors = dict(_sections(run.html))
    for each in run.planted(alike=True):
        name, section = anchors[each.local.path]
        there, line = anchors[each.ministry.path][0], each.ministry.line
        links = re.findall(rf'<a href="#{there}">(.*?)</a> \((.*?)\)', section)
        places = {place: unescape(what) for what, place in links}
        where = f'<span class="place">{each.ministry.path}, dòng {line}</span>'
        assert each.pair.ministry in places[where] and name != there
        assert f"dòng {each.local.line}, cột {each.local.column}" in section


_SECTION = re.compile(
    r'(?s)<section class="plan" id="(.*?)">(.*?)\n</section>\n(?=<section class="plan|</main)'
)


def _sections(page: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The sections of a page by the paths of their plans, each with its name."""
    for name, section in re.findall(_SECTION, page):
        path = re.search(r"<dt>Tệp</dt><dd>(.*?)</dd>", section)
        assert path is not None
        yield path[1], (name, section)
