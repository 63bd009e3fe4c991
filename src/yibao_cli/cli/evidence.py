"""The evidence that answers rest on, and whether it is good enough."""

from __future__ import annotations

from ..core.credit import Credit, NoRule
from ..core.errors import WeakEvidenceError
from ..core.frozen import dataclass, replace
from ..core.region import region_of
from ..core.source import GRADES, weakest
from ..render.rows import Found
from .inputs import read_grade, read_span
from .output import provenance, this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.credit import Answer
    from ..core.literals import Grade, WithheldTopic
    from ..rulebook.book import Rulebook
    from .options import EvidenceOptions


def evidence_of(answers: Iterable[Answer], book: Rulebook, files: Iterable[str] = ()) -> Found:
    """The documents that answers (and rule files besides) rest on, and the rule base they came from."""
    ids = dict.fromkeys(id for answer in answers for id in _files(answer))
    ids |= dict.fromkeys(map(region_of, files))
    return Found(sources=book.sources(list(ids)), rulebook=provenance(book), today=this_month())


def found_around(answer: Answer, book: Rulebook) -> Found:
    """The same for one answer, with all that is known around it: arrival, figures not used, searches, neighbours."""
    place, person, month = answer.region, answer.person, answer.month
    neighbours = None
    if isinstance(answer, NoRule):
        from ..rulebook.orientation import orientation  # of little use elsewhere

        neighbours = orientation(book, place, person, month)
    topics = _topics(answer)
    withheld = tuple(
        item for item in book.withheld(place) if item.topic in topics and item.concerns(person.status, month)
    )
    files = [item.file for item in withheld]
    return replace(
        evidence_of([answer], book, files),
        postings=book.postings(place, person.status, month),
        withheld=withheld,
        research=book.research(place),
        orientation=neighbours,
    )


def _topics(answer: Answer) -> set[WithheldTopic]:
    """What the answer would have used if it had been there."""
    if isinstance(answer, NoRule):
        return {answer.person.status}
    base = answer.base
    limits = base.limits if base is not None else None
    unsure = base is not None and (
        limits is None
        or base.carried
        or limits.provisional
        or limits.floor is None
        or (limits.ceiling is None and not limits.no_ceiling)
    )
    return {"deduction", *(("limits",) if unsure else ())} if answer.state == "in-force" else set()


def _files(answer: Answer) -> list[str]:
    """Ids of the regions on whose rules an answer rests."""
    files = [answer.policy.file] if answer.policy else []
    if answer.policy is not None:
        files += [item.file for item in answer.policy.deductions]
    if isinstance(answer, Credit):
        files += [figure.file for figure in answer.figures]
        if answer.base and answer.base.limits:
            files.append(answer.base.limits.region)
    return list(map(region_of, files))


@dataclass(frozen=True, slots=True)
class Bar:
    """The evidence required: a minimum grade, and a maximum age in months. None: no requirement."""

    grade: Grade | None = None
    months: int | None = None

    def hold(self, credits: Sequence[Credit]) -> None:
        """Raises WeakEvidenceError where any of the answers rests on less."""
        problem = self.problem(credits)
        if problem is not None:
            raise problem

    def problem(self, credits: Sequence[Credit]) -> WeakEvidenceError | None:
        """What is wrong with the evidence of the answers."""
        if not credits:
            return None
        grade = weakest([credit.grade for credit in credits])
        if self.grade is not None and GRADES.index(grade) > GRADES.index(self.grade):
            return WeakEvidenceError("grade-too-weak", field="min_grade", grade=grade, wanted=self.grade)
        oldest = max(credits, key=lambda credit: credit.evidence_age)
        if self.months is not None and oldest.evidence_age > self.months:
            facts = {"month": str(oldest.month), "until": str(oldest.evidence), "age": oldest.evidence_age}
            return WeakEvidenceError("evidence-too-old", field="max_age", wanted=self.months, **facts)
        return None


def read_bar(options: EvidenceOptions) -> Bar:
    """What the options ask of the evidence. Raises InputError for what cannot be read."""
    return Bar(read_grade(options.min_grade), read_span(options.max_age))
