"""Asking for what is missing, on a terminal only."""

import sys
from collections.abc import Callable

from ..core.errors import InputError, MissingInputError
from ..core.money import parse_yuan
from ..rulebook.book import Rulebook
from .inputs import read_sex, read_status, read_years
from .options import EstimateOptions
from .output import complain

HINTS = {
    "region": "如 武汉、北京、420100",
    "status": "在职、退休、灵活就业、居民",
    "age": "周岁",
    "base": "元/月,如 8000",
    "pension": "元/月,如 4200",
    "sex": "男、女",
}


def can_ask() -> bool:
    """Whether there is somebody at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def complete(options: EstimateOptions, missing: MissingInputError, book: Rulebook) -> None:
    """Asks for each missing input until it can be read, and puts the text into `options`."""
    for name in missing.names:
        checks: dict[str, Callable[[str], object]] = {
            "region": book.region,
            "status": read_status,
            "age": lambda text: read_years(text, "age-malformed"),
            "base": lambda text: parse_yuan(text, "base"),
            "pension": lambda text: parse_yuan(text, "pension"),
            "sex": read_sex,
        }
        hint = "、".join(missing.choices) if missing.choices else HINTS.get(name, "")
        setattr(options, name, _ask(name, hint, checks.get(name, str)))


def _ask(name: str, hint: str, check: Callable[[str], object]) -> str:
    import typer

    from ..render.messages import error
    from ..render.words import FIELD

    while True:
        text: str = typer.prompt(f"{FIELD[name]}({hint})", err=True)
        try:
            check(text)
        except InputError as problem:
            complain(error(problem))
        else:
            return text
