"""A table with a title and labelled rows under it: what the commands over many answers print."""

from __future__ import annotations

from ..core.credit import Credit, NoRule
from ..core.frozen import dataclass
from ..language import tr
from . import words
from .answer_table import markdown_table, markdown_text
from .messages import caveat
from .next_steps import why_no_rule
from .rows import SOURCES_SHOWN, Footnote, Row, label_of, labels_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..core.credit import Answer
    from ..core.policy import Policy
    from ..core.region import Region
    from ..core.source import Source

LISTED = 6
"""Answers named one by one in a caveat."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is printed: a title, a table (headings; `amounts` names those of columns of amounts), labelled rows."""

    title: str
    headings: Sequence[str]
    table: Sequence[Sequence[str]]
    rows: Sequence[Row]
    amounts: frozenset[str] = frozenset()


def report_markdown(report: Report) -> str:
    """A heading, the table, and a table of the labelled rows."""
    body = markdown_table(report.headings, report.table) if report.table else ""
    details = [(label_of(row), f"{row.text} {row.amount}".strip()) for row in labels_once(report.rows)]
    return f"## {markdown_text(report.title)}\n\n{body}\n{markdown_table((tr('项目'), tr('内容')), details)}"


def without_empty_columns(headings: Sequence[str], table: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """The table without the columns in which no row has anything."""
    kept = [number for number in range(len(headings)) if any(row[number] for row in table)]
    return [headings[number] for number in kept], [[row[number] for number in kept] for row in table]


class Cited:
    """The rules that some answers rest on, numbered as they are cited: '[1]'."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._regions: dict[Policy, Region] = {}
        for answer in answers:
            if answer.policy is not None:
                self._regions.setdefault(answer.policy, answer.region)
        self._numbers: dict[Policy, int] = {policy: number for number, policy in enumerate(self._regions, 1)}
        self._answers = answers

    def mark(self, answer: Answer) -> str:
        """The number of the answer's rule, in brackets; empty where there is none."""
        return f"[{self._numbers[answer.policy]}]" if answer.policy is not None else ""

    def rows(self, sources: Mapping[str, Source]) -> list[Row]:
        """Each rule with its period, grade, last confirmation and first sources; then why some have no number."""
        rows = []
        for policy, number in self._numbers.items():
            note = _footnote(number, policy, self._regions[policy], sources)
            heading, *more = note.lines
            rows += [
                Row("依据", text, footnote=note) for text in (f"[{number}] {heading}", *(f"    {x}" for x in more))
            ]
            shown = [words.source(item) for item in note.sources[:SOURCES_SHOWN]]
            if len(note.sources) > SOURCES_SHOWN:
                shown.append(tr("等 {sources} 件,--json 列出全部", sources=len(note.sources)))
            rows += [Row("依据", f"    {text}", quiet=True, footnote=note) for text in shown]
        return [*rows, *(Row("未知", why_no_rule(answer)) for answer in self._unknown())]

    def _unknown(self) -> Iterable[NoRule]:
        """The first of the answers without a number for each region, status, rule and reason."""
        found: dict[tuple[object, ...], NoRule] = {}
        for answer in self._answers:
            if isinstance(answer, NoRule):
                rules = answer.policy, answer.nearest
                found.setdefault((answer.region.id, answer.person.status, answer.reason, *rules), answer)
        return found.values()

    def projections(self, labels: Sequence[str] = ()) -> list[Row]:
        """How old the evidence of projections is, each once; with `labels` for which of the answers."""
        found: dict[str, list[int]] = {}
        for number, answer in enumerate(self._answers):
            if isinstance(answer, Credit) and answer.projected:
                age = tr(
                    "到 {month} 已 {evidence_age}", month=answer.month, evidence_age=words.duration(answer.evidence_age)
                )
                alone = len(self._answers) == 1 or labels
                text = tr(
                    "依据最后确认于 {evidence},{age}",
                    evidence=answer.evidence,
                    age=age if alone else tr("以后的月份都是推算"),
                )
                found.setdefault(text, []).append(number)
        known = sum(isinstance(answer, Credit) for answer in self._answers)
        return [Row("推算", f"{_whom(numbers, labels, known)}{text}") for text, numbers in found.items()]

    def caveats(self, skipped: Collection[str] = (), labels: Sequence[str] = ()) -> list[Row]:
        """The caveats, each once, without the codes `skipped`. With `labels` of the answers they name those concerned,
        unless all are.
        """
        found: dict[str, list[int]] = {}
        for number, answer in enumerate(self._answers):
            for item in answer.warnings if isinstance(answer, Credit) else ():
                if item.code not in skipped:
                    found.setdefault(caveat(item), []).append(number)
        known = sum(isinstance(answer, Credit) for answer in self._answers)
        return [Row("注意", f"{_whom(numbers, labels, known)}{text}") for text, numbers in found.items()]


def _footnote(number: int, policy: Policy, region: Region, sources: Mapping[str, Source]) -> Footnote:
    """A rule with its period, grade, last confirmation, formula and sources."""
    confirmed = tr(";最后确认 {confirmed}", confirmed=policy.confirmed) if policy.confirmed else ""
    told = (words.rule_title(policy, region), words.period(policy), tr(words.GRADE_SHORT[policy.grade]))
    heading = tr(";").join(told) + confirmed
    cited = words.by_weight(sources[id] for id in policy.sources if id in sources)
    return Footnote(number, (heading, f"{words.formulas(policy)}{tr('(')}rules/{policy.file})"), tuple(cited))


def _whom(numbers: Sequence[int], labels: Sequence[str], known: int) -> str:
    """The answers that a caveat is about; a run of them by its ends."""
    if not labels or len(numbers) == known:
        return ""
    first, last = labels[numbers[0]], labels[numbers[-1]]
    if len(numbers) > SOURCES_SHOWN and numbers[-1] - numbers[0] + 1 == len(numbers):
        return tr("{first} 至 {last}:", first=first, last=last)
    more = tr("等") if len(numbers) > LISTED else ""
    return tr("、").join(labels[number] for number in numbers[:LISTED]) + more + tr(":")
