"""Words without the name of an option, in any order: 武汉 退休 62, 1964-03, 8000元, 一档, 2026-07, @妈妈.

A word that says by itself what it is fills its field. An amount waits for the status, which may come from elsewhere.
What can mean two things is asked for on a terminal, and refused with the choices otherwise. What is none of all that
is a place.
"""

from __future__ import annotations

import re

from ..core.errors import InputError, MissingInputError
from ..core.money import parse_yuan
from ..core.month import FIRST_YEAR, LAST_YEAR
from ..core.person import OLDEST
from ..core.spoken import SEX_WORDS, STATUS_WORDS, read_plan, read_status
from ..core.text import half_width
from ..core.written import day_numbers, month_numbers
from .ask import which
from .options import COMMANDS, SEVERAL, fields, option_of
from .output import this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .options import Options

_AGE = re.compile(r"(\d{1,3})\s*(?:周?岁|yo?)")
_YEARS = re.compile(r"(\d{1,2})\s*年")
_PLAN = re.compile(r"[1-4一二三四]档|tier[- ]?[1-4]", re.IGNORECASE)
_PLANS = ("统账结合", "单建统筹")
_SPAN = re.compile(r"(.+?)\s*(?:\.\.|至|到|~)\s*(.+)")
_BARE_MONTH = re.compile(r"(?:1[0-2]|0?[1-9])月")
_NAMED = {
    "缴费基数": "base",
    "基数": "base",
    "月工资": "salary",
    "工资": "salary",
    "养老金": "pension",
    "退休金": "pension",
    "到账": "credit",
    "余额": "balance",
}
_MOST_TIER = 4
_COMMAS, _BETWEEN = ",,", ":: ="
_CODE_DIGITS, _DAY_DIGITS = 6, 8
_BORN_AGO = {"retiree": (40, 40), "resident": (0, 27), None: (16, 27)}
"""By status: how many years ago a month must lie to be a birth at all, and from when on it is no month of a credit."""


def is_question(words: Sequence[str]) -> bool:
    """Whether a command line without a command asks for an estimate: its first word is something that can be asked."""
    first = words[0]
    if _meanings(first):
        return True
    from ..rulebook.book import Rulebook

    try:
        Rulebook.open().region(first.rstrip(_COMMAS))
    except InputError as error:
        if error.code != "region-unknown":
            return True
        given = [word for word in words[1:] if word[:1] != "-"]
        return not first.isascii() and any(map(_meanings, given))
    return True


def take(options: Options, words: Sequence[str], is_known: bool) -> None:
    """Fills the fields of `options` that the words name. `is_known`: a profile says who it is.

    Raises InputError for a word that means nothing here, or what is there already.
    """
    _Reading(options, words, is_known)


def whole_month(text: str) -> str:
    """A month without its year, '11' or '11月', as the latest of them that has begun; any other text as it is.

    >>> whole_month("2026-07")
    '2026-07'
    """
    written = half_width(text).strip().removesuffix("月").strip()
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= 12):
        return text
    now = this_month()
    return str(now.plus(-((now.month - int(written)) % 12)))


def place_amount(options: Options) -> None:
    """Gives an amount that was said without its name to the field that goes with the status.

    Raises MissingInputError where the status is not known.
    """
    status = getattr(options, "status", None)
    if status is None:
        raise MissingInputError(("status",))
    field = "pension" if read_status(status) == "retiree" else "base"
    _set(options, field, options.__dict__["amount"])
    del options.__dict__["amount"]


def _set(options: Options, field: str, text: str) -> None:
    if getattr(options, field) is not None:
        raise InputError("word-twice", value=text, option=option_of(field))
    setattr(options, field, text)


class _Reading:
    """One command line's words."""

    def __init__(self, options: Options, words: Sequence[str], is_known: bool) -> None:
        """Raises InputError for a command that has arguments of its own, or takes several of each value."""
        self.options = options
        self.is_known = is_known
        self.known = {name for name, value in fields(type(options)).items() if value != SEVERAL}
        if "file" in self.known or "region" not in self.known:
            name = next(name for name, (_, _, kind) in COMMANDS.items() if isinstance(options, kind))
            raise InputError("argument-extra", value=" ".join(words), help=f"yibao {name} --help")

        self._read(words)

    def _read(self, words: Sequence[str]) -> None:
        months: list[str] = []
        unknown: list[str] = []
        small: list[str] = []
        for word in words:
            meanings = _meanings(word)
            fitting = [item for item in meanings if item[0] in self.known or item[0] in ("amount", "either", "span")]
            if not meanings:
                unknown.append(word)
            elif not fitting:
                raise InputError("word-unused", value=word)
            elif fitting[0][0] == "age" and "credit" in self.known and word == fitting[0][1]:
                small.append(word)
            elif fitting[0][0] == "either":
                months.append(fitting[0][1])
            elif fitting[0][0] == "span":
                self._span(word, fitting[0][1])
            else:
                field, text = fitting[0]
                self._amount(text, word) if field == "amount" else _set(self.options, field, text)
        if unknown:
            self._place(unknown)
        for text in sorted(months, key=lambda text: month_numbers(text) or (0, 0)):
            self._month(text, several=len(months) > 1)
        for text in small:
            self._small(text)

    def _amount(self, text: str, word: str) -> None:
        if "credit" in self.known:
            _set(self.options, "credit", text)
        elif "base" not in self.known:
            raise InputError("word-unused", value=word)
        elif "amount" in self.options.__dict__:
            raise InputError("word-amounts", value=word)
        else:
            self.options.__dict__["amount"] = text

    def _small(self, text: str) -> None:
        """A number that may be an age or what arrived."""
        options = self.options
        has_age = self.is_known or any(getattr(options, name) is not None for name in ("age", "birth"))
        if has_age or options.credit is not None:  # type: ignore[attr-defined]
            _set(options, "credit" if has_age else "age", text)
        else:
            _set(options, which(options, text, ("age", "credit")), text)

    def _span(self, word: str, text: str) -> None:
        if "from_" not in self.known:
            raise InputError("word-unused", value=word)
        first, last = text.split("..")
        _set(self.options, "from_", first)
        _set(self.options, "to", last)

    def _month(self, text: str, several: bool) -> None:
        """Of two months the earlier, if it is long ago, is the birth; of one the year tells."""
        options, known = self.options, self.known
        asked = [name for name in ("month", "from_", "to") if name in known]
        taken = getattr(options, "birth", None) is not None or getattr(options, "age", None) is not None
        can_be_born = "birth" in known and not taken
        open_months = [name for name in asked if getattr(options, name) is None]
        numbers = month_numbers(text)
        assert numbers is not None
        ago = this_month().year - numbers[0]
        status = getattr(options, "status", None)
        code = STATUS_WORDS.get(status.strip().lower()) if isinstance(status, str) else None
        possible, certain = _BORN_AGO.get(code, _BORN_AGO[None])
        if can_be_born and (not open_months or ago >= certain or (several and ago >= possible)):
            options.birth = text  # type: ignore[attr-defined]
        elif not open_months:
            raise InputError("word-unused", value=text)
        elif not can_be_born or ago < possible:
            setattr(options, open_months[0], text)
        else:
            meanings = {"birth": text, open_months[0]: text}
            setattr(options, which(options, text, tuple(meanings)), text)

    def _place(self, words: Sequence[str]) -> None:
        """The region, and a plan or a group of it in its own words."""
        if "region" not in self.known:
            raise InputError("word-unused", value=words[0])
        given = self.options.region  # type: ignore[attr-defined]
        if given is not None and len(words) == 1 and "plan" not in self.known:
            raise InputError("word-twice", value=words[0], option="--region")
        if given is None and len(words) == 1:
            self.options.region = words[0]  # type: ignore[attr-defined]
            return
        from ..rulebook.book import Rulebook

        book = Rulebook.open(getattr(self.options, "rules", None))
        if given is None and self._knows(book, " ".join(words)):
            self.options.region = " ".join(words)  # type: ignore[attr-defined]
            return
        rest = list(words)
        if given is None:
            joined = "".join(words)
            if self._knows(book, joined):
                self.options.region = joined  # type: ignore[attr-defined]
                return
            given = next((word for word in words if self._knows(book, word)), words[0])
            self.options.region = given  # type: ignore[attr-defined]
            rest.remove(given)
        region = book.region(given)
        policies = [policy for id in region.layers for policy in book.policies(id)]
        for word in rest:
            if self._knows(book, word):
                raise InputError("word-twice", value=word, option="--region")
            field = next(
                (name for name in ("plan", "group") if any(getattr(policy, name) == word for policy in policies)), None
            )
            if field is None or field not in self.known:
                raise InputError("word-unknown", value=word)
            _set(self.options, field, word)

    @staticmethod
    def _knows(book: object, word: str) -> bool:
        try:
            book.region(word)  # type: ignore[attr-defined]
        except InputError as error:
            return error.code == "region-ambiguous"
        return True


def _meanings(word: str) -> list[tuple[str, str]]:
    """The fields that a word can fill, and with what text, the likeliest first; empty for what may be a place.

    'amount' is an amount without its name, 'either' a month without it, 'span' two months.
    """
    text = half_width(word).strip()
    lower = text.lower()
    if lower in STATUS_WORDS:
        return [("status", lower)]
    if lower in SEX_WORDS and (len(lower) > 1 or not lower.isascii()):
        return [("sex", lower)]
    if text in _PLANS or _PLAN.fullmatch(text):
        return [("plan", read_plan(text))]
    if match := _AGE.fullmatch(lower):
        return [("age", match[1])]
    if match := _YEARS.fullmatch(text):
        return [("paid", match[1])]
    if text in ("本月", "这个月", "上月", "上个月"):
        return [("month", str(this_month().plus(-1 if text[0] == "上" else 0)))]
    if _BARE_MONTH.fullmatch(text):
        return [("month", whole_month(text))]
    if text.isascii() and text.isdigit():
        return _number(text)
    return _date(text) or _amount(text)


def _number(text: str) -> list[tuple[str, str]]:
    number = int(text)
    if len(text) == _DAY_DIGITS:
        year, month, day = text[:4], text[4:6], text[6:]
        return [("birth", f"{year}-{month}-{day}")]
    if len(text) == _CODE_DIGITS:
        return _date(text)  # else the code of a place
    if len(text) > _DAY_DIGITS:
        return [("amount", text)]
    if 1 <= number <= _MOST_TIER:
        return [("plan", read_plan(text)), ("age", text)]
    if number <= OLDEST:
        return [("age", text), ("paid", text)]
    if len(text) == 4 and FIRST_YEAR + 100 <= number <= this_month().year + 1:
        raise InputError("word-year", value=text)
    return [("amount", text)]


def _date(text: str) -> list[tuple[str, str]]:
    day = day_numbers(text)
    if day is not None:
        return [("birth", text)]
    numbers = month_numbers(text)
    if numbers is not None and FIRST_YEAR + 100 <= numbers[0] <= LAST_YEAR and 1 <= numbers[1] <= 12:
        return [("either", f"{numbers[0]:04d}-{numbers[1]:02d}")]
    span = _SPAN.fullmatch(text)
    if span and month_numbers(span[1]) and month_numbers(span[2]):
        return [("span", f"{span[1]}..{span[2]}")]
    return []


def _amount(text: str) -> list[tuple[str, str]]:
    for name, field in _NAMED.items():
        if text.startswith(name) and text != name:
            return [(field, text.removeprefix(name).lstrip(_BETWEEN))]
    if not any(map(str.isdigit, text)) and "元" not in text:
        return []
    try:
        parse_yuan(text, "base")
    except InputError as error:
        return [] if error.code == "money-malformed" else [("amount", text)]
    return [("amount", text)]
