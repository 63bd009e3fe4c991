"""What a ruling keeps of its answers."""

from yibao_cli.core.month import Month
from yibao_cli.core.policy import Deduction
from yibao_cli.core.ruling import REMEMBERED, Ruling

from .builders import PLACE, band, policy, pooled

YEARLY = Deduction("大额", (band(yuan="60", per="year"),), month=7)


def test_terms_are_worked_out_once_for_an_age() -> None:
    """And, where something is taken once a year, for each month of the year."""
    ruling = Ruling(PLACE, policy(pooled(band(yuan="100"))))
    terms = ruling.terms(Month(2024, 8), 66, ())
    assert ruling.terms(Month(2025, 9), 66, ()) is terms
    in_july = Ruling(PLACE, policy(pooled(band(yuan="100")), deductions=(YEARLY,)))
    assert in_july.terms(Month(2024, 7), 66, ()).due == (YEARLY,)
    assert in_july.terms(Month(2024, 8), 66, ()).due == ()
    assert in_july.terms(Month(2025, 7), 66, ()) is in_july.terms(Month(2024, 7), 66, ())
    assert ruling.terms(Month(2024, 8), 67, ()) is not terms
    assert ruling.terms(Month(2024, 8), 66, ("大额",)) is not terms
    assert ruling == Ruling(PLACE, ruling.policy) and hash(ruling) == hash(Ruling(PLACE, ruling.policy))


def test_however_much_is_asked_no_more_is_kept() -> None:
    ruling = Ruling(PLACE, policy(pooled(band(yuan="100"))))
    for age in range(3 * REMEMBERED):
        ruling.terms(Month(2024, 8), age, ())
        assert len(ruling.known) <= REMEMBERED
