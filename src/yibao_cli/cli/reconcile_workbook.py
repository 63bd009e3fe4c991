"""The workbook of `yibao reconcile -o 核对.xlsx`: every month, what has to be looked at, and the sources."""

from __future__ import annotations

from decimal import Decimal

import xlsxwriter

from ..core.errors import InputError
from ..core.money import ZERO
from ..core.text import clipped
from ..language import tr
from ..render import reconcile_sheet as words
from ..render.rows import capital
from ..sheets.limits import CELL, LINKS
from .pages import Formats, Pages, link_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from ..core.outcome import Reconciliation
    from ..render.reconcile import Read
    from ..rulebook.book import Rulebook


def write_workbook(path: Path, result: Reconciliation, read: Read, letter: str | None, book: Rulebook) -> None:
    """Writes the workbook, the letter on a sheet of its own. Raises InputError where it cannot be written."""
    made: Any = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    formats = Formats(made)
    several = len({item.number for item in result.outcomes}) > 1
    months = Pages(made, formats, tr(words.SHEETS[0]), _headings(words.HEADINGS))
    problems = Pages(made, formats, tr(words.SHEETS[1]), _headings(words.PROBLEMS))
    places = [list(words.HEADINGS).index(name) for name in words.SUMMED]
    sums = dict.fromkeys(places, ZERO)
    links = 0
    for item in result.outcomes:
        cells = words.month_row(item, several)
        link = _add(months, formats, cells)
        for place in places:
            amount = cells[place]
            sums[place] += amount if isinstance(amount, Decimal) else ZERO
        if item.differs:
            links += 1
            _add(problems, formats, words.problem_row(item), (1, link) if links <= LINKS else None)
    for problem in words.problem_rows(result, read):
        _add(problems, formats, problem)
    months.add_sums(sums)
    if letter:
        page = Pages(made, formats, tr(words.SHEETS[3]), _headings(words.LETTER))
        for line in letter.splitlines():
            _add(page, formats, (line,))
    sources = Pages(made, formats, tr(words.SHEETS[2]), _headings(words.SOURCES))
    for cited in words.cited_rows(result, book.sources):
        _add(sources, formats, cited)
    try:
        made.close()
    except xlsxwriter.exceptions.XlsxWriterException as error:
        raise InputError("output-unwritable", file=path.name, why=str(error)) from None


def _headings(widths: Mapping[str, int]) -> list[tuple[str, int]]:
    """Headings with the widths of their columns in characters, which hold the headings, too."""
    shown = {capital(words.heading(name)): width for name, width in widths.items()}
    return [(heading, max(width, len(heading) + 2)) for heading, width in shown.items()]


def _add(pages: Pages, formats: Formats, cells: Iterable[words.Cell], link: tuple[int, str] | None = None) -> str:
    """Writes a row, one of its cells as a link; a link to it."""
    sheet, row = pages.place()
    for place, cell in enumerate(cells):
        if link is not None and place == link[0]:
            sheet.write_url(row, place, link[1], string=str(cell))
        elif isinstance(cell, str):
            sheet.write_string(row, place, clipped(cell, CELL))
        elif isinstance(cell, Decimal):
            sheet.write_number(row, place, cell, formats.money)
        elif cell is not None:
            sheet.write_number(row, place, cell)
    return link_to(sheet, row)
