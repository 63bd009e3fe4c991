"""What the names of folders say of the rows below them, as Hive and Spark write them: 城市=北京/月份=2024-08/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import unquote

from ..core.errors import InputError
from ..core.month import Month
from ..rulebook.book import Rulebook
from ..tables import cells
from ..tables.headers import Override, field_of
from .layout import ALIKE
from .people import Defaults, named

FolderFields = tuple[tuple[str, str], ...]
"""Headings of columns and the cell that all rows below have in them."""
_NOTHING = "__HIVE_DEFAULT_PARTITION__"


def said_by(folders: PurePath) -> FolderFields:
    """What a path of folders says.

    >>> said_by(PurePath("城市=北京/年月=2024%2D08"))
    (('城市', '北京'), ('年月', '2024-08'))
    """
    pairs = (name.partition("=") for name in folders.parts)
    return tuple(
        (unquote(key), "" if value == _NOTHING else unquote(value)) for key, sign, value in pairs if key and sign
    )


def fields_of(said: FolderFields, overrides: Sequence[Override]) -> tuple[tuple[str, str], ...]:
    """The fields that folders say, each with its cell; columns that nobody could match are left out."""
    found = ((field_of(heading, overrides), cell) for heading, cell in said)
    return tuple((field, cell) for field, cell in found if field is not None)


def of_columns(overrides: Sequence[Override], said: FolderFields) -> list[Override]:
    """The overrides that are not of folders."""
    headings = {heading for heading, _ in said}
    return [override for override in overrides if override[0] not in headings]


def check_said(said: FolderFields, given: Defaults, overrides: Sequence[Override], rulebook: Rulebook) -> None:
    """Raises InputError where a folder says another region or month than was given for all rows."""
    for heading, cell in said:
        field = field_of(heading, overrides)
        if field in ALIKE["region"] and given.region is not None and cell:
            region = named(heading, rulebook.region_of_area, cell)
            _compare(heading, cell, "--region", region.name, given.region.name)
        elif field in ALIKE["month"] and given.months and (span := cells.months(cell, heading)) is not None:
            _compare(heading, cell, "--month", _span(*span), _span(given.months[0], given.months[-1]))


def _span(first: Month, last: Month) -> str:
    return str(first) if first == last else f"{first}..{last}"


def _compare(heading: str, cell: str, option: str, said: str, asked: str) -> None:
    if said != asked:
        raise InputError("folder-contradicts", field=heading, value=cell, option=option, asked=asked)
