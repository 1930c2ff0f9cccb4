"""Repositories of git that the tests make."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

_PERSON = {"NAME": "Người soạn", "EMAIL": "nguoi-soan@example.invalid"}


def surroundings() -> dict[str, str]:
    """The environment of a git that knows nothing of whoever runs the tests."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    people = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in _PERSON.items()
    }
    nobodys = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**inherited, **people, **nobodys}


class Repository(NamedTuple):
    """A repository with its working folder."""

    folder: Path

    def git(self, *arguments: str | Path, given: str = "") -> str:
        """What git says, run in the repository; `given` stands on its standard input."""
        done = subprocess.run(
            ["git", *map(str, arguments)],
            cwd=self.folder,
            env=surroundings(),
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def write(self, path: str, text: str) -> Path:
        """Write a file, line ends as they are."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def commit(self) -> str:
        """Commit all there is, and give the id."""
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "Ghi nhận")
        return self.git("rev-parse", "HEAD")


def repository(folder: Path, *options: str) -> Repository:
    """A new repository at `folder`, whose line ends nobody changes."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Repository(folder)
    made.git("init", "-q", "-b", "main", *options)
    made.git("config", "core.autocrlf", "false")
    return made
