"""A table with its columns matched: the rows of data, without headers and sums. For statements and payroll sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..core.errors import InputError
from ..language import tr
from ..sheets import Book, Line, open_book
from .choosing import Choice, choose
from .headers import ColumnMapping, Override
from .notes import Note
from .plans import Asked, Plan, filled, merged_in, plan_of, put_behind, reshaped, with_year
from .record_notes import notes_of
from .row_classifier import RowClassifier


@dataclass(frozen=True)
class Records:
    """A table and its columns. `totals` fills, while the rows are read, with the numbers of total rows.

    Cells merged downwards count for all their rows; what the names of sheets tell is in columns after the others;
    columns of months have become rows. `nobody` are the rows read so far, of the sheet at hand, that name nobody in a
    table of people.
    """

    book: Book
    mapping: ColumnMapping
    choice: Choice
    plans: tuple[Plan, ...]
    asked: Asked
    totals: list[int] = field(default_factory=list)
    nobody: set[int] = field(default_factory=set)

    @property
    def _behind(self) -> tuple[str, ...]:
        """What is appended to the rows of any sheet: fields, or the name of the sheet."""
        return tuple(dict.fromkeys(name for plan in self.plans for name in plan.behind))

    @property
    def name(self) -> str:
        """The file as the user named it."""
        return self.book.name

    @property
    def sheet(self) -> str | None:
        """The names of the sheets that are read; None where they have none."""
        return tr("、").join(name for plan in self.plans if (name := plan.part.sheet.name)) or None

    @property
    def headings(self) -> tuple[list[str], ...]:
        """The rows of headers of the first sheet, as they are written."""
        return self.plans[0].part.headings

    @property
    def reshaped(self) -> bool:
        """Whether rows differ from those of the file."""
        return any(plan.behind or plan.unfolding or plan.year for plan in self.plans)

    def rows(self) -> Iterator[Line]:
        """The rows of data, each as wide as the headers or wider, read as they are asked for.

        Those in a table of people that name nobody are in `nobody` from then on.
        """
        self.totals.clear()
        for plan in self.plans:
            self.nobody.clear()
            yield from self._rows_of(plan)

    def _rows_of(self, plan: Plan) -> Iterator[Line]:
        part = plan.part
        last, width = part.mapping.last_line, len(part.mapping.columns)
        classifier = part.classifier()
        hidden = part.sheet.hidden if self.asked.visible else frozenset()
        merged = merged_in(part)
        upper: dict[tuple[int, int], str] = {}
        months = plan.months()
        behind = [plan.behind.get(name, "") for name in self._behind]
        for line, cells in part.sheet.rows():
            if line <= last:
                continue
            if len(cells) < width:
                cells = cells + [""] * (width - len(cells))
            if line in merged:
                cells = filled(cells, merged[line], upper, line)
            if line in hidden:
                continue
            kind = classifier.kind(cells)
            if kind == "sum":
                self.totals.append(line)
                continue
            if kind == "headings":
                continue
            if kind == "nobody":
                self.nobody.add(line)
            if months:
                cells = with_year(cells, months, plan.year)
            for row in (cells,) if plan.unfolding is None else plan.unfolding.rows(cells):
                yield line, put_behind(row, behind, len(self.mapping.columns)) if behind else row

    def classifier(self) -> RowClassifier:
        """The classifier of rows, for the first sheet."""
        return self.plans[0].part.classifier()

    def refusal(self, line: int, cells: Sequence[str]) -> InputError | None:
        """Why a row cannot belong to a person: it names nobody, or is longer than the headers.

        In a text a comma inside an amount moves the rest of a row.
        """
        width = len(self.mapping.columns)
        if len(cells) > width and self.book.kind == "text" and any(map(str.strip, cells[width:])):
            return InputError("row-too-long", cells=len(cells), columns=width)
        if line in self.nobody:
            names = (self.mapping.name(name) for name in ("name", "id_number", "person_no"))
            return InputError("row-no-name", field=next(filter(None, names)))
        return None

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What a person looking at the file would not see, and what was assumed."""
        return tuple(notes_of(self.choice, self.plans, self.asked.visible, self.totals))


def open_records(
    path: Path | str | bytes,
    overrides: Sequence[Override] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    asked: Asked | None = None,
) -> Records:
    """Opens a table and matches its columns; see `open_book`, `choose` and `find_headers` for what raises InputError.

    So does a table without a row under its headers.
    """
    book = open_book(path, encoding)
    asked = asked or Asked()
    choice = choose(book, sheet, overrides, asked.is_region)
    plans = tuple(plan_of(book, part, choice, asked) for part in choice.parts)
    records = Records(book, reshaped(plans), choice, plans, asked)
    if next(records.rows(), None) is None:
        raise InputError("table-no-rows", file=book.name, line=records.mapping.last_line)
    return records
