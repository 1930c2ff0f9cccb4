"""The plan schema in an editor: the YAML language server explains, completes and checks a plan."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

HERE = Path(__file__).parent
SCHEMA_FILE = HERE.parent / "schemas" / "plan.schema.json"
SCHEMA: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
REFERENCE = (HERE / "reference.plan.yaml").read_text(encoding="utf-8")
MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE.as_uri()}\n"

EDITOR = HERE / "editor"
INSTALLED = HERE.parent / ".cache" / "yaml-language-server"
PROGRAM = INSTALLED / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
INSTALL_SECONDS = 300
ANSWER_SECONDS = 60

SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemas": {SCHEMA_FILE.as_uri(): "*.dtplan.yaml"},
        "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False},
    }
}
CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
    },
}

Message = dict[str, Any]


class Server:
    """A running language server and the documents that were opened in it."""

    def __init__(self, command: list[str], errors: IO[bytes]) -> None:
        """Start the process and listen to it."""
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._numbers = itertools.count(1)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def request(self, method: str, **params: object) -> Any:
        """The result of a request."""
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        answer = self._wait(lambda message: message.get("id") == number)
        assert "error" not in answer, answer
        return answer["result"]

    def notify(self, method: str, **params: object) -> None:
        """Tell the server something that has no answer."""
        self._send({"method": method, "params": params})

    def open(self, text: str, ending: str = ".yaml") -> tuple[str, list[Message]]:
        """Open a text as a new document; its address and the diagnostics."""
        uri = f"file:///plans/{next(self._numbers)}{ending}"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", textDocument=document)
        published = self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
            )
        )
        return uri, published["params"]["diagnostics"]

    def ask(self, question: str, uri: str, line: int, character: int) -> Any:
        """What the server says about a place, from 0, of a document."""
        place = {"line": line, "character": character}
        return self.request(f"textDocument/{question}", textDocument={"uri": uri}, position=place)

    def stop(self) -> None:
        """End the process, whatever state it is in."""
        self._process.kill()
        self._process.wait(ANSWER_SECONDS)
        self._listener.join(ANSWER_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _send(self, message: Message) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._process.stdin.flush()

    def _listen(self) -> None:
        """Queue each message of the server, and None when it has ended."""
        output = self._process.stdout
        assert output
        while header := output.readline():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
            if header == b"\r\n":
                self._messages.put(json.loads(output.read(length)))
        self._messages.put(None)

    def _wait(self, is_wanted: Callable[[Message], bool]) -> Message:
        """The first message that is wanted; questions of the server are answered on the way."""
        end = time.monotonic() + ANSWER_SECONDS
        while True:
            try:
                message = self._messages.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"the language server gave no answer in {ANSWER_SECONDS} seconds")
            if message is None:
                pytest.fail(f"the language server ended with status {self._process.wait()}")
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": _answer(message)})
            elif is_wanted(message):
                return message


def _answer(question: Message) -> object:
    if question["method"] != "workspace/configuration":
        return None
    return [SETTINGS.get(item.get("section")) for item in question["params"]["items"]]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(
            f"{name} is not installed, and the test of the schema in an editor needs it: install "
            "Node.js 20 or later with npm, or set DTPLAN_WITHOUT_EDITOR=1 to leave this test out"
        )
    return found


def _install() -> None:
    """Install the pinned language server into the cache, unless it is there in full."""
    npm = _program("npm")
    lock = (EDITOR / "package-lock.json").read_bytes()
    complete = INSTALLED / "installed-lock.json"
    if PROGRAM.is_file() and complete.is_file() and complete.read_bytes() == lock:
        return
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(EDITOR / name, INSTALLED / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=INSTALLED, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    if done.returncode:
        pytest.fail(f"npm could not install the language server:\n{done.stderr[-2000:]}")
    complete.write_bytes(lock)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A language server that is ready, and is ended after the tests of this module."""
    if os.environ.get("DTPLAN_WITHOUT_EDITOR") == "1":
        pytest.skip("DTPLAN_WITHOUT_EDITOR=1 leaves the test of the schema in an editor out")
    _install()
    errors = tmp_path_factory.mktemp("language-server") / "stderr.txt"
    with errors.open("wb") as written:
        running = Server([_program("node"), str(PROGRAM), "--stdio"], written)
        try:
            running.request(
                "initialize", processId=os.getpid(), rootUri=None, capabilities=CAPABILITIES
            )
            running.notify("initialized")
            yield running
        finally:
            running.stop()


def _description(name: str) -> str:
    """The description of a field of the schema, by its keys."""
    schema = SCHEMA
    for key in name.split("."):
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        schema = schema.get("items", schema)["properties"][key]
    return str(schema["description"])


def _hover(server: Server, text: str, fragment: str) -> str:
    """What hovering over the first letter of a fragment shows, without Markdown's backslashes."""
    uri, _ = server.open(text)
    before, found, _ = text.partition(fragment)
    assert found
    line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
    shown = server.ask("hover", uri, line, column)
    return re.sub(r"\\(.)", r"\1", shown["contents"]["value"])


@pytest.mark.parametrize(
    ("fragment", "name"),
    [
        ("dtplan: 1  ", "dtplan"),
        ("status: running", "status"),
        ("agency:\n", "agency"),
        ("start: 2024-10-15", "period.start"),
        ("targets:\n  - id: MT1", "targets"),
        ("value: 100", "targets.value"),
        ("frequency: daily", "targets.measurement.frequency"),
        ("owner:\n      agency: Sở Tài", "targets.owner"),
        ("agency: Sở Tài", "targets.owner.agency"),
        ("amount: 6500000000", "tasks.budget.amount"),
        ("protects: [personal-data, internal", "security.measures.protects"),
        ("system: population-database", "project06.links.system"),
        ("percent: 12", "reviews.tasks.percent"),
        ("note: Hoàn thành", "reviews.tasks.note"),
    ],
)
def test_hovering_over_a_field_explains_it_in_both_languages(
    server: Server, fragment: str, name: str
) -> None:
    shown = _hover(server, MODELINE + REFERENCE, fragment)
    vietnamese, english = _description(name).split(" / ")
    assert vietnamese in shown
    assert english in shown


def test_a_choice_is_completed_with_its_values_and_their_labels(server: Server) -> None:
    uri, _ = server.open(MODELINE + "dtplan: 1\nstatus: \n")
    items = server.ask("completion", uri, 2, len("status: "))["items"]
    assert [item["label"] for item in items] == [
        "draft",
        "submitted",
        "approved",
        "running",
        "done",
        "null",
    ]
    assert items[1]["documentation"] == "đã trình"


def test_the_keys_of_a_task_are_completed(server: Server) -> None:
    uri, _ = server.open(MODELINE + "dtplan: 1\ntasks:\n  - id: NV1\n    \n")
    items = server.ask("completion", uri, 4, 4)["items"]
    texts = {item["label"]: item["insertText"] for item in items}
    assert texts["deadline"].startswith("deadline: ")
    assert texts["owner"].startswith("owner:\n")
    assert texts["outputs"].startswith("outputs:\n")
    assert "id" not in texts
    assert "indicator" not in texts


def test_the_reference_plan_has_no_diagnostics(server: Server) -> None:
    _, diagnostics = server.open(MODELINE + REFERENCE)
    assert diagnostics == []


@pytest.mark.parametrize(
    "wrong",
    [
        "status: ready",
        "dealine: 2025-06-30",
        "period: {end: 2025-13-01}",
        "period: {end: 31/12/2025}",
        "targets: [{value: nhiều}]",
        "systems: [{safety_level: 6}]",
        "tasks: [{id: nhiệm vụ 1}]",
        "risks: [{owner: Sở Tài chính}]",
    ],
)
def test_a_wrong_value_brings_one_diagnostic_on_its_line(server: Server, wrong: str) -> None:
    _, diagnostics = server.open(f"{MODELINE}dtplan: 1\n{wrong}\n")
    assert [diagnostic["range"]["start"]["line"] for diagnostic in diagnostics] == [2]


@pytest.mark.parametrize("wrong", ["id: -a", "period: {end: 31/12/2025}"])
def test_a_malformed_id_or_date_is_explained_in_both_languages(server: Server, wrong: str) -> None:
    _, (diagnostic,) = server.open(f"{MODELINE}dtplan: 1\n{wrong}\n")
    vietnamese, english = diagnostic["message"].split(" / ")
    assert not vietnamese.isascii()
    assert english.isascii()


def test_an_editor_can_choose_the_schema_by_the_name_of_the_file(server: Server) -> None:
    _, diagnostics = server.open("dtplan: 1\nstatus: ready\n", ending=".dtplan.yaml")
    assert len(diagnostics) == 1
