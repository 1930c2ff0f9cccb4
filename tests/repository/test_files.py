"""What `dtplan init` lays out, the hooks and the action, as their readers judge them."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dtplan import __version__, repository, resources
from tests.command import DTPLAN
from tests.conftest import ROOT

HELD = {file.path: file.content.decode() for file in repository.files()}
WORKFLOW = ".github/workflows/dtplan.yml"
JOB = ".gitlab/dtplan.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / "action.yml"
FULL_HASH = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    """A repository's files, and the action beside them."""
    for path, content in HELD.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    (tmp_path / "action.yml").write_bytes(ACTION.read_bytes())
    return tmp_path


def program(name: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(DTPLAN.with_stem(name)), *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
    )


def judged(folder: Path) -> subprocess.CompletedProcess[str]:
    """What zizmor says, looking for all it knows."""
    return program(
        "zizmor", "--offline", "--strict-collection", "--persona=auditor", "--format=plain", ".",
        folder=folder,
    )  # fmt: skip


def test_zizmor_finds_nothing(laid_out: Path) -> None:
    result = judged(laid_out)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "No findings" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("path", "safe", "unsafe"),
    [
        (WORKFLOW, "persist-credentials: false", "persist-credentials: true"),
        (WORKFLOW, "dtplan check ", "echo ${{ github.head_ref }}; dtplan check "),
        ("action.yml", "dtplan==$VERSION ;;", "dtplan==${{ inputs.version }} ;;"),
    ],
)
def test_zizmor_would_see_what_is_unsafe(laid_out: Path, path: str, safe: str, unsafe: str) -> None:
    text = (laid_out / path).read_text(encoding="utf-8")
    assert safe in text
    (laid_out / path).write_text(text.replace(safe, unsafe), encoding="utf-8")
    assert judged(laid_out).returncode > 10


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-workflows", WORKFLOW),
        ("vendor.github-actions", "action.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
        ("vendor.gitlab-ci", JOB),
    ],
)
def test_the_published_schemas_hold(laid_out: Path, schema: str, path: str) -> None:
    result = program("check-jsonschema", "--builtin-schema", schema, path, folder=laid_out)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("command", "path"),
    [("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", str(HOOKS))],
)
def test_pre_commit_reads_its_files(laid_out: Path, command: str, path: str) -> None:
    result = program("pre-commit", command, path, folder=laid_out)
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [
        line.partition("uses: ")[2]
        for text in (HELD[WORKFLOW], ACTION.read_text(encoding="utf-8"))
        for line in text.splitlines()
        if "uses:" in line
    ]
    assert len(used) == 6
    assert all(map(FULL_HASH.fullmatch, used))
    names = {use.partition(" ")[0].partition("@")[0] for use in used}
    assert len(names) == len(set(used)), "the same action at two commits"


def test_nothing_may_write_but_the_upload_of_the_report() -> None:
    workflow = yaml.safe_load(HELD[WORKFLOW])
    assert workflow["permissions"] == {}
    assert set(workflow[True]) == {"push", "pull_request"}
    permissions = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert permissions == {
        "check": {"contents": "read"},
        "code-scanning": {"contents": "read", "security-events": "write"},
    }
    # What may write runs nothing that anybody could have changed.
    assert not [step for step in workflow["jobs"]["code-scanning"]["steps"] if "run" in step]


def _scripts(text: str) -> Iterator[str]:
    content = yaml.safe_load(text)
    jobs = content["jobs"].values() if "jobs" in content else [content["runs"]]
    for job in jobs:
        yield from (step["run"] for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("text", [HELD[WORKFLOW], ACTION.read_text(encoding="utf-8")])
def test_no_script_has_an_expression_in_it(text: str) -> None:
    scripts = list(_scripts(text))
    assert scripts
    assert not [script for script in scripts if "${{" in script]


def test_the_version_of_now_is_named_wherever_dtplan_is_installed() -> None:
    assert not [path for path, text in HELD.items() if "@VERSION@" in text]
    naming = {path for path, text in HELD.items() if f"dtplan=={__version__}" in text}
    assert naming == {"README.md", ".pre-commit-config.yaml", WORKFLOW, JOB}
    assert f'required-version = ">={__version__}"' in HELD["dtplan.toml"]


def test_the_hooks_laid_out_do_what_the_published_ones_do() -> None:
    published = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))}
    (local,) = yaml.safe_load(HELD[".pre-commit-config.yaml"])["repos"]
    laid = {hook["id"]: hook for hook in local["hooks"]}
    assert laid.keys() == published.keys() == {"dtplan-check", "dtplan-check-all", "dtplan-fix"}
    for name, hook in published.items():
        for key in hook.keys() - {"name", "description"}:
            assert laid[name][key] == hook[key], (name, key)


@pytest.mark.parametrize(
    ("path", "is_plan"),
    [
        ("a.dtplan.yaml", True),
        ("sâu/xa/A.DTPLAN.YML", True),
        ("plans/a.yaml", True),
        ("plans/2025/a.yml", True),
        ("plans/plan.schema.json", False),
        ("other/plans/a.yaml", False),
        (".gitlab-ci.yml", False),
        (".github/workflows/dtplan.yml", False),
        ("a.dtplan.yaml.bak", False),
    ],
)
def test_the_hooks_are_for_plans(path: str, is_plan: bool) -> None:
    hooks = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    for pattern in (hook["files"] for hook in hooks if "files" in hook):
        assert bool(re.search(pattern, path)) == is_plan


def test_editors_find_the_schema_beside_the_plans() -> None:
    mapped = json.loads(HELD[".vscode/settings.json"])["yaml.schemas"]
    assert list(mapped) == [f"./{repository.SCHEMA}"]
    assert HELD[repository.SCHEMA] == resources.schema_text("plan")
    example = HELD["plans/vi-du.dtplan.yaml"].splitlines()[0]
    assert example == f"# yaml-language-server: $schema={Path(repository.SCHEMA).name}"


def test_the_readme_names_every_file_and_only_commands_that_exist() -> None:
    from dtplan.cli import COMMANDS

    told = HELD["README.md"]
    for path in HELD.keys() - {"README.md"}:
        assert path in told or f"{path.partition('/')[0]}/" in told, path
    named = set(re.findall(r"(?:`|^|&& )dtplan ([a-z]+)", told, re.M))
    assert {"check", "new", "explain", "config", "init", "schema"} <= named
    assert named <= COMMANDS.keys()


def test_the_files_of_reports_are_not_committed() -> None:
    ignored = HELD[".gitignore"].split()
    written = set(re.findall(r"--output \w+=(\S+)", HELD[WORKFLOW] + HELD[JOB]))
    assert written == {
        "dtplan.sarif", "dtplan.html", "gl-code-quality-report.json", "dtplan-junit.xml",
    }  # fmt: skip
    assert {f"/{name}" for name in written} <= set(ignored)


def test_every_template_is_laid_out() -> None:
    folder = ROOT / "templates" / "repository"
    assert {file.name for file in folder.iterdir()} == set(repository.SOURCES.values())


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (str(key), *_parts(item))
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item)
    else:
        yield str(value)


def test_gitlab_shows_reports_that_the_job_writes() -> None:
    job = yaml.safe_load(HELD[JOB])["dtplan"]
    kept = set(_parts(list(job["artifacts"]["reports"].values()))) | set(job["artifacts"]["paths"])
    assert kept == set(re.findall(r"--output \w+=(\S+)", HELD[JOB]))
    assert job["artifacts"]["when"] == "always"
    assert yaml.safe_load(HELD[".gitlab-ci.yml"]) == {"include": [{"local": JOB}]}
