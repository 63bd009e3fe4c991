"""What answers rest on, and whether it is good enough."""

from collections.abc import Iterable, Sequence

from ..core.credit import Answer, Credit
from ..core.posting import Posting
from ..core.region import region_of
from ..core.source import GRADES, Grade
from ..render.rows import Found
from ..rulebook.book import Rulebook
from .output import complain, provenance


def found_behind(
    answers: Iterable[Answer], book: Rulebook, postings: Sequence[Posting] = (), files: Iterable[str] = ()
) -> Found:
    """The documents that answers (and rule files besides) rest on, and the rule base they came from."""
    ids = dict.fromkeys(id for answer in answers for id in _files(answer))
    ids |= dict.fromkeys(map(region_of, files))
    return Found(sources=book.sources(list(ids)), rulebook=provenance(book), postings=postings)


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


def too_weak(grade: Grade, wanted: Grade | None) -> bool:
    """Whether evidence is below what was asked for; says so."""
    if wanted is None or GRADES.index(grade) <= GRADES.index(wanted):
        return False
    from ..core.errors import InputError
    from ..render.messages import error
    from ..render.words import GRADE_SHORT

    complain(error(InputError("grade-too-weak", grade=GRADE_SHORT[grade], wanted=GRADE_SHORT[wanted])))
    return True
