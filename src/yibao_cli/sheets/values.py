"""Cells of spreadsheets as text: numbers, days, and what programs in China's time zone made of days."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import cache

from .book import Content, Line, Mark, MarkCode, Merge

SHOWN_DIGITS = 15
"""Digits of a number that a spreadsheet keeps; what lies beyond is noise of its binary numbers."""
BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
"""Numbers of built-in formats for days. 27 to 36 and 50 to 58 are those of Chinese systems: 57 is 2024年1月."""

_ORIGIN = datetime(1899, 12, 30)
_ORIGIN_1904 = datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_466
_FALSE_LEAP_DAY = 60
_ODD_SECONDS = (0, 43, 343)
"""Seconds by which days are off: Shanghai's local mean time until 1901 was 8:05:43 ahead of Greenwich, not 8:00."""
_CLOCK_FAULT = 1.5
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DAY_SIGNS = re.compile(r"[dy年月日]|(?<![hs:])m(?![m:])|mmm")
_LOOKS_LIKE_DAY = re.compile(
    r"\d{1,4}([-/])\d{1,2}(?:\1\d{1,4})?(?:\s.*)?|\d{4}\.\d{1,2}\.\d{1,2}(?:\s.*)?|\d{2,4}年\d{1,2}月(?:\d{1,2}日)?"
)
_FIRST_SHOWN_DAY = 366
"""A smaller number that is shown as 1/2 is a half."""

Cell = object
"""What a reader found: text ready to be used, None, a number, a day, a `Formula`."""


class Formula(str):
    """A formula that no program has calculated; its text begins with '='."""


class Cut(str):
    """A whole number of more digits than a spreadsheet keeps."""


def number_text(value: float | Decimal) -> str:
    """A number in its shortest decimal form without '.0', without the noise of binary numbers.

    >>> number_text(143.24), number_text(0.1 + 0.2), number_text(200.0), number_text(110101199003070016)
    ('143.24', '0.3', '200', '110101199003070000')
    """
    if isinstance(value, Decimal):
        value = value.normalize()
        return format(value, "f")
    if value == int(value):
        whole = int(value)
        if abs(whole) < 10**SHOWN_DIGITS:
            return str(whole)
        written = format(Decimal(repr(float(whole))), "f").partition(".")[0]
        end = SHOWN_DIGITS + written.startswith("-")
        return Cut(written[:end] + "0" * (len(written) - end))
    written = repr(value)
    if len(written.replace(".", "").replace("-", "").lstrip("0")) > SHOWN_DIGITS or "e" in written:
        written = format(Decimal(f"{value:.{SHOWN_DIGITS}g}"), "f")
    return written


def cell_text(value: Cell) -> str:
    """A cell as text: a day as YYYY-MM-DD, a number as `number_text`, nothing as ''.

    >>> cell_text(datetime(2025, 7, 20)), cell_text(True), cell_text(None)
    ('2025-07-20', 'TRUE', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


@cache
def is_day_format(code: str) -> bool:
    """Whether a number format shows days or months.

    >>> is_day_format('yyyy"年"m"月";@'), is_day_format("m/d/yy"), is_day_format("#,##0.00"), is_day_format("h:mm")
    (True, True, False, False)
    """
    plain = code.partition(";")[0].lower()
    return plain != "general" and _DAY_SIGNS.search(_LITERAL.sub("", plain)) is not None


def day_of_serial(serial: float, from_1904: bool = False) -> datetime | None:
    """The day of a spreadsheet's day number; None where it is none.

    >>> day_of_serial(45292.0)
    datetime.datetime(2024, 1, 1, 0, 0)
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    origin = _ORIGIN_1904 if from_1904 else _ORIGIN
    if not from_1904 and serial < _FALSE_LEAP_DAY:
        serial += 1
    return origin + timedelta(seconds=round(serial * 86_400))


def day_shown(number: float, shown: str) -> datetime | None:
    """The day that a number stands for where a cell shows it as a day or a month; else None.

    >>> day_shown(45292.0, "1/1/24"), day_shown(180.01, "180.01"), day_shown(0.5, "1/2")
    (datetime.datetime(2024, 1, 1, 0, 0), None, None)
    """
    if number < _FIRST_SHOWN_DAY or _LOOKS_LIKE_DAY.fullmatch(shown.strip()) is None:
        return None
    return day_of_serial(number)


@cache
def _china() -> tzinfo:
    """The time zone with its summers; without its data, which Windows lacks, the plain one."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo("Asia/Shanghai")
    except (OSError, ValueError, LookupError):
        return timezone(timedelta(hours=8))


def _meant(moment: datetime, in_greenwich: bool) -> date | None:
    """The day whose midnight in China a moment is, seconds aside; None if it is none.

    With `in_greenwich` the moment is one of Greenwich: 16:00, in a summer from 1986 to 1991 15:00.
    """
    if in_greenwich:
        moment = moment.replace(tzinfo=UTC).astimezone(_china()).replace(tzinfo=None)
    nearest = datetime.combine((moment + timedelta(hours=12)).date(), time())
    off = abs((moment - nearest).total_seconds())
    return nearest.date() if any(abs(off - odd) <= _CLOCK_FAULT for odd in _ODD_SECONDS) else None


def _days_meant(moments: Iterable[datetime]) -> dict[datetime, date] | None:
    """The days meant by the moments of one column, where all of them together say so; else None."""
    found = set(moments)
    for in_greenwich in (False, True):
        meant = {moment: _meant(moment, in_greenwich) for moment in found}
        days = {moment: day for moment, day in meant.items() if day is not None}
        if len(days) == len(found):
            return days
    return None


def content_of(
    rows: Iterable[tuple[int, list[Cell]]],
    hidden: Iterable[int] = (),
    merged: Iterable[Merge] = (),
    deleted: int = 0,
) -> Content:
    """The rows as text, without blank ones, with notes about them."""
    kept: list[Line] = []
    marked: dict[tuple[MarkCode, int], list[int]] = {}
    moments: dict[int, list[tuple[int, datetime]]] = {}
    for number, cells in rows:
        filled = False
        for place, cell in enumerate(cells):
            if type(cell) is str:
                filled = filled or bool(cell.strip())
                continue
            text = cell_text(cell)
            filled = filled or bool(text)
            cells[place] = text
            if isinstance(cell, datetime) and cell.time() != time():
                moments.setdefault(place, []).append((len(kept), cell))
            elif isinstance(text, Formula):
                marked.setdefault(("formula", place), []).append(number)
            elif isinstance(text, Cut):
                marked.setdefault(("number-cut", place), []).append(number)
        if filled:
            kept.append((number, cells))  # type: ignore[arg-type]  # every cell is text now
    for place, found in moments.items():
        days = _days_meant(moment for _, moment in found)
        for row, moment in found if days else ():
            kept[row][1][place] = days[moment].isoformat()  # type: ignore[index]  # there are days
            marked.setdefault(("date-moved", place), []).append(kept[row][0])
    marks = tuple(Mark(code, place, tuple(lines)) for (code, place), lines in marked.items())
    downwards = tuple(item for item in merged if item.bottom > item.top)
    return Content(kept, frozenset(hidden) & {number for number, _ in kept}, downwards, marks, deleted)
