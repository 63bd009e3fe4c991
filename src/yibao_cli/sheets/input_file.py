"""Where the bytes are."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..core.addresses import refuse_address
from ..core.errors import InputError
from ..core.frozen import dataclass

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file by its path, or what was read from standard input or a pipe: kept in memory, never on disk."""

    name: str
    path: Path | None
    content: bytes = b""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes from the start. Raises InputError if the file cannot be read."""
        if self.path is None:
            yield io.BytesIO(self.content)
            return
        try:
            stream = self.path.open("rb")
        except OSError as error:
            raise InputError("table-unreadable", file=self.name, why=error.strerror or str(error)) from None
        with stream:
            yield stream

    def read(self) -> bytes:
        """All bytes. Raises InputError if the file cannot be read."""
        with self.open() as stream:
            return stream.read()


def find_source(given: Path | str | bytes) -> InputFile:
    """A file by its path, '-' for standard input, or bytes. Raises InputError for what cannot be read."""
    if isinstance(given, bytes):
        return InputFile(STANDARD_INPUT, None, given)
    name = str(given)
    if name == STANDARD_INPUT:
        return InputFile(name, None, sys.stdin.buffer.read())
    refuse_address(name)
    file = Path(given)
    try:
        if file.is_file():
            return InputFile(name, file)
        if file.is_dir():
            raise InputError("table-directory", file=name)
        if not file.exists():
            raise InputError("table-missing", file=name)
        return InputFile(name, None, file.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError("table-unreadable", file=name, why=getattr(error, "strerror", None) or str(error)) from None
