"""Settings from variables, a project's `yibao.toml` and the person's `config.toml`: read, never written."""

from __future__ import annotations

import os
from pathlib import Path

from ..core.errors import InputError, YibaoError
from ..core.frozen import dataclass
from ..core.spoken import read_status
from .inputs import read_grade, read_span
from .listening import read_language
from .options import FORMATS, SEVERAL, OutputOptions, fields
from .settings import VARIABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from .options import Options

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it comes from: a variable's name, or a file and a line of it."""

    field: str
    value: str
    origin: str


def settings(files: Sequence[str]) -> dict[str, Setting]:
    """The setting in force for each field that has one: of a variable, else of the first file that has it.

    Raises InputError for a file that cannot be read, an unknown key, and a value that cannot be.
    """
    found: dict[str, Setting] = {}
    for field, variable in VARIABLES.items():
        if value := os.environ.get(variable, "").strip():
            found[field] = _checked(Setting(field, value, variable), {"variable": variable})
    for path in files:
        for setting in _read(path):
            found.setdefault(setting.field, setting)
    return found


def _read(path: str) -> Iterable[Setting]:
    import tomli

    try:
        with Path(path).open("rb") as file:
            text = file.read(MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise InputError("config-unreadable", file=path, why=error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise InputError("config-encoding", file=path) from None
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise InputError("config-toml", file=path, line=str(error.lineno), why=error.msg) from None
    for key, value in table.items():
        field = key.replace("-", "_")
        if field not in VARIABLES:
            from difflib import get_close_matches  # only for a mistake

            known = [name.replace("_", "-") for name in VARIABLES]
            near = tuple(get_close_matches(key, known, n=1)) or tuple(known)
            raise InputError("config-key", file=path, line=_line(text, key), value=key, choices=near)
        place = {"file": path, "line": _line(text, key)}
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise InputError("config-kind", value=key, **place)
        written = str(value)
        if field == "rules":  # beside the file that names it, wherever the program runs
            written = str(Path(path).parent / Path(written).expanduser())
        yield _checked(Setting(field, written, f"{path}:{place['line']}"), place)


def _line(text: str, key: str) -> str:
    from ..rulebook.locate import Lines

    return str(Lines(text).of((key,)))


def _checked(setting: Setting, place: dict[str, str]) -> Setting:
    """The setting, if it can be read; a region and rules are looked up by whoever uses them."""
    checks: dict[str, Callable[[str], Any]] = {
        "status": read_status,
        "max_age": read_span,
        "min_grade": read_grade,
        "format": _read_format,
        "lang": read_language,
    }
    try:
        checks.get(setting.field, str)(setting.value)
    except YibaoError as error:
        raise InputError("config-value", value=setting.value, problem=error, **place) from None
    return setting


def _read_format(text: str) -> None:
    if text not in FORMATS:
        raise InputError("format-unknown", field="format", value=text, choices=FORMATS)


def fill(options: Options, files: Sequence[str]) -> None:
    """Puts settings into fields that were not written, and notes in `options.origins` where they came from.

    A table says itself where its people live and what they are, and a table's result has its own formats: commands
    that read one get no region, status or format, only the rules and the bars of evidence.
    """
    known = fields(type(options))
    table = "file" in known
    origins: dict[str, Setting] = options.__dict__.setdefault("origins", {})
    for field, setting in settings(files).items():
        if field == "lang":  # heard long ago
            continue
        if table and field in ("region", "status", "format"):
            continue
        if field == "format":
            if _take_format(options, known, setting.value):
                origins[field] = setting
        elif field in known and not getattr(options, field) and not (field == "rules" and setting.origin in os.environ):
            setattr(options, field, [setting.value] if known[field] == SEVERAL else setting.value)
            origins[field] = setting
    _drop_half_a_person(options, origins)


def _take_format(options: Options, known: dict[str, str], value: str) -> bool:
    """A format is a default for the answer as a whole: -q and --json go before it, as --format does."""
    if getattr(options, "quiet", False) or getattr(options, "json", False):
        return False
    if isinstance(options, OutputOptions) and options.format is None:
        options.format = value
        return value != "text"
    if "format" not in known and "json" in known and value == "json":
        options.json = True  # type: ignore[attr-defined]
        return True
    return False


def _drop_half_a_person(options: Options, origins: dict[str, Setting]) -> None:
    """`why` takes region and status together, or neither: one alone that nobody wrote is not used."""
    pair = ("region", "status")
    if "symptom" in fields(type(options)) and any(getattr(options, name) is None for name in pair):
        for name in pair:
            if name in origins:
                del origins[name]
                setattr(options, name, None)
