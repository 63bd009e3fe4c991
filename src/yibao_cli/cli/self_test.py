"""Questions whose answers are known: the program asks them of its own rules, whatever pack or overlay is in use."""

from __future__ import annotations

from ..api import estimate
from ..core.credit import Credit
from ..core.frozen import dataclass
from ..language import spoken
from .inputs import read_person
from .options import EstimateOptions, read_plainly
from .version import own_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..rulebook.book import Rulebook

CASES: tuple[tuple[str, str | None], ...] = (
    ("-r 北京 -s 在职 --age 30 --base 10000 --month 2024-08", "200.00"),  # 10000 × 2%
    ("-r 北京 -s 在职 --age 30 --base 50000 --month 2024-08", "705.66"),  # the ceiling, 35283 × 2%
    ("-r 北京 -s 在职 --base 6000 --month 2024-06", "126.52"),  # the floor, 6326 × 2%
    ("-r 上海 -s 在职 --base 7384 --month 2024-09", "1772.16"),  # once a year, 7384 × 2% × 12
    ("-r 武汉 -s 退休 --age 66 --month 2023-03", "76.00"),  # 83 less 7
    ("-r 武汉 -s 退休 --age 70 --pension 5000 --month 2023-01", "248.00"),  # before the reform, 5000 × 5.1% less 7
    ("-r 广州 -s 在职 --age 45 --base 10000 --month 2022-11", "380.00"),  # before the reform, 3.8%
    ("-r 重庆 -s 退休 --birth 1955-06 --month 2025-06", "104.50"),  # the month of the birthday: 115 less 5 and 5.50
    ("-r 天津 -s 退休 --age 69 --month 2022-01", "40.00"),
    ("-r 重庆 -s 在职 --base 10000 --month 2023-06", None),  # the sources contradict each other: no rule
)
"""What stands behind `yibao estimate`, and what is credited; the same cases, with their reasons, are in tests/cases."""
_ENGLISH = {
    "北京": "beijing",
    "上海": "shanghai",
    "武汉": "wuhan",
    "广州": "guangzhou",
    "重庆": "chongqing",
    "天津": "tianjin",
    "在职": "employed",
    "退休": "retired",
}
"""The same words as whoever asks in English writes them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what came of it; `found` is None where there was no answer. Amounts are text, in yuan."""

    question: str
    expected: str | None
    found: str | None
    ok: bool


def self_test() -> list[Outcome]:
    """Asks all cases. A case that fails in whatever way is not ok; nothing is raised."""
    try:
        book = own_rules()
    except Exception:
        return [Outcome(_as_spoken(question), expected, None, False) for question, expected in CASES]
    return [_asked(_as_spoken(question), expected, book) for question, expected in CASES]


def _as_spoken(question: str) -> str:
    return question if spoken() == "zh" else " ".join(_ENGLISH.get(word, word) for word in question.split(" "))


def _asked(question: str, expected: str | None, book: Rulebook) -> Outcome:
    try:
        options = read_plainly(EstimateOptions, question.split(" "))
        assert options is not None and options.region is not None and options.month is not None
        answer = estimate(read_person(options), region=options.region, month=options.month, rulebook=book)
    except Exception:
        return Outcome(question, expected, None, False)
    found = f"{answer.net:.2f}" if isinstance(answer, Credit) else None
    return Outcome(question, expected, found, found == expected)
