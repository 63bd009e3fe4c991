"""What the name of a sheet, or a title, says of all its rows: a region, a year, a month."""

import re
from collections.abc import Callable

from ..core.frozen import dataclass
from ..core.text import half_width

_ANOTHER_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_TIMES = tuple(
    map(
        re.compile,
        (
            r"(?<!\d)((?:19|20)\d{2})\s*[年.\-/_]\s*(\d{1,2})(?!\d)\s*(?:月份?)?",
            r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)",
            r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*(?:年度?)?()",
            r"(?<!\d)(\d{2})年度?\s*(?:(\d{1,2})月份?)?",
            r"()(?<![\d\-~—至到])(\d{1,2})\s*月份?",
        ),
    )
)
_SEPARATORS = " \t-_·.,,、()[]【】"
_NOISE = re.compile(r"分公司|办事处|职工|人员|医保|社保|工资表?|明细表?|台账|名单|花名册")
_MONTHS = range(1, 13)
_SHORTEST_REGION = 2


@dataclass(frozen=True, slots=True)
class NameFields:
    """What a name says; None where it does not say it. `region` is text."""

    region: str | None = None
    year: int | None = None
    month: int | None = None

    @property
    def kinds(self) -> tuple[bool, bool, bool]:
        """Which of the three it says."""
        return self.region is not None, self.year is not None, self.month is not None


def said_by(name: str, is_region: Callable[[str], bool]) -> NameFields:
    """What the name of a sheet says.

    >>> said_by("2024年1月", lambda text: False)
    NameFields(region=None, year=2024, month=1)
    >>> said_by("武汉-2023", lambda text: text == "武汉")
    NameFields(region='武汉', year=2023, month=None)
    """
    plain = half_width(name).strip()
    year = month = None
    for pattern in _TIMES:
        match = pattern.search(plain)
        if match is None or (match[2] and int(match[2]) not in _MONTHS):
            continue
        year = int(match[1]) + (2000 if len(match[1]) == 2 else 0) if match[1] else None
        month = int(match[2]) if match[2] else None
        plain = plain[: match.start()] + " " + plain[match.end() :]
        break
    if _ANOTHER_YEAR.search(plain):
        year = month = None
    rest = plain.strip(_SEPARATORS)
    places = (rest, _NOISE.sub("", rest).strip(_SEPARATORS))
    region = next((text for text in places if len(text) >= _SHORTEST_REGION and is_region(text)), None)
    return NameFields(region, year, month)
