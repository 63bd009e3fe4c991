"""Yuan as Decimal: reading what people write, rounding, printing. No float ever touches money."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal

from .errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .literals import RoundingMode

FEN = Decimal("0.01")
ZERO = Decimal(0)
NOTHING = Decimal("0.00")
EXACT = Context(prec=60)
"""Wide enough that no product or sum of amounts and rates is ever shortened before it is rounded on purpose."""

ROUNDING_MODES: dict[RoundingMode, str] = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}

LARGEST = Decimal(1_000_000_000)
"""Yuan. More than that is a slip of the keyboard, not a wage."""

FEN_DECIMALS = 2
PLAIN = 10
"""Fewer digits are never more than LARGEST."""
LONGEST = 12
"""Digits before the decimal point; more is no amount, whatever it says."""


def round_to(amount: Decimal, unit: Decimal = FEN, mode: RoundingMode = "half-up") -> Decimal:
    """`amount` in yuan, rounded to a multiple of `unit` (a power of ten); `mode` is a key of ROUNDING_MODES.

    The result always has two decimals.

    >>> round_to(Decimal("0.125"))
    Decimal('0.13')
    """
    return amount.quantize(unit, ROUNDING_MODES[mode], EXACT).quantize(FEN, context=EXACT)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of yuan amounts, two decimals, whatever decimal context the caller has set."""
    result = NOTHING
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def format_yuan(amount: Decimal) -> str:
    """Yuan with two decimals and no grouping: '1680.00'."""
    return f"{amount:.2f}"


def format_rate(rate: Decimal) -> str:
    """A ratio as people write it.

    >>> format_rate(Decimal("0.028"))
    '2.8%'
    """
    return f"{(rate * 100).normalize():f}%"


def parse_yuan(text: str, field: str) -> Decimal:
    """Yuan from what a person typed: '8,000.55', '１００００', '1.2万', '¥8000元', '一万二', '捌仟元整'.

    Raises InputError for anything else: negative, not finite, in exponent form, more than two decimals
    (after 万 is applied), or above LARGEST. `field` names the input in the error.
    """
    whole, _, decimals = text.partition(".")
    digits = whole + decimals
    if digits.isascii() and digits.isdigit() and 0 < len(whole) < PLAIN and len(decimals) <= FEN_DECIMALS:
        amount = Decimal(text)
    else:
        from .written import yuan  # takes longer to load than a plain amount to read

        amount = yuan(text, field)
    return check_yuan(amount, field)


def check_yuan(amount: Decimal, field: str) -> Decimal:
    """`amount` with exactly two decimals. Raises InputError if it is no amount of whole fen from 0 to LARGEST."""
    if not amount.is_finite():
        raise InputError("money-malformed", field=field, value=str(amount))
    if amount < 0:
        raise InputError("money-negative", field=field, value=str(amount))
    if amount > LARGEST:
        raise InputError("money-too-large", field=field, value=str(amount))
    fen = amount.quantize(FEN, ROUND_DOWN, EXACT)
    if fen != amount:
        raise InputError("money-decimals", field=field, value=format(amount.normalize(EXACT), "f"))
    return fen
