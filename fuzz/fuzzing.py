"""What the fuzzers share: the time a run may take, the program run in this process."""

import io
import json
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typer.main

from yibao_cli.cli.main import main as yibao
from yibao_cli.core.text import half_width
from yibao_cli.rulebook import check, installed
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import known_of
from yibao_cli.rulebook.directory import RuleDirectory, packaged_rules
from yibao_cli.rulebook.places import Places
from yibao_cli.rulebook.sealed import seal
from yibao_cli.rulebook.toml_store import TomlStore

HERE = Path(__file__).resolve().parent
MOST_SECONDS, MOST_WAITED = 10, 120
"""A run that works or waits longer hangs; on a busy machine even a good one has to wait."""


class Hang(BaseException):
    """Raised by the alarm; no Exception, so that nothing on the way takes it for its own."""


def _alarm(signum: int, frame: object) -> None:
    raise Hang(f"longer than {MOST_SECONDS} seconds of work, or {MOST_WAITED} of waiting")


@contextmanager
def in_time() -> Iterator[None]:
    """Raises Hang where what is done takes too long."""
    before = [signal.signal(number, _alarm) for number in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    signal.alarm(MOST_WAITED)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line left behind: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def run(words: Sequence[str]) -> Ran:
    """Runs a command line in this process; an internal error is raised."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    nothing = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        patch.dict(os.environ, YIBAO_DEBUG="1"),
        patch.multiple(sys, stdout=streams[0], stderr=streams[1], stdin=nothing),
    ):
        code = yibao(list(words))
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)
    return Ran(int(code), out, err)


def is_complaint(said: str) -> bool:
    """Whether what stands on standard error is a refusal: a line, or the document of one."""
    if said.startswith("yibao: "):
        return True
    try:
        return bool(json.loads(said)["schema"] == "yibao/error")
    except (ValueError, LookupError, TypeError):
        return False


@contextmanager
def kept_open() -> Iterator[None]:
    """Meanwhile the program's own rules are opened once, and known as checked, as in a wheel; its commands built once.

    What a region may have been meant by is looked for once for each word, too.
    """
    opened = Rulebook.open
    store = TomlStore(RuleDirectory(packaged_rules()))
    sealed = seal(Rulebook(store))
    book = sealed.open()
    known = known_of(store, sealed.content)

    def again(overlay: Path | str | None = None) -> Rulebook:
        return book if overlay is None else opened(overlay)

    built, similar = cache(typer.main.get_command), Places._similar
    meant: dict[str, list[str]] = {}

    def remembered(places: Places, key: str) -> list[str]:
        if places.exact is not book.places.exact:
            return similar(places, key)
        if key not in meant:
            meant[key] = similar(places, key)
        return meant[key]

    with (
        patch.object(Rulebook, "open", again),
        patch.object(check, "opened", lambda: known),
        patch.object(installed, "opened", lambda: known),
        patch.object(typer.main, "get_command", built),
        patch.object(Places, "_similar", remembered),
    ):
        yield


def shows(text: str, *numbers: str) -> list[str]:
    """Those of the numbers that a text has, whatever stands in their middle, with no sign of another number around."""
    plain = half_width(text)
    return [number for number in numbers if _written(number).search(plain)]


@cache
def _written(number: str) -> re.Pattern[str]:
    digits = half_width(number).replace(" ", "").replace("-", "")
    pattern = r"(?<![0-9A-Za-z.])" + "[ -]?".join(map(re.escape, digits)) + r"(?![0-9A-Za-z]|\.[0-9])"
    return re.compile(pattern, re.IGNORECASE)


def memory() -> str | None:
    """A folder in memory, where the system has one: a file written to a disk costs more than its check."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
