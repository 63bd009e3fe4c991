"""What has to hold inside a statement whatever the rules are: base x rate, parts and their sum, the balance."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby, pairwise

from .frozen import dataclass
from .money import EXACT, FEN, ZERO, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .literals import BreakKind
    from .statement import StatementRow


_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Break:
    """An identity that does not hold in a line: what the file has, what it should be by the rest of the line (yuan)."""

    line: int
    kind: BreakKind
    found: Decimal
    expected: Decimal


def breaks(rows: Iterable[StatementRow]) -> Iterator[Break]:
    """The identities that do not hold, in the order of the file."""
    known = list(rows)
    found = [item for row in known if row.kind in ("credit", "correction") for item in _of_row(row)]
    for _, of_one in groupby(sorted(known, key=lambda row: row.person), key=lambda row: row.person):
        found += _balance([row for row in of_one if row.balance is not None])
    yield from sorted(found, key=lambda item: item.line)


def _of_row(row: StatementRow) -> Iterator[Break]:
    parts = [part for part in (row.own, row.employer, row.other) if part is not None]
    if row.credited is not None and parts and total(parts) != row.credited:
        yield Break(row.line, "parts", row.credited, total(parts))
    rated: tuple[tuple[BreakKind, Decimal | None, Decimal | None], ...] = (
        ("rate", row.rate, row.credited),
        ("own-rate", row.own_rate, row.own),
        ("employer-rate", row.employer_rate, row.employer),
        ("paid-rate", row.paid_rate, row.paid),
    )
    for kind, rate, amount in rated:
        if row.base is None or rate is None or amount is None:
            continue
        months = _months(row)
        expected = [EXACT.multiply(one, Decimal(months)) for one in _by_rate(row.base, rate, row.fixed)]
        if not any(_same(one, amount, months) for one in expected):
            yield Break(row.line, kind, amount, expected[0].quantize(FEN))


def _months(row: StatementRow) -> int:
    """How many months the amounts of a row are for."""
    return row.last.index - row.month.index + 1 if row.month and row.last else 1


def _by_rate(base: Decimal, rate: Decimal, fixed: bool) -> list[Decimal]:
    """What a rate can mean: a ratio below one; above, percent or a sum where nothing says which."""
    if fixed:
        return [rate]
    if rate < 1:
        return [EXACT.multiply(base, rate)]
    return [EXACT.divide(EXACT.multiply(base, rate), _HUNDRED), rate]


def _same(exact: Decimal, amount: Decimal, months: int) -> bool:
    """Whether an amount in fen can be the exact one, however it was rounded each month."""
    return abs(EXACT.subtract(exact, amount)) < EXACT.multiply(FEN, Decimal(months))


def _balance(rows: Sequence[StatementRow]) -> list[Break]:
    """Where the balance does not follow from the one before it; a file may run forwards or backwards."""
    forwards = _run(rows)
    if not forwards:
        return []
    backwards = _run(rows[::-1])
    return min(forwards, backwards, key=len)


def _run(rows: Sequence[StatementRow]) -> list[Break]:
    found = []
    for before, row in pairwise(rows):
        assert before.balance is not None and row.balance is not None
        expected = EXACT.add(before.balance, _moved(row))
        if expected != row.balance:
            found.append(Break(row.line, "balance", row.balance, expected))
    return found


def _moved(row: StatementRow) -> Decimal:
    """What a row adds to the balance; negative for money going out."""
    if row.kind == "unpaid":
        return ZERO
    if row.kind == "outflow" and row.spent is None:
        return -abs(row.credited or ZERO)
    return EXACT.subtract(row.credited or ZERO, abs(row.spent or ZERO))
