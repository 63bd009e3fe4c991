"""The options of `yibao estimate`, as text, and the quick way to read them.

`yibao` is typed and called in loops, and importing Typer takes longer than everything else together. A plain
estimate is therefore read here; anything unusual (help, an unknown option, a missing value) is left to Typer, which
declares the same options in `cli.app`. A test keeps the two alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

FORMATS = ("text", "json", "csv", "md")


@dataclass(slots=True)
class EstimateOptions:
    """What was typed, unread."""

    region: str | None = None
    status: str | None = None
    age: str | None = None
    birth: str | None = None
    base: str | None = None
    salary: str | None = None
    pension: str | None = None
    month: str | None = None
    plan: str | None = None
    group: str | None = None
    sex: str | None = None
    paid: str | None = None
    average_pension: str | None = None
    average_wage: str | None = None
    min_grade: str | None = None
    format: str | None = None
    rules: str | None = None
    json: bool = False
    quiet: bool = False
    explain: bool = False


SHORT = {"-r": "region", "-s": "status", "-q": "quiet"}
FLAGS = ("json", "quiet", "explain")
LONG = {"--" + field.name.replace("_", "-"): field.name for field in fields(EstimateOptions)}


def read_plainly(arguments: Sequence[str]) -> EstimateOptions | None:
    """The options in `arguments`, or None if they are not of the plain form."""
    options = EstimateOptions()
    rest = iter(arguments)
    for word in rest:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        field = SHORT.get(name) or LONG.get(name)
        if field is None or (field in FLAGS and equals):
            return None
        if field in FLAGS:
            setattr(options, field, True)
            continue
        if not equals:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
        setattr(options, field, value)
    return options
