"""The fields that names of folders give for the rows below, as Hive and Spark write them: 城市=北京/月份=2024-08/."""

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


def read_folders(folders: PurePath) -> FolderFields:
    """The columns that a path of folders names, with their cells.

    >>> read_folders(PurePath("城市=北京/年月=2024%2D08"))
    (('城市', '北京'), ('年月', '2024-08'))
    """
    pairs = (name.partition("=") for name in folders.parts)
    return tuple(
        (unquote(key), "" if value == _NOTHING else unquote(value)) for key, sign, value in pairs if key and sign
    )


def fields_of(folders: FolderFields, overrides: Sequence[Override]) -> tuple[tuple[str, str], ...]:
    """The fields that folders name, each with its cell; columns that match no field are left out."""
    found = ((field_of(heading, overrides), cell) for heading, cell in folders)
    return tuple((field, cell) for field, cell in found if field is not None)


def of_columns(overrides: Sequence[Override], folders: FolderFields) -> list[Override]:
    """The overrides that name columns of the file rather than folders."""
    headings = {heading for heading, _ in folders}
    return [override for override in overrides if override[0] not in headings]


def check_folders(folders: FolderFields, given: Defaults, overrides: Sequence[Override], rulebook: Rulebook) -> None:
    """Raises InputError where a folder names a region or month other than the one given for all rows."""
    for heading, cell in folders:
        field = field_of(heading, overrides)
        if field in ALIKE["region"] and given.region is not None and cell:
            region = named(heading, rulebook.region_of_area, cell)
            _compare(heading, cell, "--region", region.name, given.region.name)
        elif field in ALIKE["month"] and given.months and (span := cells.months(cell, heading)) is not None:
            _compare(heading, cell, "--month", _span(*span), _span(given.months[0], given.months[-1]))


def _span(first: Month, last: Month) -> str:
    return str(first) if first == last else f"{first}..{last}"


def _compare(heading: str, cell: str, option: str, in_folder: str, asked: str) -> None:
    if in_folder != asked:
        raise InputError("folder-contradicts", field=heading, value=cell, option=option, asked=asked)
