"""The commands of the workflow, the GitLab job and the action, run as they are written there."""

import json
import re
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
import yaml
from lxml import etree

from dtplan import __version__
from dtplan.repository import files
from tests.conftest import ROOT
from tests.repository import places
from tests.repository.places import COUNT, run, spoilt
from tests.test_package import programs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the jobs run on Linux")

SCHEMAS = ROOT / "tests" / "schemas"
SILENCED = 'ignore = ["DT"]\n'
EXPRESSION = re.compile(r"\$\{\{ (.*) \}\}")


class Ran(NamedTuple):
    """How a job ended, and all that it wrote to its log."""

    status: int
    log: str


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> dict[str, str]:
    """The surroundings of a runner: a Python of its own, and a package index that has dtplan."""
    folder = tmp_path_factory.mktemp("runner")
    venv.create(folder / "python", with_pip=True)
    first = programs(folder / "python")
    return places.surroundings(folder, wheels, first=first)


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return places.repository(tmp_path)


def evaluated(value: object, context: Mapping[str, str]) -> str:
    """A value of `env`: an expression stands for what the runner knows it to be."""
    found = EXPRESSION.fullmatch(str(value))
    if found is None:
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: context[match[1]], str(value))
    return context[found[1]] if found[1] in context else context["is fork"]


def steps(
    job: Mapping[str, Any], kho: Path, environment: dict[str, str], context: Mapping[str, str]
) -> Ran:
    """Run the scripts of a job's steps as GitHub does, until one fails."""
    log = ""
    for step in job["steps"]:
        if "run" not in step:
            continue
        own = {key: evaluated(value, context) for key, value in step.get("env", {}).items()}
        script = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
        done = run(*script, folder=kho, environment={**environment, **own})
        log += done.stdout
        if done.returncode:
            return Ran(done.returncode, log)
    return Ran(0, log)


def on_github(kho: Path, environment: dict[str, str], *, is_fork: bool = False) -> Ran:
    workflow = yaml.safe_load((kho / ".github/workflows/dtplan.yml").read_text(encoding="utf-8"))
    summary = {"GITHUB_STEP_SUMMARY": str(kho / "summary.md"), "GITHUB_ACTIONS": "true"}
    context = {"is fork": str(is_fork).lower()}
    return steps(workflow["jobs"]["check"], kho, {**environment, **summary}, context)


def on_gitlab(kho: Path, environment: dict[str, str], *, is_fork: bool = False) -> Ran:
    job = yaml.safe_load((kho / ".gitlab/dtplan.yml").read_text(encoding="utf-8"))["dtplan"]
    request = {
        "CI_MERGE_REQUEST_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "7" if is_fork else "3",
    }
    # Its images have bash or no more than sh; all lines run in one.
    script = ("sh", "-e", "-c", "\n".join(job["script"]))
    done = run(*script, folder=kho, environment={**environment, **job["variables"], **request})
    return Ran(done.returncode, done.stdout)


def sarif_codes(path: Path) -> list[str]:
    """The codes in a SARIF report, which is valid."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    report = json.loads(path.read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(schema).validate(report)
    return [result["ruleId"] for result in report["runs"][0]["results"] if "level" in result]


def quality_paths(kho: Path) -> list[str]:
    """The paths in the Code Quality report, which is valid."""
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    report = json.loads((kho / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(schema).validate(report)
    return [finding["location"]["path"] for finding in report]


def junit_suites(kho: Path) -> int:
    """How many suites the JUnit report has, which is valid."""
    report = etree.parse(kho / "dtplan-junit.xml")
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(report)
    return len(report.findall("testsuite"))


def test_the_workflow_passes_good_plans(kho: Path, runner: dict[str, str]) -> None:
    ran = on_github(kho, runner)
    assert ran.status == 0, ran.log
    assert "::error" not in ran.log
    sarif_codes(kho / "dtplan.sarif")
    assert (kho / "dtplan.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert (kho / "summary.md").stat().st_size


def test_the_workflow_stops_a_bad_plan(kho: Path, runner: dict[str, str]) -> None:
    path = spoilt(kho)
    ran = on_github(kho, runner)
    assert ran.status == 1, ran.log
    assert re.search(rf"(?m)^::error .*file={re.escape(path)},", ran.log)
    assert "DT202" in sarif_codes(kho / "dtplan.sarif")


def test_the_gitlab_job_passes_good_plans(kho: Path, runner: dict[str, str]) -> None:
    ran = on_gitlab(kho, runner)
    assert ran.status == 0, ran.log
    quality_paths(kho)
    assert junit_suites(kho) == COUNT + 1  # the example too


def test_the_gitlab_job_stops_a_bad_plan(kho: Path, runner: dict[str, str]) -> None:
    path = spoilt(kho)
    ran = on_gitlab(kho, runner)
    assert ran.status == 1, ran.log
    assert f"{path}:" in ran.log and "DT202" in ran.log
    assert path in quality_paths(kho)
    assert junit_suites(kho) == COUNT + 1


@pytest.mark.parametrize("job", [on_github, on_gitlab])
def test_a_strangers_configuration_does_not_count(
    kho: Path, runner: dict[str, str], job: Any
) -> None:
    spoilt(kho)
    (kho / "dtplan.toml").write_text(SILENCED, encoding="utf-8")
    assert job(kho, runner).status == 0
    assert job(kho, runner, is_fork=True).status == 1


@pytest.mark.parametrize("job", [on_github, on_gitlab])
def test_nothing_of_the_repository_is_run(kho: Path, runner: dict[str, str], job: Any) -> None:
    for name in ("pip.py", "yaml.py", "sitecustomize.py", "dtplan.py", "click.py"):
        (kho / name).write_text("open('ran', 'w')\n", encoding="utf-8")
    assert job(kho, runner).status == 0
    assert not (kho / "ran").exists()


# The action


def act(
    step: str, kho: Path, environment: dict[str, str], action: Path, inputs: Mapping[str, str]
) -> Ran:
    """Run the step of the action that has this name, with these inputs, `is fork` among them."""
    content = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    context = {
        **{f"inputs.{name}": said["default"] for name, said in content["inputs"].items()},
        "github.action_path": str(action),
        "runner.temp": str(action.parent),
        "steps.python.outputs.python-path": sys.executable,
        "is fork": inputs.get("is fork", "false"),
        **{f"inputs.{name}": value for name, value in inputs.items()},
    }
    (chosen,) = (one for one in content["runs"]["steps"] if one.get("name") == step)
    return steps({"steps": [chosen]}, kho, environment, context)


@pytest.fixture(scope="module")
def action(
    checkout: Path, runner: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The action's own checkout, dtplan installed from it, in a repository with traps."""
    trapped = tmp_path_factory.mktemp("trapped")
    for name in ("pip.py", "venv.py", "hatchling.py"):
        (trapped / name).write_text("open('ran', 'w')\n", encoding="utf-8")
    ran = act("Install dtplan", trapped, runner, checkout, {})
    assert ran.status == 0, ran.log
    assert not (trapped / "ran").exists()
    return checkout


def test_the_action_checks_and_reports(kho: Path, runner: dict[str, str], action: Path) -> None:
    (kho / "yaml.py").write_text("open('ran', 'w')\n", encoding="utf-8")
    path = spoilt(kho)
    ran = act("Check the plans", kho, runner, action, {"sarif-file": "báo cáo.sarif"})
    assert ran.status == 1, ran.log
    assert re.search(rf"(?m)^::error .*file={re.escape(path)},", ran.log)
    assert "DT202" in sarif_codes(kho / "báo cáo.sarif")
    assert not (kho / "ran").exists()


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"fail-on": "never"}, 0),
        ({"paths": "plans/de-an-00.dtplan.yaml\n\nplans/de-an-01.dtplan.yaml\n"}, 0),
        ({"paths": "plans"}, 1),
        ({"paths": "--help"}, 2),
        ({"paths": "$(touch ran)"}, 2),
        ({"config": "ours.toml"}, 0),
        ({"config": "ours.toml", "is fork": "true"}, 0),
        ({"config": "; touch ran"}, 2),
        ({"lang": "en"}, 1),
    ],
)
def test_the_inputs_of_the_action(
    kho: Path, runner: dict[str, str], action: Path, inputs: dict[str, str], status: int
) -> None:
    spoilt(kho)
    (kho / "ours.toml").write_text(SILENCED, encoding="utf-8")
    ran = act("Check the plans", kho, runner, action, inputs)
    assert ran.status == status, ran.log
    assert not (kho / "ran").exists()


@pytest.mark.parametrize(
    ("isolated", "is_fork", "status"),
    [("auto", "false", 0), ("auto", "true", 1), ("true", "false", 1), ("false", "true", 0)],
)
def test_the_action_passes_over_a_strangers_configuration(
    kho: Path, runner: dict[str, str], action: Path, isolated: str, is_fork: str, status: int
) -> None:
    spoilt(kho)
    (kho / "dtplan.toml").write_text(SILENCED, encoding="utf-8")
    inputs = {"isolated": isolated, "is fork": is_fork}
    ran = act("Check the plans", kho, runner, action, inputs)
    assert ran.status == status, ran.log


@pytest.mark.parametrize("version", ["0.1 --index-url=x", "$(touch ran)", "0.1;touch ran", "-r x"])
def test_a_version_that_is_none_is_refused(
    kho: Path, runner: dict[str, str], checkout: Path, version: str
) -> None:
    assert act("Install dtplan", kho, runner, checkout, {"version": version}).status == 2
    assert not (kho / "ran").exists()


def test_the_installed_program_lays_out_the_same(runner: dict[str, str], tmp_path: Path) -> None:
    for command in (("pip", "install", "-q", f"dtplan=={__version__}"), ("dtplan", "init", "kho")):
        done = run(*command, folder=tmp_path, environment=runner)
        assert done.returncode == 0, done.stdout
    for file in files():
        assert (tmp_path / "kho" / file.path).read_bytes() == file.content
