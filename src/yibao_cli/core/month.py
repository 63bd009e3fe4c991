"""Months, the unit in which credits are booked."""

from __future__ import annotations

from .errors import InputError
from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

FIRST_YEAR, LAST_YEAR = 1800, 2200


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month. Ordered; `str()` gives 'YYYY-MM'."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def index(self) -> int:
        """Months since year 0; the difference of two indexes is a number of months."""
        return self.year * 12 + self.month - 1

    @classmethod
    def from_index(cls, index: int) -> Month:
        """The month with that `index`."""
        return cls(index // 12, index % 12 + 1)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @classmethod
    def starting_from(cls, day: date) -> Month:
        """The first month that lies wholly on or after `day`: a rule in force from mid-month touches the next one."""
        month = cls.of(day)
        return month if day.day == 1 else month.plus(1)

    def plus(self, months: int) -> Month:
        """The month `months` later (earlier if negative)."""
        return Month.from_index(self.index + months)

    def first_of_year_starting(self, first: int) -> Month:
        """The first month of the account year that holds this month; account years start in calendar month `first`."""
        return Month(self.year if self.month >= first else self.year - 1, first)


def parse_month(text: str, field: str = "month") -> Month:
    """A month from '2024-08', '2024/8', '202408' or '2024年8月'. Raises InputError for anything else."""
    year, dash, month = text[:4], text[4:5], text[5:]
    numbers: tuple[int, int] | None
    if dash == "-" and len(month) == 2 and text.isascii() and year.isdigit() and month.isdigit():
        numbers = int(year), int(month)
    else:
        from .written import month_numbers  # takes longer to load than a plain month to read

        numbers = month_numbers(text)
    if numbers is None or not (1 <= numbers[1] <= 12 and FIRST_YEAR <= numbers[0] <= LAST_YEAR):
        raise InputError("month-malformed", field=field, value=text)
    return Month(*numbers)


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date that may lack its day. `day` is None for 'YYYY-MM'."""

    year: int
    month: int
    day: int | None = None

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")

    @property
    def in_month(self) -> Month:
        """The month of birth."""
        return Month(self.year, self.month)


def parse_birth(text: str, field: str = "birth") -> Birth:
    """A birth date from 'YYYY-MM' or 'YYYY-MM-DD' (also 1958年3月, 1958年3月5日). Raises InputError otherwise."""
    numbers = None
    if len(text) != len("YYYY-MM"):
        from .written import day_numbers  # takes longer to load than a plain month to read

        numbers = day_numbers(text)
    if numbers is None:
        try:
            month = parse_month(text)
        except InputError:
            raise InputError("birth-malformed", field=field, value=text) from None
        return Birth(month.year, month.month)
    from datetime import date

    try:
        day = date(*numbers)
    except ValueError:
        raise InputError("birth-malformed", field=field, value=text) from None
    return Birth(day.year, day.month, day.day)


def completed_years(birth: Birth, month: Month) -> int:
    """Completed years when the month of the birthday already counts as a whole.

    >>> completed_years(Birth(1958, 3), Month(2023, 2)), completed_years(Birth(1958, 3), Month(2023, 3))
    (64, 65)
    """
    return (12 * (month.year - birth.year) + month.month - birth.month) // 12


def completed_years_on_first_of(birth: Birth, month: Month) -> int:
    """Completed years on the first day of `month`. A birth day that was not given counts as after the first."""
    return completed_years(birth, month if birth.day == 1 else month.plus(-1))
