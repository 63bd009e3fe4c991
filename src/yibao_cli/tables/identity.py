"""Identity numbers: what they tell about a person, why one tells nothing, and how they and names are masked."""

import re
from datetime import date

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..core.literals import Sex
from ..core.month import Birth
from ..core.text import half_width
from .cells import clean

LENGTH = 18
OLD_LENGTH = 15
KEPT_FIRST = 6
"""Digits of an identity number that may be shown: the area."""
_KEPT_LAST = 4
_TENS = str.maketrans("ⅩⅹХх×", "XXXXX")
"""Signs that people write for the X of a check digit."""
CUT = "000"
"""The end of a number of 18 digits that a spreadsheet has cut after the fifteenth."""
_SHORTENED = re.compile(r"\d\.\d+E\+1[47]")
_PASSPORT = re.compile(r"[A-Z]{1,3}\d{6,9}|[A-Z]{3}\d{12}|[A-Z]\d{6,8}\(?[0-9A-Z]\)?")


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number tells about its owner. `cut`: it was cut by a spreadsheet, so the sex is not known."""

    birth: Birth
    sex: Sex | None
    cut: bool = False


def plain_identity(text: str) -> str:
    """An identity number as it is written properly: half width, no spaces, X for its variants."""
    return half_width(clean(text)).replace(" ", "").upper().translate(_TENS)


def read_identity(text: str) -> Identity | None:
    """Birth and sex from an identity number; None if it is not valid: length, digits, date and check digit must fit.
    One of 15 digits has the old form, of a person born from 1900 to 1999. The code of the place of birth is not
    checked: places were renamed more often than any list knows.
    """
    number = plain_identity(text)
    if not number.isascii() or not number[:-1].isdigit():
        return None
    if len(number) == OLD_LENGTH and number.isdigit():
        return _identity("19" + number[6:12], number[-1])
    if len(number) != LENGTH:
        return None
    from stdnum.cn import ric  # only where an identity number is read

    if number[-1] == ric.calc_check_digit(number):
        return _identity(number[6:14], number[-2])
    found = _identity(number[6:14], "0") if number.endswith(CUT) else None
    return Identity(found.birth, None, cut=True) if found is not None else None


def _identity(day: str, sex: str) -> Identity | None:
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return Identity(Birth(born.year, born.month, born.day), "male" if int(sex) % 2 else "female")


def why_no_identity(text: str, column: str) -> InputError | None:
    """Why a text gives no birth date: cut by a spreadsheet, a wrong check digit, a passport, no number at all.

    None for an empty cell, or a number that gives it.
    """
    number = plain_identity(text)
    if not number or read_identity(text) is not None:
        return None
    code = "identity-unreadable"
    if _SHORTENED.fullmatch(number) or (len(number) == LENGTH and number.endswith(CUT)):
        code = "identity-cut"
    elif _PASSPORT.fullmatch(number):
        code = "identity-passport"
    elif len(number) == LENGTH and number[:-1].isdigit():
        code = "identity-check" if _identity(number[6:14], "0") is not None else "identity-date"
    return InputError(code, field=column, value=mask(text))


def mask_identity(text: str) -> str:
    """An identity number that may be shown: the area is kept, the rest is masked.

    >>> mask_identity("110101199003070011")
    '110101************'
    """
    return text[:KEPT_FIRST] + "*" * (len(text) - KEPT_FIRST)


def mask_number(text: str) -> str:
    """A person number that may be shown: the last four characters, of a shorter one the last.

    >>> mask_number("1100000123"), mask_number("123")
    ('******0123', '**3')
    """
    kept = _KEPT_LAST if len(text) > _KEPT_LAST else min(1, len(text) - 1)
    return "*" * (len(text) - kept) + text[len(text) - kept :] if text else ""


def mask_name(text: str) -> str:
    """A name that may be shown: its first character.

    >>> mask_name("张三")
    '张*'
    """
    return text[:1] + "*" if text else ""


def mask(text: str) -> str:
    """Whatever names a person, masked as fits: an identity number, a number, a name; word by word.

    >>> mask("110101 19900307 0011"), mask("1100000123"), mask("1.10101E+17 张三"), mask("欧阳娜娜2")
    ('110101************', '******0123', '*******E+17 张*', '欧*')
    """
    compact = text.replace(" ", "")
    return mask_identity(compact) if _is_identity(compact) else " ".join(map(_mask_word, text.split(" ")))


def _mask_word(word: str) -> str:
    if _is_identity(word):
        return mask_identity(word)
    number = half_width(word)
    is_number = number.isascii() and any(sign.isdigit() for sign in number)
    return mask_number(word) if is_number else mask_name(word)


def _is_identity(text: str) -> bool:
    """Whether a text has the form of an identity number; an old one has 15 digits."""
    number = half_width(text).upper()
    return len(number) in (OLD_LENGTH, LENGTH) and number[:-1].isdigit()
