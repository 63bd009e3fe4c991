"""Yuan as Decimal: reading what people write, rounding, printing. No float ever touches money."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from typing import TYPE_CHECKING, Literal

from .errors import InputError
from .text import half_width

if TYPE_CHECKING:
    from collections.abc import Iterable

FEN = Decimal("0.01")
ZERO = Decimal(0)
EXACT = Context(prec=60)
"""Wide enough that no product or sum of amounts and rates is ever shortened before it is rounded on purpose."""

RoundingMode = Literal["half-up", "half-even", "down", "up"]
ROUNDING_MODES: dict[RoundingMode, str] = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}

LARGEST = Decimal(1_000_000_000)
"""Yuan. More than that is a slip of the keyboard, not a wage."""

_WRITTEN = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?([万千百]?)(?:元整?|块)?")
_CURRENCY = re.compile(r"(?:人民币|RMB|CNY|[¥\uffe5])?(.*?)(?:RMB|CNY|人民币)?", re.IGNORECASE | re.DOTALL)
_DIGITS = "一二三四五六七八九", "壹贰叁肆伍陆柒捌玖"
_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬点元圆块角毛分整正]+")
_IN_PARTS = re.compile(
    r"(?:(.+)[元圆块])?零?(?:([一二两三四五六七八九壹贰叁肆伍陆柒捌玖])(?:[角毛]|$))?零?(?:(.)分)?[整正]?"
)
"""Yuan, 角 and 分: 叁佰贰拾伍元零肆分, 三百零二块五, 伍角."""
_TIMES = {"": 1, "百": 100, "千": 1_000, "万": 10_000}
DECIMALS = {"": 2, "百": 4, "千": 5, "万": 6}
"""How many decimals still make whole fen, by the unit written."""
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
    result = ZERO.quantize(FEN, context=EXACT)
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
    written = half_width(text).replace(" ", "").replace("。", ".").strip()
    match = _WRITTEN.fullmatch(written)
    if match is None:
        bare = _CURRENCY.fullmatch(written)
        match = bare and _WRITTEN.fullmatch(_digits(bare[1]))
    if match is None and written.startswith("="):
        raise InputError("money-formula", field=field, value=text)
    if match is None:
        raise InputError("money-malformed", field=field, value=text)
    sign, whole, decimals, times = match.groups()
    digits = whole.replace(",", "")
    if len(digits) > LONGEST:
        raise InputError("money-too-large", field=field, value=text)
    decimals = (decimals or "").rstrip("0")
    if len(decimals) > DECIMALS[times]:
        raise InputError("money-decimals", field=field, value=text)
    amount = EXACT.multiply(Decimal(f"{digits}.{decimals or '0'}"), Decimal(_TIMES[times]))
    if sign and amount:
        raise InputError("money-negative", field=field, value=text)
    if amount > LARGEST:
        raise InputError("money-too-large", field=field, value=text)
    return check_yuan(amount, field)


def _digits(written: str) -> str:
    """An amount in Chinese numerals in digits; any other text as it is."""
    if not _NUMERALS.fullmatch(written):
        return written
    parts = _IN_PARTS.fullmatch(written)
    whole, *parts_of_yuan = parts.groups() if parts is not None and len(written) > 1 else (written, None, None)
    places = [_digit(part) for part in parts_of_yuan]
    if None in places:
        return written
    from cn2an import cn2an  # only for these

    try:
        found = str(cn2an(whole.rstrip("整正"), "normal")) if whole else "0"
    except ValueError:
        return written
    return found if not any(places) else f"{found}.{places[0]}{places[1]}" if "." not in found else written


def _digit(numeral: str | None) -> int | None:
    """One numeral; 0 where there is none, None for a sign that is no numeral."""
    if numeral is None:
        return 0
    return next((digits.index(numeral) + 1 for digits in _DIGITS if numeral in digits), 2 if numeral == "两" else None)


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
