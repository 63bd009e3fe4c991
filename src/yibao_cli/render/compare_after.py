"""The same questions under two rule bases: who gets more, who less, as a report, as JSON and as CSV records."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from ..core.compare import OUTCOMES, Compared, compare
from ..core.credit import Answer, Credit
from ..core.frozen import dataclass
from ..core.literals import Outcome
from ..core.money import format_yuan
from ..core.region import Region
from ..core.text import one_line
from ..language import tr
from . import words
from .answer_json import policy_document, source_documents
from .answer_table import COLUMNS, answer_record
from .compare import (
    amount_text,
    answer_document,
    assumed_rows,
    cited_by,
    difference_cells,
    policies_of,
    reasons,
    title_and_facts,
    why,
)
from .report import Cited, Report, without_empty_columns
from .rows import Found, Row, edition_row, notice, overlay_rows

if TYPE_CHECKING:
    from ..documents import compare as shapes
    from ..documents.compare import AssumedStatus

HEADINGS = ("地区", "状态", "月份", "基数", "原来", "后来", "差(元)", "差(%)", "结果", "等级", "依据")
AMOUNT_HEADINGS = frozenset(("基数", "原来", "后来", "差(元)", "差(%)"))
OUTCOME: dict[Outcome, str] = {"gainer": "变多", "loser": "变少", "same": "不变", "unknown": "不明"}
ONLY_AFTER, ONLY_BEFORE = "只在后来有", "只在原来有"


@dataclass(frozen=True, slots=True)
class Sides:
    """Answers before and after with what they rest on, the regions both rule bases know, the name of the second."""

    befores: Sequence[Answer]
    afters: Sequence[Compared]
    found: Found
    found_after: Found
    regions: Container[str]
    regions_after: Container[str]
    name: str

    @property
    def new(self) -> list[Region]:
        """The regions asked about that only the second rule base knows."""
        return list(dict.fromkeys(a.region for a in self.befores if a.region.id not in self.regions))

    def tally(self, outcome: Outcome) -> int:
        """How many answers come out so."""
        return sum(item.outcome == outcome for item in self.afters)


def after_report(sides: Sides, assumed: "AssumedStatus | None") -> Report:
    """A row a question with both amounts, how many gain and lose, why, and what both amounts rest on."""
    answers = [item.answer for item in sides.afters]
    both = [answer for pair in zip(sides.befores, answers, strict=True) for answer in pair]
    cited = Cited(both)
    title, shown = title_and_facts(tr("规则变动:现用的规则 → {name}", name=one_line(sides.name)), answers)
    table = [
        [
            *row,
            amount_text(before),
            amount_text(item.answer),
            *difference_cells(item),
            *_rest(before, item, sides, cited),
        ]
        for row, before, item in zip(shown, sides.befores, sides.afters, strict=True)
    ]
    headings, table = without_empty_columns(HEADINGS, table)
    labels = [" ".join(filter(None, row)) for row in shown]
    named = [f"{label} {side}".strip() for label in labels for side in (tr("原来"), tr("后来"))]
    counts = tr(",").join(f"{tr(OUTCOME[outcome])} {sides.tally(outcome)}" for outcome in OUTCOMES)
    return Report(
        title=title,
        headings=headings,
        table=table,
        rows=[
            Row("合计", counts, strong=True),
            *reasons(labels, sides.afters),
            *cited.rows({**sides.found.sources, **sides.found_after.sources}),
            *assumed_rows(assumed),
            *cited.projections(named),
            *cited.caveats(labels=named),
            edition_row(sides.found.rulebook),
            edition_row(sides.found_after.rulebook),
            *overlay_rows(sides.found),
            notice(),
        ],
        amounts=AMOUNT_HEADINGS,
    )


def _rest(before: Answer, item: Compared, sides: Sides, cited: Cited) -> list[str]:
    """How it comes out, the grades and the rules of both answers."""
    answer = item.answer
    outcome = tr(OUTCOME[item.outcome])
    if answer.region.id not in sides.regions:
        outcome = ONLY_AFTER
    elif answer.region.id not in sides.regions_after:
        outcome = ONLY_BEFORE
    grades = [tr(words.GRADE_SHORT[one.grade]) for one in (before, answer) if isinstance(one, Credit)]
    marks = dict.fromkeys((cited.mark(before), cited.mark(answer)))
    return [outcome, " → ".join(dict.fromkeys(grades)), " → ".join(filter(None, marks))]


def after_document(sides: Sides, assumed: "AssumedStatus | None") -> "shapes.Document":
    """The document that `yibao compare --rules-after … --json` prints."""
    answers = [*sides.befores, *(item.answer for item in sides.afters)]
    policies = policies_of(answers)
    sources = {**sides.found.sources, **sides.found_after.sources}
    return {
        "schema": "yibao/compare",
        "version": 1,
        "status_assumed": assumed,
        "answers": [answer_document(item, policies) for item in compare(sides.befores)],
        "after": [{**answer_document(item, policies), "outcome": item.outcome} for item in sides.afters],
        "tally": {
            "gainers": sides.tally("gainer"),
            "losers": sides.tally("loser"),
            "same": sides.tally("same"),
            "unknown": sides.tally("unknown"),
        },
        "regions_new": [region.id for region in sides.new],
        "policies": [policy_document(policy) for policy in policies],
        "sources": source_documents(cited_by(answers, policies), sources),
        "rulebook": sides.found.rulebook,
        "rulebook_after": sides.found_after.rulebook,
        "disclaimer": tr(words.UNOFFICIAL),
    }


RECORD_COLUMNS = (*COLUMNS, "before", "difference", "difference_percent", "outcome", "why")


def after_records(sides: Sides) -> list[list[str]]:
    """One CSV record a question: the answer after, and what was before, under RECORD_COLUMNS."""
    return [
        [
            *answer_record(item.answer).values(),
            format_yuan(before.monthly_equivalent) if isinstance(before, Credit) else "",
            *(cell.removeprefix("+") for cell in difference_cells(item)),
            item.outcome,
            why("", item).removeprefix(tr(":")),
        ]
        for before, item in zip(sides.befores, sides.afters, strict=True)
    ]


def difference_of(item: Compared) -> str:
    """Yuan a month more or less; empty where one side has no number."""
    return "" if item.difference is None else format_yuan(item.difference)
