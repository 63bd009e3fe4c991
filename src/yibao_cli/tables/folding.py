"""Names made comparable: what people, portals and spreadsheets add to the name of a column is taken away."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ..core.text import half_width

_NOISE = re.compile(r"[\s_::*()()\[\]{}〔〕【】「」『』《》<>\"'“”、,,;;\u200b\ufeff]+")
_DIGITS = "0123456789"


@cache
def data() -> dict[str, Any]:
    """The tables of headers.toml, as parsed."""
    import tomli  # only where a table is read

    return tomli.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


@cache
def _units() -> re.Pattern[str]:
    units = sorted((half_width(unit).lower() for unit in data()["fold"]["units"]), key=len, reverse=True)
    return re.compile(rf"[(\[〔【]\s*(?:{'|'.join(map(re.escape, units))})\s*[)\]〕】]")


def without_units(text: str) -> str:
    """`text` in half width and small letters, without units in brackets.

    >>> without_units("缴费基数(单位:元)")
    '缴费基数'
    """
    return _units().sub("", half_width(text).lower())


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` reduced to what tells names apart.

    帐 is 账, full width is half width, capitals are small; white space, units in brackets, brackets, colons,
    asterisks, underscores and the digits after a Chinese name are dropped. A code like aae003 keeps its digits.

    >>> fold("划入个人帐户金额(元)1"), fold("PSN_NO"), fold("aae003")
    ('划入个人账户金额', 'psnno', 'aae003')
    """
    folded = _NOISE.sub("", without_units(text)).replace("帐", "账")
    return folded if folded.isascii() else folded.rstrip(_DIGITS)
