"""Numbers that name a person, wherever they are written: what they look like, and how they are shown.

The one definition, for single texts here and for whole columns in `batch.personal`. No digit may touch a number;
full-width characters count as plain ones.

- Identity numbers: 18 digits (the last may be X) or 15 with an area and a day in them, also with blanks or hyphens
  between the parts, and what a spreadsheet leaves of one (1.10101199003070E+17).
- Bank cards: 15 to 19 digits that begin as issuers' numbers do and pass Luhn's check, also in fours.
- Mobile numbers: 11 digits that begin with 13 to 19, also after +86.
- Passports and permits of travel: one or two letters that such papers have, then 8 or 7 digits.
- Permits of permanent residence: those from December 2023 on have the form of an identity number that begins with 9,
  older ones three letters and 12 digits (rules of the National Immigration Administration for reading them, 2023).

Months, codes of regions and amounts that people hold are shorter. What has two decimals is an amount, no mobile number
or card; digits after a decimal point do not count on their own. A card of social security has no form of its own:
only its heading tells.
"""

from __future__ import annotations

import re
from functools import cache

from .frozen import dataclass
from .text import half_width, has_long_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SUSPECT = r"[0-9０-９](?:[ \-　－]?[0-9０-９]){10}|[A-Za-zＡ-Ｚａ-ｚ][0-9０-９]{7}|\.[0-9]{6,}[Ee]\+1[47]"
"""What every personal number has in it, and little else: finds the few cells that have to be looked at."""
SHORTEST = 9
"""Signs of the shortest personal number."""

_AREA = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9])[0-9]{4}"
_DAY = r"(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))"
_GAP = "[ -]?"
_UNIONPAY = "(?:6[024-689]|9[4-6])"
"""Begins the numbers of UnionPay and of older Chinese cards."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of number. `core` has two groups, which are shown with `mask` between them.

    `decimals`: two decimals make an amount of it. `letters`: no letter may touch it. `checked`: Luhn's check decides.
    """

    core: str
    mask: str
    decimals: bool = False
    letters: bool = False
    checked: bool = False

    @property
    def pattern(self) -> str:
        """For Python."""
        if self.letters:
            return f"(?<![0-9A-Za-z]){self.core}(?![0-9A-Za-z])"
        after = r"(?![0-9]|\.[0-9]{2})" if self.decimals else "(?![0-9])"
        return rf"(?<![0-9])(?<![0-9]\.){self.core}{after}"

    @property
    def bounded(self) -> str:
        """For Polars, which cannot look around: the first and the last group are what stands beside the number.

        Of two numbers with one character between them it finds the first, and the other once that is masked.
        """
        if self.letters:
            return f"(^|[^0-9A-Za-z]){self.core}([^0-9A-Za-z]|$)"
        after = r"([^0-9.]|\.[^0-9]|\.[0-9][^0-9]|\.[0-9]?$|$)" if self.decimals else "([^0-9]|$)"
        return rf"(^\.?|[^0-9.]|[^0-9]\.){self.core}{after}"


IDENTITY = Rule(rf"({_AREA}){_GAP}(?:18|19|20)[0-9]{{2}}{_GAP}{_DAY}{_GAP}[0-9]{{3}}[0-9Xx]()", "*" * 12)
OLD_IDENTITY = Rule(rf"({_AREA}){_GAP}[0-9]{{2}}{_DAY}{_GAP}[0-9]{{3}}()", "*" * 9)
CUT_IDENTITY = Rule(r"([1-8]\.[0-9]{4})[0-9]{2,}[Ee]\+1[47]()", "*" * 12)
MOBILE = Rule(rf"((?:(?:00)?86{_GAP})?1[3-9][0-9]){_GAP}[0-9]{{4}}{_GAP}([0-9]{{4}})", "****", decimals=True)
PASSPORT = Rule("()(?:[CDEGHMPScdeghmps][0-9]{4}|[CDEPScdeps][A-Za-z][0-9]{3})([0-9]{4})", "*" * 5, letters=True)
"""Passports begin with D, E, G, P, S; permits for Hong Kong, Macao and Taiwan with C, H, M."""
PERMIT = Rule("()[A-Za-z]{3}[0-9]{8}([0-9]{4})", "*" * 11, letters=True)
CARD = Rule(
    f"()(?:{_UNIONPAY}[0-9]{{10,13}}|103[0-9]{{12}}|{_UNIONPAY}[0-9]{{2}}(?:[ -][0-9]{{4}}){{2,3}}[ -])([0-9]{{1,4}})",
    "*" * 12,
    decimals=True,
    checked=True,
)
FOREIGN_CARD = Rule(
    "()(?:4[0-9]{11}|5[1-5][0-9]{10}|2[2-7][0-9]{10}|35[0-9]{10}|3[47][0-9]{9}|[45][0-9]{3}(?:[ -][0-9]{4}){2}[ -])"
    "([0-9]{4})",
    "*" * 12,
    decimals=True,
    checked=True,
)
"""Visa, Mastercard, JCB, American Express; they begin as codes of provinces do."""
OF_NUMBERS = (IDENTITY, OLD_IDENTITY, CUT_IDENTITY, CARD, MOBILE, PASSPORT, PERMIT)
"""Looked for among the numbers that an employer or a bureau gives: of those that begin as foreign cards one in ten
would pass Luhn's check."""
OF_EMPLOYEES = tuple(rule for rule in OF_NUMBERS if rule not in (PASSPORT, PERMIT))
"""Looked for among the numbers that an employer gives: a letter, a year and a number (E20230001) is one of those."""
RULES = (*OF_NUMBERS, FOREIGN_CARD)


@cache
def _compiled(rule: Rule) -> re.Pattern[str]:
    return re.compile(rule.pattern)


def masked(text: str, rules: Sequence[Rule] = RULES) -> str:
    """The text without personal numbers: they are never shown, wherever they were typed.

    >>> masked("给110101199003070011转账"), masked("１１０１０１19900307001Ｘ"), masked("手机13800138000")
    ('给110101************转账', '１１０１０１************', '手机138****8000')
    """
    if len(text) < SHORTEST or not has_long_number(text):
        return text
    plain = half_width(text)
    for rule in rules:
        for found in reversed(list(_compiled(rule).finditer(plain))):
            if rule.checked and not is_card(found[0]):
                continue
            (first, second), (third, fourth) = found.span(1), found.span(2)
            text = text[:first] + text[first:second] + rule.mask + text[third:fourth] + text[found.end() :]
            plain = plain[:first] + plain[first:second] + rule.mask + plain[third:fourth] + plain[found.end() :]
    return text


def is_card(number: str) -> bool:
    """Whether the digits of a number pass Luhn's check."""
    from stdnum import luhn  # only where there is such a number

    return bool(luhn.is_valid("".join(filter(str.isdecimal, number))))
