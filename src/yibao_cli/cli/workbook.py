"""The workbook of `yibao batch`: the answers with their sums, what they rest on, and the rows without an answer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ..batch.answering import BASE, TOLD
from ..batch.checking import OK
from ..batch.kernel import Kernel
from ..batch.reading import ROW
from ..batch.totals import Totals
from ..batch.writing import Renumber
from ..core.credit import Credit
from ..core.errors import InputError
from ..core.money import ZERO
from ..render.batch import HEADINGS, SHEETS, SUM, caveat_texts, check_words, grade_word, source_rows, state_word
from ..sheets.limits import CELL, LINKS, ROWS

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
        bold, self._money = self._book.add_format({"bold": True}), self._book.add_format({"num_format": "0.00"})
        self._bold = bold
        self._bold_money = self._book.add_format({"bold": True, "num_format": "0.00"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._head = [*own, *(HEADINGS[name] for name in ours)]
        self._sheet = self._with_headings(SHEETS[0], self._head)
        self._next = 1
        self._kinds: list[str] | None = None
        self._sums = dict.fromkeys(SUMMED, ZERO)
        self._problems: list[tuple[int, int, str, str]] = []
        self._templates: dict[int, str] = {}

    def _with_headings(self, name: str, headings: Sequence[str]) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, max(10, min(40, 2 * len(heading) + 2)))
            sheet.write_string(0, place, heading, self._bold)
        return sheet

    def sink(self, table: pl.LazyFrame, renumber: Renumber | None = None) -> None:
        """All pieces, in order."""
        for frame in table.collect_batches(chunk_size=_TOGETHER, maintain_order=True, engine="streaming"):
            self.write(frame if renumber is None else frame.with_columns(renumber(frame[ROW])))

    def write(self, frame: pl.DataFrame) -> None:
        """A piece."""
        own = [frame[str(place)].cast(pl.String) for place in range(len(self._own))]
        if self._kinds is None:
            self._kinds = [_kind(column) for column in own]
        if self._next + len(frame) + 1 > ROWS:
            raise InputError("xlsx-rows", value=str(ROWS - 2))
        words = self._in_words(frame)
        ours = [words[name] for name in self._ours]
        first = self._next
        for row in zip(frame[ROW], *own, *ours, strict=True):
            self._row(row[0], row[1:])
        if "check" in words:
            self._add_off(first, frame, words["check"])

    def _add_off(self, first: int, frame: pl.DataFrame, words: Sequence[str | None]) -> None:
        """What the employer's check found off, among the problems; `first` is the row of the piece's first."""
        for place, (line, codes, text) in enumerate(zip(frame[ROW], frame["check"], words, strict=True)):
            if codes not in (None, OK):
                self._problems.append((line, first + place, codes, text or ""))

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

    def _row(self, line: int, cells: Sequence[Any]) -> None:
        assert self._kinds is not None
        sheet, row, own = self._sheet, self._next, len(self._own)
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, Decimal):
                sheet.write_number(row, place, cell, self._money)
                name = self._ours[place - own]
                if name in self._sums:
                    self._sums[name] += cell
                continue
            kind = self._kinds[place] if place < own else ""
            if kind == "number" and _NUMBER.fullmatch(cell):
                sheet.write_number(row, place, Decimal(cell))
            elif kind == "day" and (day := _read_day(cell)) is not None:
                sheet.write_datetime(row, place, day, self._day)
            elif len(cell) > CELL:
                raise InputError("xlsx-cell", line=line, value=str(CELL))
            else:
                sheet.write_string(row, place, cell)
        error, reason = cells[-2:]
        if error is not None:
            self._problems.append((line, row, error, reason or ""))
        self._next += 1

    def finish(self, totals: Totals) -> None:
        """The row of sums, the other sheets; the file is there from then on. Raises InputError if it cannot be."""
        if self._next > 1:
            self._sheet.autofilter(0, 0, self._next - 1, len(self._head) - 1)
            self._sheet.write_string(self._next, 0, SUM, self._bold)
            for name in SUMMED:
                place = len(self._own) + self._ours.index(name)
                column = xl_col_to_name(place)
                formula = f"=SUM({column}2:{column}{self._next})"
                self._sheet.write_formula(self._next, place, formula, self._bold_money, float(self._sums[name]))
        sources = self._with_headings(SHEETS[1], ("规则", "标题", "算法", "等级", "最后确认", "来源"))
        for row, cited in enumerate(source_rows(self._kernel.policies(totals.told), self._kernel.rulebook.sources), 1):
            for place, cell in enumerate(cited):
                sources.write_string(row, place, cell)
        listed = self._with_headings(SHEETS[2], ("行", "代码", "原因"))
        for row, (line, target, code, reason) in enumerate(self._problems, 1):
            if row <= LINKS:
                listed.write_url(row, 0, f"internal:'{SHEETS[0]}'!{xl_rowcol_to_cell(target, 0)}", string=str(line))
            else:
                listed.write_number(row, 0, line)
            listed.write_string(row, 1, code)
            listed.write_string(row, 2, reason)
        try:
            self._book.close()
        except xlsxwriter.exceptions.XlsxWriterException as error:
            raise InputError("output-unwritable", file=self._path.name, why=str(error)) from None


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
