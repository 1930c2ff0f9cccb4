"""Standard output whose reader may go away: the work goes on, so that the exit status is true."""

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
