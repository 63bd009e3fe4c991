"""What the fuzzers share: bounded rounds of Hypothesis, the time a run may take, the program run in this process."""

import argparse
import gc
import io
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar
from unittest.mock import patch

import typer.main
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from yibao_cli.cli.main import main as yibao
from yibao_cli.core.text import half_width
from yibao_cli.rulebook.book import Rulebook

HERE = Path(__file__).resolve().parent
MOST_SECONDS, MOST_WAITED = 10, 120
"""A run that works or waits longer hangs; on a busy machine even a good one has to wait."""
A_ROUND = 2000
"""Examples that Hypothesis remembers at a time."""
_COLLECTED = 200
"""Runs after which memory is tidied: a command leaves that to the end of its process."""

Case = TypeVar("Case")


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


@dataclass
class Fuzzer(Generic[Case]):
    """Cases, and what must hold of each: `judge` names its outcome, or raises AssertionError (or anything else).

    `keep` writes down a case that failed; the last one is the one that Hypothesis shrank. `kept` are cases of before.
    """

    name: str
    cases: SearchStrategy[Case]
    judge: Callable[[Case], str]
    keep: Callable[[Case], None]
    kept: Sequence[Case] = ()

    def run(self, runs: int, first: int = 0, told: bool = False) -> str:
        """Judges so many cases; the same ones for the same number `first`. What came of them, in a line."""
        outcomes: Counter[str] = Counter()
        slowest = 0.0
        started = time.monotonic()

        def run(case: Case) -> None:
            nonlocal slowest
            before = time.monotonic()
            try:
                with in_time():
                    outcomes[self.judge(case)] += 1
            except BaseException:
                self.keep(case)
                raise
            slowest = max(slowest, time.monotonic() - before)
            if outcomes.total() % _COLLECTED == 0:
                gc.collect()
                if told:
                    print(f"\r{self.name}: {outcomes.total()}", end="", file=sys.stderr, flush=True)

        for case in self.kept:
            run(case)
        number = first
        while outcomes.total() < runs:

            @seed(number)
            @settings(
                max_examples=min(A_ROUND, runs - outcomes.total()),
                database=None,
                deadline=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            )
            @given(self.cases)
            def one_round(case: Case) -> None:
                run(case)

            before = outcomes.total()
            one_round()
            if outcomes.total() == before:
                break
            number += 1
        seconds = time.monotonic() - started
        found = ", ".join(f"{name} {count}" for name, count in outcomes.most_common())
        return f"{self.name}: {outcomes.total()} runs in {seconds:.0f} s, slowest {slowest:.2f} s; {found}"

    def main(self) -> int:
        """As a program: --runs, --seed."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--runs", type=int, default=200_000)
        parser.add_argument("--seed", type=int, default=0)
        options = parser.parse_args()
        line = self.run(options.runs, options.seed * 1_000_000, told=True)
        print(f"\r{line}")
        return 0


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


@contextmanager
def kept_open() -> Iterator[None]:
    """Meanwhile the program's own rules are opened once and its commands built once, not for each command line."""
    opened = Rulebook.open
    book = opened()

    def again(overlay: Path | str | None = None) -> Rulebook:
        return book if overlay is None else opened(overlay)

    built = cache(typer.main.get_command)
    with patch.object(Rulebook, "open", again), patch.object(typer.main, "get_command", built):
        yield


def shows(text: str, number: str) -> bool:
    """Whether a text has a number, whatever stands in the middle of it, with no sign of another number at its ends."""
    plain = half_width(text)
    digits = half_width(number).replace(" ", "").replace("-", "")
    pattern = r"(?<![0-9A-Za-z.])" + "[ -]?".join(digits) + r"(?![0-9A-Za-z]|\.[0-9])"
    return any(sign.isdigit() for sign in digits) and re.search(pattern, plain, re.IGNORECASE) is not None
