"""Where reports go: a standard output whose reader may leave, a file that others add to as well."""

from typing import TextIO


class Output:
    """A stream that takes no more once its reader has gone, and says nothing of it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_read = True

    def write(self, text: str) -> int:
        """Write `text` if somebody still reads."""
        if self.is_read:
            try:
                self.stream.write(text)
            except BrokenPipeError:
                self.is_read = False
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write `data` as it is, whatever the stream's encoding and line ends."""
        self.flush()
        if self.is_read:
            try:
                self.stream.buffer.write(data)
            except BrokenPipeError:
                self.is_read = False

    def flush(self) -> None:
        """Flush the stream if somebody still reads."""
        if self.is_read:
            try:
                self.stream.flush()
            except BrokenPipeError:
                self.is_read = False

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self.stream.isatty()


class Appended:
    """A file to whose end each text is added; it is open only meanwhile."""

    def __init__(self, path: str) -> None:
        self.path = path

    def write(self, text: str) -> int:
        """Add `text`."""
        with open(self.path, "a", encoding="utf-8", newline="\n") as stream:
            return stream.write(text)
