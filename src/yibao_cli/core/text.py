"""Text as people type it, and as it may be shown."""

from __future__ import annotations

_HALF_WIDTH: dict[int, int | str] = {0x3000: " ", **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}


def half_width(text: str) -> str:
    """The text with full-width letters, digits and symbols made ASCII; nothing else changes, so ② stays no number."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


_FORMATTING = frozenset("\u200c\u200d")
"""Signs of category Cf that only join or part letters."""


def visible(text: str) -> str:
    r"""The text with everything that controls a terminal or reverses a line as an escape; letters stay letters.

    Rare and private characters of names stay; control characters, line ends, direction marks and lone surrogates do
    not.

    >>> visible("a\x1b[31mb\nc")
    'a\\x1b[31mb\\nc'
    """
    if text.isprintable():
        return text
    return "".join(_shown(sign) for sign in text)


def one_line(text: str) -> str:
    """As `visible`, with a blank for each line end, tab or other space."""
    return text if text.isprintable() else visible("".join(" " if _is_gap(sign) else sign for sign in text))


def clipped(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis: at most `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


_GAPS = frozenset(" -\u3000\uff0d")
_UNBROKEN, _PARTED = 7, 11
"""Digits of the shortest number that names a person: after letters, and with gaps between them."""


def has_long_number(text: str) -> bool:
    """Whether there may be a number that names a person in a text; `core.personal` knows, and takes longer to load.

    >>> has_long_number("2024-08 至 2024-12"), has_long_number("138 0013 8000")
    (False, True)
    """
    unbroken = parted = 0
    for sign in text:
        if sign.isdecimal():
            unbroken, parted = unbroken + 1, parted + 1
            if unbroken >= _UNBROKEN or parted >= _PARTED:
                return True
        elif not unbroken or sign not in _GAPS:
            unbroken = parted = 0
        else:
            unbroken = 0
    return False


def masked(text: str) -> str:
    """As `core.personal.masked`, which is loaded only for a text that may have such a number."""
    if not has_long_number(text):
        return text
    from .personal import masked as without_numbers

    return without_numbers(text)


_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> harmless("=1+1"), harmless("-16.00")
    ("'=1+1", '-16.00')
    """
    if not cell.lstrip().startswith(_FORMULA) and not cell.startswith(("\t", "\r")):
        return cell
    return cell if cell[:1] in "+-" and _is_number(cell[1:]) else f"'{cell}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def _is_gap(sign: str) -> bool:
    return sign.isspace() and sign != "\u3000"


def _shown(sign: str) -> str:
    from unicodedata import category  # only where there is something odd

    if category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and sign not in _FORMATTING:
        return sign.encode("unicode_escape").decode("ascii")
    return sign
