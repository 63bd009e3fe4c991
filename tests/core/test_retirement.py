"""The statutory retirement month under the decision of 2024. Expected values from its table of birth months."""

import pytest

from yibao_cli.core.lifetime import Lifetime
from yibao_cli.core.literals import Sex
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.retirement import Retirement, RetirementAge, statutory_retirement
from yibao_cli.core.years import Years, years
from yibao_cli.rulebook.book import Rulebook


def rule(book: Rulebook, kind: str) -> RetirementAge:
    return next(item for item in book.retirement_ages() if item.kind == kind)


@pytest.mark.parametrize(
    ("kind", "birth", "age", "month"),
    [
        ("men", (1964, 12), (60, 0), (2024, 12)),  # the last who keep the old age
        ("men", (1965, 1), (60, 1), (2025, 2)),
        ("men", (1965, 4), (60, 1), (2025, 5)),
        ("men", (1965, 5), (60, 2), (2025, 7)),
        ("men", (1976, 8), (62, 11), (2039, 7)),
        ("men", (1976, 9), (63, 0), (2039, 9)),  # the first with the full age
        ("men", (1990, 1), (63, 0), (2053, 1)),
        ("women-55", (1969, 12), (55, 0), (2024, 12)),
        ("women-55", (1970, 1), (55, 1), (2025, 2)),
        ("women-55", (1981, 8), (57, 11), (2039, 7)),
        ("women-55", (1981, 9), (58, 0), (2039, 9)),
        ("women-50", (1974, 12), (50, 0), (2024, 12)),
        ("women-50", (1975, 1), (50, 1), (2025, 2)),
        ("women-50", (1975, 2), (50, 1), (2025, 3)),
        ("women-50", (1975, 3), (50, 2), (2025, 5)),
        ("women-50", (1984, 10), (54, 11), (2039, 9)),
        ("women-50", (1984, 11), (55, 0), (2039, 11)),
    ],
)
def test_the_age_is_delayed_step_by_step(
    book: Rulebook, kind: str, birth: tuple[int, int], age: tuple[int, int], month: tuple[int, int]
) -> None:
    result = statutory_retirement(Birth(*birth), rule(book, kind))
    assert (result.years, result.months) == age
    assert result.month == Month(*month)


def lifetime(male: int = 30, female: int = 25) -> Lifetime:
    return Lifetime("x.toml", None, None, male, female, "secondary", ("a",))


def told(
    paid: int, sex: Sex, month: Month, retirement: Retirement | None = None, rule: Lifetime | None = None
) -> Years:
    answer = years(lambda retiring: rule or lifetime(), sex, paid, month, retirement)
    assert answer is not None
    return answer


def test_missing_years_and_the_month_in_which_they_are_full() -> None:
    answer = told(22, "female", Month(2026, 11))
    assert (answer.needed, answer.missing) == (25, 3)
    assert answer.reached_in == Month(2029, 10)  # 36 months from November 2026 on


def test_nothing_is_missing_when_it_is_enough() -> None:
    answer = told(30, "male", Month(2026, 11))
    assert answer.missing == 0 and answer.reached_in is None


def test_at_retirement_only_whole_years_until_then_count(book: Rulebook) -> None:
    retirement = statutory_retirement(Birth(1970, 5), rule(book, "men"))
    assert retirement.month == Month(2031, 10)  # 60 in 2030-05, 64 months after 2025-01: 17 months later
    answer = told(20, "male", Month(2026, 11), retirement)
    assert (answer.paid_then, answer.missing_then) == (24, 6)  # 59 months are 4 years


def test_what_is_needed_can_rise_before_it_is_reached() -> None:
    """20 years for those who retire in 2025, 25 from 2026: 17 years in December 2025 are full in November 2033."""

    def rising(retiring: Month) -> Lifetime:
        return lifetime(male=20 if retiring < Month(2026, 1) else 25)

    answer = years(rising, "male", 17, Month(2025, 12))
    assert answer is not None
    assert (answer.needed, answer.missing, answer.reached_in) == (20, 3, Month(2033, 11))


def test_each_retirement_has_the_rule_of_its_own_month(book: Rulebook) -> None:
    """Somebody retired long ago is not measured by today's rule."""

    def rising(retiring: Month) -> Lifetime | None:
        return None if retiring < Month(2020, 1) else lifetime(male=25)

    long_ago = statutory_retirement(Birth(1945, 3), rule(book, "men"))
    assert long_ago.month == Month(2005, 3)
    assert years(rising, "male", 21, Month(2026, 11), long_ago) is None
