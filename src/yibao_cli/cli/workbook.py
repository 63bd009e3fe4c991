"""The workbook of `yibao batch`: the answers with their sums, what they rest on, and the rows without an answer."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import polars as pl
import xlsxwriter

from ..batch.answering import BASE, TOLD
from ..batch.checking import OK
from ..batch.reading import ROW
from ..core.credit import Credit
from ..core.errors import InputError
from ..core.frozen import replace
from ..core.money import ZERO
from ..language import tr
from ..render.batch import HEADINGS, SHEETS, caveat_texts, check_words, grade_word, source_rows, state_word
from ..render.rows import capital
from ..sheets.limits import CELL, LINKS
from ..sheets.limits import COLUMNS as COLUMNS_OF_SHEET
from .pages import Formats, Pages, link_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from ..batch.kernel import Kernel
    from ..batch.totals import Totals
    from ..batch.writing import Renumber

SUMMED = ("credit_gross", "deductions", "credit_net", "monthly_equivalent")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
_DAY = re.compile(r"[12]\d{3}-\d{2}-\d{2}")
_GIVEN, _APPLIED = "\1", "\2"
"""Stand in a sentence for the base that a row gave, and for the one applied."""
_TOGETHER = 1 << 15


class ResultBook:
    """Writes an answered table; see `batch.writing.Writer`."""

    def __init__(self, path: Path, own: Sequence[str], ours: Sequence[str], kernel: Kernel) -> None:
        self._path = path
        self._own = own
        self._ours = ours
        self._kernel = kernel
        self._book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
        self._formats = Formats(self._book)
        self._head = [*own, *(capital(tr(HEADINGS[name])) for name in ours)]
        if len(self._head) > COLUMNS_OF_SHEET:
            raise InputError("xlsx-columns", value=str(COLUMNS_OF_SHEET))
        self._results = Pages(self._book, self._formats, tr(SHEETS[0]), _columns(self._head))
        self._kinds: list[str] | None = None
        self._sums = dict.fromkeys(SUMMED, ZERO)
        self._problems: list[tuple[int, str, str, str]] = []
        self._templates: dict[int, str] = {}

    def sink(self, table: pl.LazyFrame, renumber: Renumber | None = None) -> None:
        """All pieces, in order."""
        for frame in table.collect_batches(chunk_size=_TOGETHER, maintain_order=True, engine="streaming"):
            self.write(frame if renumber is None else frame.with_columns(renumber(frame[ROW])))

    def write(self, frame: pl.DataFrame) -> None:
        """A piece."""
        own = [frame[str(place)].cast(pl.String) for place in range(len(self._own))]
        if self._kinds is None:
            self._kinds = [_kind(column) for column in own]
        words = self._in_words(frame)
        ours = [words[name] for name in self._ours]
        checks = frame["check"] if "check" in words else [None] * len(frame)
        for codes, line, *cells in zip(checks, frame[ROW], *own, *ours, strict=True):
            link = self._row(line, cells)
            error, reason = cells[-2:]
            if error is not None:
                self._problems.append((line, link, error, reason or ""))
            elif codes not in (None, OK):
                self._problems.append((line, link, codes, check_words(codes)))

    def _in_words(self, frame: pl.DataFrame) -> dict[str, Sequence[Any]]:
        """Our columns: codes in words, caveats in sentences."""
        found: dict[str, Sequence[Any]] = {name: frame[name].to_list() for name in self._ours}
        if "check" in found:
            found["check"] = [codes and check_words(codes) for codes in found["check"]]
        found["state"] = [state and state_word(state) for state in found["state"]]
        found["grade"] = [grade and grade_word(grade) for grade in found["grade"]]
        given = frame[BASE].to_list()
        rows = zip(found["warnings"], frame[TOLD], given, found["base_applied"], strict=True)
        found["warnings"] = [codes and self._sentences(told, base, applied) for codes, told, base, applied in rows]
        return found

    def _sentences(self, told: int, given: int | None, applied: Decimal | None) -> str:
        template = self._templates.get(told)
        if template is None:
            answer = self._kernel.example(told)
            assert isinstance(answer, Credit)
            template = self._templates[told] = caveat_texts(_marked(answer))
        if _GIVEN in template and given is not None:
            template = template.replace(_GIVEN, f"{Decimal(given).scaleb(-2):.2f}")
        return template.replace(_APPLIED, str(applied)) if _APPLIED in template else template

    def _row(self, line: int, cells: Sequence[Any]) -> str:
        """Writes a row; a link to it."""
        assert self._kinds is not None
        sheet, row = self._results.place()
        own = len(self._own)
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, Decimal):
                sheet.write_number(row, place, cell, self._formats.money)
                name = self._ours[place - own]
                if name in self._sums:
                    self._sums[name] += cell
                continue
            kind = self._kinds[place] if place < own else ""
            if kind == "number" and _NUMBER.fullmatch(cell):
                sheet.write_number(row, place, Decimal(cell))
            elif kind == "day" and (day := _read_day(cell)) is not None:
                sheet.write_datetime(row, place, day, self._formats.day)
            elif len(cell) > CELL:
                raise InputError("xlsx-cell", line=line, value=str(CELL))
            else:
                sheet.write_string(row, place, cell)
        return link_to(sheet, row)

    def finish(self, totals: Totals) -> None:
        """Adds the row of sums and the other sheets, and puts the file in place. Raises InputError if that fails."""
        self._results.add_sums({len(self._own) + self._ours.index(name): self._sums[name] for name in SUMMED})
        sources = Pages(
            self._book,
            self._formats,
            tr(SHEETS[1]),
            _columns((tr("规则"), tr("标题"), tr("算法"), tr("等级"), tr("最后确认"), tr("来源"))),
        )
        for cited in source_rows(self._kernel.policies(totals.told), self._kernel.rulebook.sources):
            sheet, row = sources.place()
            for place, cell in enumerate(cited):
                sheet.write_string(row, place, cell)
        listed = Pages(self._book, self._formats, tr(SHEETS[2]), _columns((tr("行"), tr("代码"), tr("原因"))))
        for number, (line, link, code, reason) in enumerate(self._problems):
            sheet, row = listed.place()
            if number < LINKS:
                sheet.write_url(row, 0, link, string=str(line))
            else:
                sheet.write_number(row, 0, line)
            sheet.write_string(row, 1, code)
            sheet.write_string(row, 2, reason)
        try:
            self._book.close()
        except xlsxwriter.exceptions.XlsxWriterException as error:
            raise InputError("output-unwritable", file=self._path.name, why=str(error)) from None


def _columns(headings: Sequence[str]) -> list[tuple[str, int]]:
    """Headings with the widths of their columns."""
    return [(heading, max(10, min(40, 2 * len(heading) + 2))) for heading in headings]


def _marked(answer: Credit) -> Credit:
    """The answer with marks for the bases in its caveats."""
    marks = {"given": _GIVEN, "applied": _APPLIED}
    facts = [{name: marks.get(name, fact) for name, fact in item.facts.items()} for item in answer.warnings]
    items = zip(answer.warnings, facts, strict=True)
    return replace(answer, warnings=tuple(replace(item, facts=own) for item, own in items))


def _kind(column: pl.Series) -> str:
    """What the cells of a column are written as: numbers or days where all of them are."""
    written = column.drop_nulls()
    if not len(written):
        return ""
    if written.str.contains(f"^(?:{_NUMBER.pattern})$").all():
        return "number"
    return "day" if written.str.contains(f"^{_DAY.pattern}$").all() else ""


def _read_day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if _DAY.fullmatch(cell) else None
    except ValueError:
        return None
