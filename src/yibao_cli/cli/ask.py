"""Prompts for missing inputs, on a terminal only."""

from __future__ import annotations

import sys

from ..core.errors import InputError
from ..core.money import parse_yuan
from ..core.person import OLDEST
from ..core.spoken import read_plan, read_sex, read_status, read_years
from .output import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.errors import MissingInputError
    from ..rulebook.book import Rulebook
    from .options import EstimateOptions


def can_ask() -> bool:
    """Whether both standard input and standard output are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def complete(options: EstimateOptions, missing: MissingInputError, book: Rulebook) -> None:
    """Asks for each missing input until it can be read, and puts the text into `options`."""
    for name in missing.names:
        checks: dict[str, Callable[[str], object]] = {
            "region": book.region,
            "status": read_status,
            "age": _read_age,
            "plan": lambda text: _read_choice(text, missing),
            "base": lambda text: parse_yuan(text, "base"),
            "pension": lambda text: parse_yuan(text, "pension"),
            "sex": read_sex,
        }
        setattr(options, name, _ask(name, missing.choices, checks.get(name, str)))


def _read_age(text: str) -> None:
    age = read_years(text, "age-malformed")
    if not 0 <= age <= OLDEST:
        raise InputError("age-range", field="age", value=text)


def _read_choice(text: str, missing: MissingInputError) -> None:
    if read_plan(text) not in missing.choices:
        where = {name: missing.facts[name] for name in ("region", "status")}
        raise InputError("plan-unknown", field="plan", value=text, choices=missing.choices, **where)


def _ask(name: str, choices: tuple[str, ...], check: Callable[[str], object]) -> str:
    import typer

    from ..render.messages import error
    from ..render.words import FIELD, HINT

    hint = "、".join(choices) or HINT.get(name, "")
    while True:
        try:
            text: str = typer.prompt(f"{FIELD[name]}({hint})", err=True)
        except typer.Abort:
            raise KeyboardInterrupt from None
        try:
            check(text)
        except InputError as problem:
            complain(error(problem))
        else:
            return text
