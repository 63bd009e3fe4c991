"""Slips of people who write rule files: what is not TOML, or not TOML 1.0, and what was meant.

A slip is looked for outside strings and comments, so that Chinese text in them is left alone. Where only one thing
can be meant, the slip knows it: `corrected` puts that in its place and leaves every other character of the file as it
is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..core.frozen import dataclass
from .problem import Problem

if TYPE_CHECKING:
    import tomli

SlipCode = Literal[
    "quotes", "unquoted", "percent", "date", "date-quoted", "date-month", "full-width", "space", "thousands", "unit",
    "colon", "comma", "true-false", "inline-lines", "inline-comma", "escape",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: the characters of the text from `start` to `end`, and what was meant, if that is unambiguous."""

    code: SlipCode
    start: int
    end: int
    written: str
    meant: str | None = None


_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z)'
    r"|'[^'\n]*(?:'|(?=\n)|\Z)"
    r"|#[^\n]*",
    re.DOTALL,
)
"""A string, closed or not, or a comment."""
_QUOTES = "“”„‟‘’「」『』\uff02\uff07"
_ENDS = "”“‟’‘」』\uff02\uff07"
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}\"'\\\n]*)[{_ENDS}]")
_HALF_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}\"'\\\n=]*)$")
_ENDED_WRONG = re.compile(rf'"([^"\\\n{_QUOTES}]*)[{_ENDS}](\s*)')
_PERCENT = re.compile(r"(?<=[=\[,])([ \t]*)(\d+(?:[.\uff0e]\d+)?)[ \t]*([%\uff05])")
_DAY = re.compile(
    r"(?<=[=\[,])([ \t]*)(\d{4})(?:([-./])(\d{1,2})\3(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)(?=[ \t]*(?:[,}\]\r\n]|$))"
)
_MONTH_ALONE = re.compile(r"=([ \t]*)(\d{4}(?:[-./]\d{1,2}|年(?:\d{1,2}月?)?))(?=[ \t]*(?:[,}\r\n]|$))")
_THOUSANDS = re.compile(r"(?<==)([ \t]*)(\d{1,3}(?:[,\uff0c]\d{3})+(?:\.\d+)?)(?=[ \t]*(?:[,}\r\n]|$))")
_UNIT = re.compile(r"(?<==)([ \t]*)(\d+(?:\.\d+)?)[ \t]*(元|万元?|岁|年|个月|月|%)(?=[ \t]*(?:[,}\r\n]|$))")
_COLON = re.compile(r"^([ \t]*[A-Za-z_][A-Za-z0-9_-]*)([ \t]*[:\uff1a][ \t]*)(?=[^\s=])", re.MULTILINE)
_TRUE_FALSE = re.compile(r"(?<==)([ \t]*)(True|TRUE|False|FALSE|是|否)(?=[ \t]*(?:[,}\r\n]|$))")
_UNQUOTED = re.compile(r"=[ \t]*([^\s\"'\[{#=,\d+\-.\uff10-\uff19][^\"'\[\]{}#=,\n\r]*)(?=\r|\n|$)")
_END_COMMA = re.compile(r"[,\uff0c\u3001;\uff1b。](?=[ \t]*(?:\r|\n|$))")
_WIDE = re.compile("[\uff01-\uff5e、。【】〔〕]+")
_WIDE_BRACKETS = str.maketrans("、。【】〔〕", ",.[][]")
_SPACES = re.compile("[\u00a0\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+")
_NO_WIDTH = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff")
_STRICT_TEXT = re.compile(
    r"\b(rate|rate_per_year_of_age|contribution|per_missing_year|floor_share|ceiling_share|age|adcode|credit|net"
    r"|month|birth|date|phone)[ \t]*=[ \t]*\"([^\"\n]*)\""
)
"""Keys whose text has a fixed form: full-width characters in it are slips."""
_DAY_QUOTED = re.compile(r"(?<![\w-])(from|to|seen|confirmed)([ \t]*=[ \t]*)\"(\d{4})(?:([-./])(\d{1,2})\4(\d{1,2})"
                         r"|年(\d{1,2})月(\d{1,2})日?)\"")  # fmt: skip
_NEWER = re.compile(r",\s*\}|\{[^{}\n]*$|\\[ex]", re.MULTILINE)
"""Stands in every text that needs TOML 1.1, and hardly anywhere else."""
_ESCAPE = re.compile(r"(?:^|[^\\])(?:\\\\)*(\\(?:e|x[0-9a-fA-F]{2}))")
_MOST_ROUNDS = 8
_LONGEST_TABLE = 10_000
"""Signs of an inline table that is put into one line."""


def slips(text: str) -> list[Slip]:
    """What is not TOML 1.0 in a text, in order of place; no two slips overlap.

    Of a text that is TOML 1.0 there are those of single values: a quoted date, full-width characters in a rate.
    """
    code = _code(text)
    found: list[Slip] = []
    taken = bytearray(len(text))
    finders: tuple[Callable[[str, str], Iterator[Slip]], ...] = (
        _quotes, _dates, _typed, _thousands, _percents, _units, _colons, _commas, _words, _wide, _spaces, _unquoted,
    )  # fmt: skip
    for find in finders:
        for slip in find(text, code):
            if not any(taken[slip.start : slip.end]):
                taken[slip.start : slip.end] = b"\1" * (slip.end - slip.start)
                found.append(slip)
    if _NEWER.search(text):
        found += [slip for slip in newer(text) if not any(taken[slip.start : slip.end])]
    return sorted(found, key=lambda slip: slip.start)


def newer(text: str) -> list[Slip]:
    """What only TOML 1.1 knows, in a text that is TOML: our reader accepts it, the standard library's and editors do
    not.

    An inline table over several lines, a comma after its last entry, the escapes \\e and \\x.
    """
    if not _NEWER.search(text):
        return []
    found: list[Slip] = []
    commas: list[Slip] = []
    open_brackets: list[str] = []
    start, broken, comma = 0, False, -1
    for match in re.finditer(r"[{}\[\],\n]|[^\s{}\[\],]", _code(text)):
        sign, place = match[0], match.start()
        if sign in "{[":
            if sign == "{" and "{" not in open_brackets:
                start, broken, commas = place, False, []
            open_brackets.append(sign)
        elif sign in "}]":
            if sign == "}" and comma >= 0:
                commas.append(Slip("inline-comma", comma, comma + 1, ",", ""))
            if open_brackets:
                open_brackets.pop()
            if sign == "}" and "{" not in open_brackets:
                found += [_in_one_line(text, start, place + 1)] if broken else commas
        elif sign == "\n":
            broken = broken or open_brackets[-1:] == ["{"]
            continue
        comma = place if sign == "," else -1
    for token in _TOKEN.finditer(text):
        if token[0].startswith('"') and "\\" in token[0]:
            for match in _ESCAPE.finditer(token[0]):
                meant = f"\\u{0x1B if match[1] == chr(92) + 'e' else int(match[1][2:], 16):04X}"
                place = token.start() + match.start(1)
                found.append(Slip("escape", place, place + len(match[1]), match[1], meant))
    return sorted(found, key=lambda slip: slip.start)


def syntax_problems(path: Path, text: str, error: "tomli.TOMLDecodeError | None") -> list[Problem]:
    """The problems of a text that tomli refused with `error`, or that it read (None): every slip, with its line.

    Where no slip explains the error, what tomli says stands beside them.
    """
    if error is None:
        return [_problem(path, text, slip) for slip in newer(text)]
    found = [slip for slip in slips(text) if slip.meant is not None or line_of(text, slip.start) == error.lineno]
    by_line: dict[tuple[int, str], Problem] = {}
    for problem in (_problem(path, text, slip) for slip in found):
        by_line.setdefault((problem.line, problem.code), problem)
    problems = list(by_line.values())
    if not any(problem.line <= error.lineno for problem in problems):
        unclosed = error.msg.startswith("Unclosed") and not text[error.pos :].strip()
        line = line_of(text, _last_open(_code(text))) if unclosed else error.lineno
        problems.append(Problem(path, line, "toml-syntax", {"what": error.msg}))
    return problems


def _problem(path: Path, text: str, slip: Slip) -> Problem:
    facts = {"written": slip.written} | ({} if slip.meant is None else {"meant": slip.meant.strip()})
    return Problem(path, line_of(text, slip.start), f"slip-{slip.code}", facts)


def corrected(text: str) -> tuple[str, list[Slip]]:
    """The text with every slip put right that has one meaning, and those slips, with their places in `text`.

    Slips that appear only once others are corrected are corrected too, but not among those returned.
    """
    first: list[Slip] = []
    for number in range(_MOST_ROUNDS):
        found = [slip for slip in slips(text) if slip.meant is not None]
        if not found:
            break
        if number == 0:
            first = found
        ends = [0, *(slip.end for slip in found)]
        parts = [text[end : slip.start] + (slip.meant or "") for end, slip in zip(ends, found, strict=False)]
        text = "".join([*parts, text[ends[-1] :]])
    return text, first


def line_of(text: str, place: int) -> int:
    """The line (1-based) of a place in a text."""
    return text.count("\n", 0, place) + 1


def _code(text: str) -> str:
    """The text with strings and comments blanked out: every place stays where it is."""
    return _TOKEN.sub(lambda match: re.sub(r"[^\n]", " " if match[0][0] == "#" else "\0", match[0]), text)


def _quotes(text: str, code: str) -> Iterator[Slip]:
    for match in _QUOTED.finditer(code):
        written = text[match.start() : match.end()]
        meant = None if "\0" in match[1] else f'"{match[1]}"'
        yield Slip("quotes", match.start(), match.end(), written, meant)
    for token in _TOKEN.finditer(text):
        whole = token[0]
        if whole.startswith('"') and not (len(whole) > 1 and whole.endswith('"')):
            before = code[code.rfind("\n", 0, token.start()) + 1 : token.start()]
            opened = _HALF_QUOTED.search(before)
            if opened and whole.strip() == '"':
                start = token.start() - len(opened[0])
                written = opened[0] + '"'
                yield Slip("quotes", start, token.start() + 1, written, f'"{opened[1]}"')
            elif ended := _ENDED_WRONG.fullmatch(whole):
                yield Slip("quotes", token.start(), token.end(), whole.rstrip(), f'"{ended[1]}"{ended[2]}')
            elif any(sign in whole for sign in _QUOTES):
                yield Slip("quotes", token.start(), token.end(), whole.rstrip())
        elif whole.startswith('"') and re.match(rf'"[^{_QUOTES}]*[{_ENDS}][ \t]*,', whole):
            yield Slip("quotes", token.start(), token.end(), whole)
    for match in re.finditer(f"[{_QUOTES}]", code):
        yield Slip("quotes", match.start(), match.end(), match[0])


def _dates(text: str, code: str) -> Iterator[Slip]:
    for match in _DAY.finditer(code):
        year, month, day = match[2], match[4] or match[6], match[5] or match[7]
        start = match.start() + len(match[1])
        written = text[start : match.end()]
        if (meant := _day(year, month, day)) != written:
            yield Slip("date", start, match.end(), written, meant)
    for match in _MONTH_ALONE.finditer(code):
        if match[2][4:5] != "." or _is_of_a_day(code, match.start()):  # elsewhere 2026.75 is an amount
            start = match.start() + 1 + len(match[1])
            yield Slip("date-month", start, match.end(), text[start : match.end()])


def _is_of_a_day(code: str, equals: int) -> bool:
    """Whether the key before an equals sign takes a date."""
    return re.search(r"(?<![\w-])(from|to|seen|confirmed)[ \t]*$", code[max(0, equals - 20) : equals]) is not None


def _day(year: str, month: str, day: str) -> str | None:
    with suppress(ValueError):
        return date(int(year), int(month), int(day)).isoformat()
    return None


def _typed(text: str, code: str) -> Iterator[Slip]:
    """Texts with a fixed form: full-width characters in them, a date in quotation marks."""
    for match in _STRICT_TEXT.finditer(text):
        if "\0" in code[match.start() : match.start(2) - 1] or code[match.start()] in "\0 ":
            continue
        meant = _half(match[2])
        if meant != match[2]:
            yield Slip("full-width", match.start(2), match.end(2), match[2], meant)
    for match in _DAY_QUOTED.finditer(text):
        if code[match.start()] in "\0 ":
            continue
        start = match.end(2)
        day = _day(match[3], match[5] or match[7], match[6] or match[8])
        yield Slip("date-quoted", start, match.end(), text[start : match.end()], day)


def _thousands(text: str, code: str) -> Iterator[Slip]:
    for match in _THOUSANDS.finditer(code):
        start = match.start(2)
        yield Slip("thousands", start, match.end(), match[2], re.sub("[,\uff0c]", "", match[2]))


def _percents(text: str, code: str) -> Iterator[Slip]:
    for match in _PERCENT.finditer(code):
        start = match.start(2)
        yield Slip("percent", start, match.end(), text[start : match.end()], f'"{_half(match[2])}%"')


def _units(text: str, code: str) -> Iterator[Slip]:
    for match in _UNIT.finditer(code):
        start = match.start(2)
        meant = match[2] if match[3] in ("元", "岁") else None
        yield Slip("unit", start, match.end(), text[start : match.end()], meant)


def _colons(text: str, code: str) -> Iterator[Slip]:
    for match in _COLON.finditer(code):
        end = code.find("\n", match.end())
        if "=" not in code[match.end() : end if end >= 0 else len(code)]:
            yield Slip("colon", match.start(2), match.end(2), match[2].strip(), " = ")


def _commas(text: str, code: str) -> Iterator[Slip]:
    """A comma or a full stop after a pair outside of arrays and inline tables."""
    depth = end = 0
    for match in _END_COMMA.finditer(code):
        depth += sum(1 if sign in "[{" else -1 for sign in code[end : match.start()] if sign in "[]{}")
        end = match.start()
        if depth == 0:
            yield Slip("comma", match.start(), match.end(), match[0], "")


def _words(text: str, code: str) -> Iterator[Slip]:
    for match in _TRUE_FALSE.finditer(code):
        meant = "true" if match[2].lower() in ("true", "是") else "false"
        yield Slip("true-false", match.start(2), match.end(2), match[2], meant)


def _wide(text: str, code: str) -> Iterator[Slip]:
    """Full-width characters, except in a value that needs quotation marks."""
    unquoted = [match.span(1) for match in _UNQUOTED.finditer(code) if not _is_value(_half(match[1]))]
    for match in _WIDE.finditer(code):
        if not any(start <= match.start() < end for start, end in unquoted):
            yield Slip("full-width", match.start(), match.end(), match[0], _half(match[0]))


def _spaces(text: str, code: str) -> Iterator[Slip]:
    for match in _SPACES.finditer(code):
        if match.start() == 0 and match[0] == "\ufeff":
            continue  # the mark at the start of a text is accepted
        meant = " " if match[0].translate(_NO_WIDTH) else ""
        yield Slip("space", match.start(), match.end(), match[0], meant)


def _unquoted(text: str, code: str) -> Iterator[Slip]:
    for match in _UNQUOTED.finditer(code):
        written = match[1].rstrip()
        if "\0" in written or _is_value(_half(written)):
            continue
        yield Slip(
            "unquoted",
            match.start(1),
            match.start(1) + len(written),
            written,
            None if "\\" in written else f'"{written}"',
        )


def _is_value(written: str) -> bool:
    """Whether a value without quotation marks is one that TOML knows, or nearly so."""
    return re.fullmatch(r"true|false|inf|nan|[+-]?[\d_.,:TZ+-]+%?", written.strip(), re.IGNORECASE) is not None


def _half(written: str) -> str:
    """Full-width characters as ASCII; nothing else changes."""
    return "".join(chr(ord(sign) - 0xFEE0) if "\uff01" <= sign <= "\uff5e" else sign for sign in written).translate(
        _WIDE_BRACKETS
    )


def _in_one_line(text: str, start: int, end: int) -> Slip:
    """That an inline table has several lines; one with a comment or a text of several lines is left to its keeper."""
    table = text[start:end]
    tokens = [match[0] for match in _TOKEN.finditer(text, start, end)]
    can = len(table) <= _LONGEST_TABLE and not any(token.startswith("#") or "\n" in token for token in tokens)
    return Slip("inline-lines", start, end, table.partition("\n")[0].strip(), _one_line(table) if can else None)


def _one_line(table: str) -> str:
    """An inline table in one line, without a comma after its last entry."""
    for pattern, instead in ((r"\s*\n\s*", " "), (r"\s*,\s*\}", " }")):
        table = "".join(part if kept else re.sub(pattern, instead, part) for kept, part in _split(table))
    return table


def _last_open(code: str) -> int:
    """The position of the last unclosed bracket."""
    places = [0]
    for match in re.finditer(r"[\[\]{}]", code):
        if match[0] in "[{":
            places.append(match.start())
        elif len(places) > 1:
            places.pop()
    return places[-1]


def _split(text: str) -> Iterator[tuple[bool, str]]:
    """The strings of a text (True), and what is between them."""
    end = 0
    for match in _TOKEN.finditer(text):
        yield False, text[end : match.start()]
        yield True, match[0]
        end = match.end()
    yield False, text[end:]
