"""`python -m bench`: dtplan beside its neighbours over the same plans, in one run, as ratios.

Writes the tables into the READMEs.
"""

import argparse
import gc
import platform
import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import many
from bench.measure import Cost, compare, run
from bench.plans import write_plans

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "bench"
BIN = Path(sys.executable).parent
# The day on which the reference plan has nothing to mend.
DAY = ("--as-of", "2024-12-31")
# The rules on many plans, without which each is judged by itself.
CROSS_PLAN = "DT605,DT607,DT609"
COMPOSE = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
"""


def main() -> None:
    """Measure what is asked for and write the table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--plans", type=int, default=1000, help="how many plans (1000)")
    parser.add_argument("--runs", type=int, default=5, help="how many pairs of runs (5)")
    parser.add_argument("--quick", action="store_true", help="leave the slow neighbours out")
    options = parser.parse_args()
    lines = [*_one_plan(options.runs * 10), ""]
    lines += _many_plans(options.plans, options)
    if not options.quick:
        lines += ["", *_growth(options.plans)]
        check = [str(BIN / "dtplan"), "check", *DAY]
        for count in (options.plans, 10 * options.plans):
            folder = write_plans(CACHE / str(count), count)
            lines += ["", *many.rows(folder, count, options.runs, check)]
        lines += ["", *many.titles_table()]
    lines += ["", *_wizard(options.runs)]
    text = "\n".join(lines) + "\n"
    print(text)
    if not options.quick:
        _quote(ROOT / "README.md", text, {})
        _quote(ROOT / "README.vi.md", text, _VIETNAMESE)


_MARKS = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)", re.DOTALL)
_VIETNAMESE = {
    "| command |": "| lệnh |",
    "| beside | its CPU | ratio | at most |": "| so với | CPU | tỷ lệ | tối đa |",
    "| wizard | CPU | at most |": "| soạn đề án | CPU | tối đa |",
    "to the first question": "đến câu hỏi đầu tiên",
    "from an answer to the next question, ": "từ câu trả lời đến câu hỏi kế tiếp, ",
    " tasks | ": " nhiệm vụ | ",
    "one plan, text output": "một đề án, dạng text",
    "| wall | peak memory | dtplan takes |": "| thời gian | bộ nhớ cao nhất | dtplan dùng |",
    "| plans | each by itself | a plan |": "| số đề án | từng đề án | mỗi đề án |",
    "| against each other | a plan |": "| cả so với nhau | mỗi đề án |",
    "| peak memory (": "| bộ nhớ cao nhất (",
    "| CPU | wall | peak memory | |": "| CPU | thời gian | bộ nhớ cao nhất | |",
    "x of it": " lần",
    " plans |": " đề án |",
    "dtplan check, each plan by itself": "dtplan check, từng đề án",
    "dtplan check, and against each other": "dtplan check, cả so các đề án với nhau",
    "again, nothing changed": "kiểm tra lại, không có gì thay đổi",
    "x of `": " lần `",
    "two processes": "hai tiến trình",
    "x as fast as one": " lần tốc độ của một tiến trình",
    "(at least": "(ít nhất",
    "| titles of tasks compared |": "| số tên nhiệm vụ được so |",
    " | peak memory |": " | bộ nhớ cao nhất |",
    "at most": "tối đa",
    "Measured by `make bench` on Python": "Đo bằng `make bench` trên Python",
    "CPU time of whole commands; read the ratios, machines differ": (
        "thời gian CPU của cả lệnh; xem tỷ lệ, máy khác nhau thì số khác nhau"
    ),
}


def _quote(readme: Path, text: str, words: dict[str, str]) -> None:
    """Put the tables between the marks of a README, in its language."""
    version = platform.python_version()
    head = f"Measured by `make bench` on Python {version}, CPU time of whole commands; read the "
    text = f"{head}ratios, machines differ.\n\n{text}"
    for english, other in words.items():
        text = text.replace(english, other)
    content = readme.read_text("utf-8")
    readme.write_text(_MARKS.sub(lambda _: text, content), "utf-8", newline="\n")


def _one_plan(runs: int) -> list[str]:
    folder = write_plans(CACHE / "2", 2)
    plan = str(folder / "plan-00001.dtplan.yaml")
    python, dtplan = sys.executable, str(BIN / "dtplan")
    check = [dtplan, "check", "--no-cache", "--jobs", "1", *DAY, plan]
    rows = [
        _row("one plan, text output", check, [python, "-c", "import click, yaml"], 1.5, runs),
        _row("`--version`", [dtplan, "--version"], [python, "-c", "import click"], 1.2, runs),
    ]
    head = "| command | CPU | beside | its CPU | ratio | at most |"
    return [head, "| --- | ---: | --- | ---: | ---: | ---: |", *rows]


def _wizard(runs: int) -> list[str]:
    # Imported here because the peak of a process starts from that of the one that makes it.
    from bench.wizard import (
        FIRST_QUESTION,
        NEXT_QUESTION,
        TASKS,
        between_questions,
        first_question,
    )

    with tempfile.TemporaryDirectory() as folder:
        first = statistics.median(first_question(Path(folder)) for _ in range(runs))
        gc.disable()  # as the program does
        following = statistics.median(between_questions(Path(folder)))
        gc.enable()
    return [
        "| wizard | CPU | at most |",
        "| --- | ---: | ---: |",
        f"| to the first question | {first * 1000:.0f} ms | {FIRST_QUESTION * 1000:.0f} ms |",
        f"| from an answer to the next question, {TASKS} tasks | {following * 1000:.0f} ms "
        f"| {NEXT_QUESTION * 1000:.0f} ms |",
    ]


def _row(name: str, command: Sequence[str], beside: Sequence[str], limit: float, runs: int) -> str:
    mine, other, ratio = compare(command, beside, runs)
    label = f'`python -c "{beside[-1]}"`'
    return (
        f"| {name} | {mine.cpu * 1000:.0f} ms | {label} | {other.cpu * 1000:.0f} ms "
        f"| {ratio:.2f}x | {limit}x |"
    )


def _many_plans(count: int, options: argparse.Namespace) -> list[str]:
    folder = str(write_plans(CACHE / str(count), count))
    check = _check(folder)
    compose = [sys.executable, "-c", COMPOSE, folder]
    mine, bare, ratio = compare([*check, "--ignore", CROSS_PLAN], compose, options.runs)
    rows = [
        ("dtplan check, each plan by itself", mine, None),
        ("`yaml.compose(CSafeLoader)`", bare, f"{ratio:.2f}x of it (at most 1.5x)"),
        ("dtplan check, and against each other", run(check), None),
    ]
    if not options.quick:
        schema = str(ROOT / "schemas" / "plan.schema.json")
        for name, command, limit in (
            ("yamllint", [str(BIN / "yamllint"), "-d", "relaxed", folder], " (at most 0.06x)"),
            (
                "check-jsonschema",
                [str(BIN / "check-jsonschema"), "--schemafile", schema],
                " (at most 0.2x)",
            ),
            ("ryl", [str(BIN / "ryl"), folder], ""),
        ):
            files = [str(path) for path in sorted(Path(folder).glob("*.yaml"))]
            cost = run([*command, *files] if name == "check-jsonschema" else command)
            rows.append((name, cost, f"{mine.cpu / cost.cpu:.3g}x of it{limit}"))
    head = f"| {count} plans | CPU | wall | peak memory | dtplan takes |"
    return [head, "| --- | ---: | ---: | ---: | --- |", *(_cost_row(*row) for row in rows)]


def _check(folder: str) -> list[str]:
    return [str(BIN / "dtplan"), "check", "--no-cache", "--jobs", "1", *DAY, folder]


def _cost_row(name: str, cost: Cost, relation: str | None) -> str:
    return (
        f"| {name} | {cost.cpu:.2f} s | {cost.wall:.2f} s | {cost.memory:.0f} MB "
        f"| {relation or ''} |"
    )


def _growth(count: int) -> list[str]:
    rows = []
    for number in (count // 10, count, 10 * count):
        check = _check(str(write_plans(CACHE / str(number), number)))
        alone, together = run([*check, "--ignore", CROSS_PLAN]), run(check)
        rows.append(f"| {number} | {_each(alone, number)} | {_each(together, number)} |")
    head = (
        "| plans | each by itself | a plan | peak memory (at most 64 MB) "
        "| against each other | a plan | peak memory |"
    )
    return [head, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |", *rows]


def _each(cost: Cost, number: int) -> str:
    return f"{cost.cpu:.2f} s | {cost.cpu / number * 1000:.2f} ms | {cost.memory:.0f} MB"


if __name__ == "__main__":
    main()
