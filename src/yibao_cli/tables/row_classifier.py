"""Rows of a table that are no people: those that sum up others, those that name nobody, headings of a printed page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ..core.errors import InputError
from .cells import clean, is_absent, money
from .folding import fold
from .headers import ColumnMapping
from .vocabulary import vocabulary

NAMING = ("person_no", "id_number", "name")
"""What tells people apart, the best column first."""
LOOKED_AT = 4
"""Cells at the start of a row, blank ones aside, in which a row of sums says so even beside a name."""
ENDINGS = ("小计", "合计", "总计", "共计")
_HEADS = ("人", "名", "位", "行")
"""Behind a number where a name should be: how many people a row sums up."""
_WAITING = 1 << 14
"""Rows that are kept before their amounts are added up."""
_FREE = ("summary", "note", "")
"""Fields whose cells may say anything of a person, and columns that hold none."""

Kind = Literal["person", "sum", "headings", "nobody"]


def may_say_total(text: str) -> bool:
    """Whether a text has a part of every word of totals."""
    return "计" in text or "otal" in text or "OTAL" in text


@dataclass
class RowClassifier:
    """Tells the rows of one table apart, in their order. `headings` are its rows of headers as they stand there.

    `naming` are the columns that name people, `named` whether the table does. A row that names nobody then sums up
    others where its amounts are the sums of those above it (of all, or of those since the last such row), and else is
    somebody's whose name is missing.
    """

    mapping: ColumnMapping
    headings: Sequence[Sequence[str]] = ()
    named: bool = False
    _totals: tuple[dict[int, Decimal], dict[int, Decimal]] = field(default_factory=lambda: ({}, {}))
    _waiting: list[Sequence[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        fields = vocabulary().fields
        held = {column.index: column.field or "" for column in self.mapping.columns}
        called = self.mapping.has("name", "person_no")  # some have no identity number
        self.naming = tuple(place for place, name in held.items() if called and name in NAMING)
        self._counts = tuple(place for place, name in held.items() if name == "name")
        self._amounts = tuple(place for place, name in held.items() if name and fields[name].type == "money")
        self._typed = {
            place for place, name in held.items() if name not in _FREE and fields[name].type not in ("text", "code")
        }

    def kind(self, cells: Sequence[str]) -> Kind:
        """What a row is; it must be as wide as the headings."""
        kind = self.alone(cells)
        if kind == "sum" or (kind is None and self.named and self._sums_up(cells)):
            self._begin_again()
            return "sum"
        if kind == "headings":
            return kind
        if not self.naming:
            return "person"
        if kind is None and self.named:
            return "nobody"
        self.named = self.named or kind is not None
        self._waiting.append(cells)
        if len(self._waiting) == _WAITING:
            self._add_up()
        return "person"

    def alone(self, cells: Sequence[str]) -> Kind | None:
        """What a row is whatever stands above it; None for one that names nobody, where that matters."""
        if cells in self.headings:
            return "headings"
        nobody = bool(self.naming) and self.names_nobody(cells)
        if may_say_total("".join(cells)) and self._says_total(cells, nobody or not self.naming):
            return "sum"
        return None if nobody else "person"

    def names_nobody(self, cells: Sequence[str]) -> bool:
        """Whether every cell that could name somebody is empty, or counts people."""
        for place in self.naming:
            cell = cells[place]
            if cell.isalnum() and not (cell[0].isdigit() or cell[0] == "共"):
                return False  # nearly always
        return all(
            is_absent(clean(cells[place])) or (place in self._counts and _counts_heads(cells[place]))
            for place in self.naming
        )

    def _says_total(self, cells: Sequence[str], nobody: bool) -> bool:
        """Whether a cell says that the row sums up others.

        Beside a name it has to be one of the words, in one of the first cells, or to stand where no such text belongs.
        """
        seen = 0
        for place, cell in enumerate(cells):
            if not cell:
                continue
            seen += 1
            if not may_say_total(cell):
                continue
            written = clean(cell)
            if seen <= LOOKED_AT and vocabulary().is_total(written):
                return True
            if (nobody or place in self.naming or place in self._typed) and fold(written).endswith(ENDINGS):
                return True
        return False

    def _begin_again(self) -> None:
        """Behind a row of sums."""
        self._add_up()
        self._totals[1].clear()

    def _add_up(self) -> None:
        """Adds the rows that wait to the sums: there is seldom one that asks for them."""
        for cells in self._waiting:
            for place in self._amounts:
                amount = _amount(cells[place]) if cells[place] else None
                if amount:
                    for sums in self._totals:
                        sums[place] = sums.get(place, Decimal()) + amount
        self._waiting.clear()

    def _sums_up(self, cells: Sequence[str]) -> bool:
        """Whether all amounts of the row are sums of those above."""
        self._add_up()
        found = {place: _amount(cells[place]) for place in self._amounts if not is_absent(clean(cells[place]))}
        return bool(found) and any(
            all(amount is not None and amount == sums.get(place) for place, amount in found.items())
            for sums in self._totals
        )


def _amount(cell: str) -> Decimal | None:
    """An amount; None for what is none, which is said elsewhere."""
    try:
        return Decimal(cell) if cell.isascii() and cell.replace(".", "", 1).isdigit() else money(cell, "")
    except (ArithmeticError, InputError):
        return None


def _counts_heads(cell: str) -> bool:
    """Whether a cell says how many people there are.

    >>> _counts_heads("共6人"), _counts_heads("12"), _counts_heads("六六")
    (True, True, False)
    """
    written = fold(cell).removeprefix("共")
    for unit in _HEADS:
        written = written.removesuffix(unit)
    return written.isdigit() or (bool(cell.strip()) and not written)
