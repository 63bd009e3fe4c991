"""Cases drawn by number: no engine stands between two runs, so that a run costs what is judged.

A case of number n is the same every time and everywhere. One whose outcome was not seen before is kept, and later
cases are made out of it, too: so changes pile up where they lead somewhere new.
"""

import argparse
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

from fuzzing import in_time

Case = TypeVar("Case")
_COLLECTED = 500
"""Runs after which memory is tidied: a command leaves that to the end of its process."""
FROM_POOL = 0.4
"""The share of cases that are made out of one that was kept; the others are a step or a few from a good one."""
MOST_KEPT = 4000
"""Cases that are kept for the outcome they had."""


@dataclass
class Rounds(Generic[Case]):
    """Cases, and what must hold of each.

    `draw` makes one out of chance and a case of before. `judge` names its outcome, in a word and in detail (None where
    it is no beginning for others), or raises AssertionError (or anything else). `smaller` are the cases that may show
    the same fault with less. `keep` writes down a case that failed, made smaller. `first` are good cases, `kept` those
    that once failed.
    """

    name: str
    first: Sequence[Case]
    draw: Callable[[Random, Case], Case]
    judge: Callable[[Case], tuple[str, object]]
    smaller: Callable[[Case], Iterable[Case]]
    keep: Callable[[Case], None]
    kept: Sequence[Case] = ()
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def run(self, runs: int, start: int = 0, minutes: float = 0, told: bool = False) -> str:
        """Judges so many cases, or as many as `minutes` allow. What came of them, in a line."""
        started = time.monotonic()
        pool = list(self.first)
        seen: set[object] = set()
        for case in self.kept:
            self._one(case)
        number = start
        while self.outcomes.total() < runs:
            chance = Random(number)
            case = self.draw(chance, chance.choice(pool if chance.random() < FROM_POOL else self.first))
            outcome = self._one(case)
            if outcome is not None and outcome not in seen and len(pool) < MOST_KEPT:
                seen.add(outcome)
                pool.append(case)
            number += 1
            if number % _COLLECTED == 0:
                gc.collect()
                if told:
                    print(f"\r{self.name}: {self.outcomes.total()}", end="", file=sys.stderr, flush=True)
                if minutes and time.monotonic() - started > minutes * 60:
                    break
        seconds = time.monotonic() - started
        found = ", ".join(f"{name} {count}" for name, count in self.outcomes.most_common())
        total = self.outcomes.total()
        return (
            f"{self.name}: {total} runs from {start} in {seconds:.0f} s, slowest {self.slowest:.2f} s, "
            f"{len(seen)} different outcomes; {found}"
        )

    def _one(self, case: Case) -> object:
        before = time.monotonic()
        try:
            with in_time():
                word, outcome = self.judge(case)
        except Exception as error:
            self.keep(self._smallest(case, error))
            raise
        except BaseException:  # a hang, or the person
            self.keep(case)
            raise
        self.outcomes[word] += 1
        self.slowest = max(self.slowest, time.monotonic() - before)
        return outcome

    def _smallest(self, case: Case, error: Exception) -> Case:
        """The smallest case that fails in the same way."""
        found = True
        while found:
            found = False
            for other in self.smaller(case):
                try:
                    with in_time():
                        self.judge(other)
                except Exception as also:
                    if type(also) is type(error):
                        case, found = other, True
                        break
        return case

    def main(self) -> int:
        """As a program: --runs, --seed, --minutes."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--runs", type=int, default=200_000)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--minutes", type=float, default=0, help="stop after so many, whatever the runs")
        options = parser.parse_args()
        line = self.run(options.runs, options.seed * 10_000_000, options.minutes, told=True)
        print(f"\r{line}")
        return 0
