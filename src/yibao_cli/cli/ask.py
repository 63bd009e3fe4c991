"""Prompts for missing inputs, on a terminal only."""

from __future__ import annotations

import os
import sys

from ..core.errors import InputError
from ..core.money import parse_yuan
from ..core.month import parse_birth, parse_month
from ..core.person import OLDEST
from ..core.spoken import read_plan, read_sex, read_status, read_years
from ..language import tr
from .options import SEVERAL, fields
from .output import complain, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..core.errors import MissingInputError
    from .options import Options

FIELDS_ASKED = {"paid_years": "paid", "from": "from_"}
"""Fields of options that are called otherwise in errors."""
AMOUNTS = ("base", "salary", "pension", "credit", "was", "now", "balance")
MONTHS = ("month", "from", "to", "before", "after", "since")


def can_ask(options: Options) -> bool:
    """Whether there is somebody at both ends, who reads text and is no robot."""
    form = getattr(options, "format", None)
    if getattr(options, "json", False) or getattr(options, "quiet", False) or form not in (None, "text"):
        return False
    return not os.environ.get("CI") and all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)
    )


def complete(options: Options, missing: MissingInputError) -> bool:
    """Asks for each missing input until it can be read, and puts the text into `options`.

    False, and nothing asked, where the command has no such option, or a table may hold what it lacks.
    """
    known = fields(type(options))
    names = {name: FIELDS_ASKED.get(name, name) for name in missing.names}
    if not set(names.values()) <= set(known) or missing.facts.get("unmatched"):
        return False
    for name, field in names.items():
        text = _asked(name, options, missing)
        if field == "age" and "birth" in known and not _is_age(text):
            field = "birth"
        setattr(options, field, [text] if known[field] == SEVERAL else text)
    return True


def which(options: Options, word: str, choices: Sequence[str]) -> str:
    """The field that a word is meant for. Raises InputError where nobody can be asked."""
    from ..render.words import FIELD, OPTION

    shown = [f"{tr(FIELD[name])}{tr('(')}{OPTION[name]})" for name in choices]
    if not can_ask(options):
        raise InputError("word-ambiguous", value=word, choices=tuple(f"{OPTION[name]} {word}" for name in choices))
    text = _ask(tr("「{word}」是", word=word), shown, "", lambda text: _one_of(text, shown))
    return choices[shown.index(_numbered(text, shown))]


def parameter(name: str, hint: str) -> str:
    """What is written for an argument, or an option, without which a command does nothing."""
    return _ask(name, (), hint.rstrip("。."), str)


def _asked(name: str, options: Options, missing: MissingInputError) -> str:
    from ..render.causes import SYMPTOM
    from ..render.words import FIELD, HINT, OPTION, STATUS, named

    checks: dict[str, Callable[[str], object]] = {
        "region": lambda text: _region(text, options),
        "status": read_status,
        "age": _read_age,
        "birth": parse_birth,
        "plan": lambda text: _read_choice(text, missing),
        "sex": read_sex,
        "paid_years": lambda text: _read_paid(text),
        **{field: lambda text, field=field: parse_yuan(text, field) for field in AMOUNTS},  # type: ignore[misc]
        **{field: lambda text, field=field: parse_month(text, field) for field in MONTHS},  # type: ignore[misc]
    }
    listed = {"status": STATUS.values(), "sex": ("男", "女"), "symptom": SYMPTOM.values()}
    choices = [tr(word) for word in listed.get(name, ())] if not missing.choices else list(map(named, missing.choices))
    return _ask(f"{tr(FIELD[name])}{tr('(')}{OPTION[name]})", choices, tr(HINT.get(name, "")), checks.get(name, str))


def _region(text: str, options: Options) -> None:
    from ..rulebook.book import Rulebook

    Rulebook.open(getattr(options, "rules", None)).region(text)


def _is_age(text: str) -> bool:
    try:
        read_years(text, "age-malformed")
    except InputError:
        return False
    return True


def _read_age(text: str) -> None:
    """An age, or the month of birth in its place."""
    try:
        age = read_years(text, "age-malformed")
    except InputError:
        try:
            parse_birth(text)
        except InputError:
            raise InputError("age-or-birth", value=text) from None
        return
    if not 0 <= age <= OLDEST:
        raise InputError("age-range", field="age", value=text)


def _read_paid(text: str) -> None:
    if not 0 <= read_years(text, "paid-years-malformed") <= OLDEST:
        raise InputError("paid-years-range", field="paid_years", value=text)


def _read_choice(text: str, missing: MissingInputError) -> None:
    if read_plan(text) not in missing.choices:
        where = {name: missing.facts[name] for name in ("region", "status")}
        raise InputError("plan-unknown", field="plan", value=text, choices=missing.choices, **where)


def _one_of(text: str, choices: Sequence[str]) -> None:
    if text not in choices:
        raise InputError("choice-number", value=text, choices=tuple(choices))


def _numbered(text: str, choices: Sequence[str]) -> str:
    """The choice with a number; any other text as it is. Tiers are numbered as they are called."""
    if not text.isascii() or not text.isdigit():
        return text
    tier = _tier(text)
    number = int(text) if len(text) < len("100") else 0
    return tier if tier in choices else choices[number - 1] if 1 <= number <= len(choices) else text


def _tier(number: str) -> str:
    """What a tier with this number is called."""
    from ..render.words import named

    return named(read_plan(number))


def _ask(question: str, choices: Sequence[str], hint: str, check: Callable[[str], object]) -> str:
    import typer

    from ..render.messages import error

    for number, choice in enumerate(choices, 1):
        say(f"  {choice}" if _tier(str(number)) in choices else f"  {number} {choice}")
    while True:
        try:
            text: str = typer.prompt(question + (tr("(") + f"{hint})" if hint and not choices else ""), err=True)
        except typer.Abort:
            raise KeyboardInterrupt from None
        text = _numbered(text.strip(), choices)
        try:
            check(text)
        except InputError as problem:
            complain(error(problem))
        else:
            return text
