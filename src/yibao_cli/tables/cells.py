"""The text of one cell -> a value. Every InputError names the column as the file calls it, and the cell."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from ..core.errors import InputError
from ..core.money import EXACT, parse_yuan
from ..core.month import Birth, Month, parse_birth, parse_month
from ..core.text import half_width

Value = TypeVar("Value")

KEPT = 1 << 16
"""Different texts of one column that are remembered; a file repeats months, codes and amounts, row after row."""

ABSENT = frozenset({"", "-", "--", "---", "—", "——", "/", "\\", "null", "\\n"})
_NO_WIDTH = str.maketrans("", "", "\ufeff\u200b\u200e\u200f\u202a\u202c")
_FORMULA = re.compile(r'="(.*)"')
_SIGNED = re.compile(
    r"([-+\u2212]?)(?:人民币|RMB|CNY|[\u00a5\uffe5])?([-+\u2212]?)([^-+\u2212].*)", re.DOTALL | re.IGNORECASE
)
_MONEY = {
    "money-malformed": "cell-money",
    "money-decimals": "cell-money-decimals",
    "money-too-large": "cell-money-large",
}
_CLOCK = re.compile(r"(?:\s+|T)(\d{1,2}):\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_NEXT_DAY, _NEXT_SUMMER_DAY = 16, 15
"""The hours of Greenwich at which a day begins in China, and at which it began there in summer time."""
_SUMMERS = range(1986, 1992)
_SUMMER = ("04-10", "09-17")
"""The years in which China had summer time, and the days between which it lay."""
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_RANGE = re.compile(r"(.*?\d[年月]?)\s*(?:至|到|~|—+|--|-(?=\s|\d{4}))\s*(\d.*)")
_BARE_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])\s*(?:月份?)?")
_LOST_ZERO = re.compile(r"\d{4}\.\d")
"""2024.1 may be what a spreadsheet left of 2024.10."""
_RATE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([%‰]?)")
_WHOLE = re.compile(r"(\d{1,6})(?:\.0+)?\s*(?:周岁|岁|年|个月|月)?")
_SHARES = {"": Decimal(1), "%": Decimal("0.01"), "‰": Decimal("0.001")}


class Memo(dict[str, Value], Generic[Value]):
    """Reads each text of a column once: `memo[text]` is `read(text, column)`. What cannot be read is read again."""

    def __init__(self, read: Callable[[str, str], Value], column: str) -> None:
        super().__init__()
        self._read = read
        self._column = column

    def __missing__(self, text: str) -> Value:
        value = self._read(text, self._column)
        if len(self) >= KEPT:
            self.clear()
        self[text] = value
        return value


def clean(text: str) -> str:
    """The text without surrounding space, zero-width characters, and what keeps Excel from making a number of it.

    >>> clean('="0110"'), clean("'0110\\t")
    ('0110', '0110')
    """
    written = text.translate(_NO_WIDTH).strip()
    formula = _FORMULA.fullmatch(written)
    return formula[1].strip() if formula else written.removeprefix("'")


def is_absent(written: str) -> bool:
    """Whether a cleaned text stands for an empty cell: '', '-', '--', '/', 'NULL'."""
    return half_width(written).lower() in ABSENT


def text(cell: str, column: str = "") -> str:
    """The cell as text; '' for a blank."""
    written = clean(cell)
    return "" if is_absent(written) else written


def money(cell: str, column: str) -> Decimal | None:
    """Yuan with a sign, two decimals: '1,234.50', '¥16', '-16.00', '(16.00)'. None for an empty cell.

    Zeros beyond the fen are dropped, other digits there are refused, like anything that is not an amount: InputError.
    """
    written = clean(cell)
    if is_absent(written):
        return None
    plain = half_width(written).replace(" ", "")
    in_brackets = plain.startswith("(") and plain.endswith(")")
    _refuse_formula(written, column)
    match = _SIGNED.fullmatch(plain[1:-1] if in_brackets else plain)
    if match is None or (match[1] and match[2]) or (in_brackets and (match[1] or match[2])):
        raise InputError("cell-money", field=column, value=cell)
    try:
        amount = parse_yuan(match[3], column)
    except InputError as problem:
        raise InputError(_MONEY.get(problem.code, "cell-money"), field=column, value=cell) from None
    negative = in_brackets or (match[1] + match[2]) in ("-", "\u2212")
    return amount.copy_negate() if negative and amount else amount


def month(cell: str, column: str) -> Month | None:
    """A month: '202408', '2024-08', '2024年8月', '2024.08', or the month of a day. None for an empty cell.

    A bare number that is not YYYYMM or YYYYMMDD is refused: the day number of a spreadsheet is not guessed.
    """
    found = moment(cell, column, "cell-month")
    return Month.of(found) if isinstance(found, date) else found


def months(cell: str, column: str) -> tuple[Month, Month] | None:
    """First and last month of a cell like '202401-202403' or '2024年1月至2024年3月'; twice the same for one month."""
    written = half_width(clean(cell))
    match = _RANGE.fullmatch(written)
    if match is not None and _readable(written) is None:
        first, last = (_readable(part.strip()) for part in match.groups())
        if first is not None and last is not None:
            if last < first:
                raise InputError("cell-month-order", field=column, value=cell)
            return first, last
    single = month(cell, column)
    return None if single is None else (single, single)


def _readable(written: str) -> Month | None:
    try:
        return month(written, "")
    except InputError:
        return None


def moment(cell: str, column: str, code: str = "cell-day") -> date | Month | None:
    """A day (its time is dropped), or a month where the cell names no day. None for an empty cell.

    An instant in UTC ('2023-12-31T16:00:00Z') is the day it was in China. Raises InputError with `code` for
    anything else.
    """
    written = clean(cell)
    if is_absent(written):
        return None
    plain = half_width(written)
    if ":" in plain:
        clock = _CLOCK.search(plain)
        plain = plain[: clock.start()] if clock and clock.end() == len(plain) else plain
        if clock and clock[2] in ("Z", "+00:00", "+0000"):
            with suppress(ValueError):
                day = date.fromisoformat(plain)
                plain = (day + timedelta(days=int(clock[1]) >= _begins(day))).isoformat()
    _refuse_formula(written, column)
    match = _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain)
    if _BARE_MONTH.fullmatch(plain) and code == "cell-month":
        raise InputError("cell-month-year", field=column, value=cell)
    if _LOST_ZERO.fullmatch(plain):
        raise InputError(code, field=column, value=cell)
    try:
        if match is None:
            return parse_month(plain, column)
        day = date(int(match[1]), int(match[2]), int(match[3]))
        parse_month(f"{day.year}-{day.month}", column)
    except (InputError, ValueError):
        raise InputError(code, field=column, value=cell) from None
    return day


def _begins(day: date) -> int:
    """The hour of Greenwich at which the next day begins in China."""
    summer = day.year in _SUMMERS and _SUMMER[0] <= day.strftime("%m-%d") <= _SUMMER[1]
    return _NEXT_SUMMER_DAY if summer else _NEXT_DAY


def _refuse_formula(written: str, column: str) -> None:
    """Raises InputError for a formula that no program has calculated yet."""
    if written.startswith("="):
        raise InputError("cell-formula", field=column, value=written)


def rate(cell: str, column: str) -> Decimal | None:
    """A rate or a sum as written: '2%' is 0.02, '0.02' is 0.02, '2' is 2. None for an empty cell; else InputError."""
    written = clean(cell)
    if is_absent(written):
        return None
    _refuse_formula(written, column)
    match = _RATE.fullmatch(half_width(written).replace(",", "").removesuffix("元"))
    if match is None:
        raise InputError("cell-rate", field=column, value=cell)
    return EXACT.multiply(Decimal(match[1]), _SHARES[match[2]])


def count(cell: str, column: str) -> int | None:
    """A whole number, perhaps of years or months: '66', '66岁', '12.0'. None for an empty cell; else InputError."""
    written = clean(cell)
    if is_absent(written):
        return None
    match = _WHOLE.fullmatch(half_width(written))
    if match is None:
        raise InputError("cell-count", field=column, value=cell)
    return int(match[1])


def birth(cell: str, column: str) -> Birth | None:
    """A birth date or month, also as 19580305 or with a time. None for an empty cell; else InputError."""
    written = clean(cell)
    if is_absent(written):
        return None
    found = moment(cell, column, "cell-birth")
    return parse_birth(found.isoformat() if isinstance(found, date) else str(found), column)
