"""What people write for amounts, months and days, in all its forms.

Apart from `money` and `month`, which read the plain forms themselves: the patterns take longer to load than those to
read.
"""

from __future__ import annotations

import re
from decimal import Decimal

from .errors import InputError
from .money import EXACT, LARGEST, LONGEST
from .text import half_width

_WRITTEN = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?([万千百kKwW]?)(?:元整?|块)?")
_CURRENCY = re.compile(r"(?:人民币|RMB|CNY|[¥\uffe5])?(.*?)(?:RMB|CNY|人民币)?", re.IGNORECASE | re.DOTALL)
_DIGITS = "一二三四五六七八九", "壹贰叁肆伍陆柒捌玖"
_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬点元圆块角毛分整正]+")
_IN_PARTS = re.compile(
    r"(?:(.+)[元圆块])?零?(?:([一二两三四五六七八九壹贰叁肆伍陆柒捌玖])(?:[角毛]|$))?零?(?:(.)分)?[整正]?"
)
"""Yuan, 角 and 分: 叁佰贰拾伍元零肆分, 三百零二块五, 伍角."""
_TIMES = {"": 1, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
DECIMALS = {"": 2, "百": 4, "千": 5, "k": 5, "万": 6, "w": 6}
"""How many decimals still make whole fen, by the unit written."""


_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def month_numbers(text: str) -> tuple[int, int] | None:
    """Year and month of '2024-08', '2024/8', '202408' or '2024年8月'; None for anything else."""
    written = half_width(text).strip()
    match = _MONTH.fullmatch(written) or _COMPACT_MONTH.fullmatch(written)
    return None if match is None else (int(match[1]), int(match[2]))


def day_numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of '1958-03-05' or '1958年3月5日'; None for anything else."""
    match = _DAY.fullmatch(half_width(text).strip())
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]))


def yuan(text: str, field: str) -> Decimal:
    """An amount, as `money.parse_yuan` says."""
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
    times = times.lower()
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
    return amount


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
    """One numeral; 0 where there is none, None for a character that is not a numeral."""
    if numeral is None:
        return 0
    return next((digits.index(numeral) + 1 for digits in _DIGITS if numeral in digits), 2 if numeral == "两" else None)
