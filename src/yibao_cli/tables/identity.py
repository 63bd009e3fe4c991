"""Identity numbers: what they say of a person, and how they and names are masked."""

from dataclasses import dataclass

from ..core.month import Birth
from ..core.person import Sex
from ..core.text import half_width
from .cells import clean

LENGTH = 18
KEPT_FIRST = 6
"""Digits of an identity number that may be shown: the area."""
_KEPT_LAST = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number of 18 digits says of whom it was given to."""

    birth: Birth
    sex: Sex


def read_identity(text: str) -> Identity | None:
    """Birth and sex from an identity number; None if it is none: length, digits, date and check digit must fit.

    The code of the place of birth is not checked: places were renamed more often than any list knows.
    """
    number = half_width(clean(text)).replace(" ", "").upper()
    if len(number) != LENGTH or not (number.isascii() and number[:-1].isdigit()):
        return None
    from stdnum.cn import ric  # only where an identity number is read
    from stdnum.exceptions import ValidationError

    if number[-1] != ric.calc_check_digit(number):
        return None
    try:
        day = ric.get_birth_date(number)
    except ValidationError:
        return None
    return Identity(Birth(day.year, day.month, day.day), "male" if int(number[-2]) % 2 else "female")


def mask_identity(text: str) -> str:
    """An identity number that may be shown: the area is kept, the rest is masked.

    >>> mask_identity("110101199003070011")
    '110101************'
    """
    return text[:KEPT_FIRST] + "*" * (len(text) - KEPT_FIRST)


def mask_number(text: str) -> str:
    """A person number that may be shown: the last four signs, of a shorter one the last.

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
    return len(number) in (15, LENGTH) and number[:-1].isdigit()
