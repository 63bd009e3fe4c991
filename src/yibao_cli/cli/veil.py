"""Takes names and numbers of people out of what `reconcile` shows."""

from collections.abc import Iterable
from dataclasses import replace

from ..core.errors import InputError, YibaoError
from ..core.outcome import Outcome, Reconciliation
from ..render.messages import masked
from ..render.reconcile import BadLine, Read
from ..tables.identity import mask, mask_name
from ..tables.statements import PERSON
from ..tables.vocabulary import vocabulary

SHORTEST = 2
"""Signs of a name that is looked for in other texts; a shorter one would be found in any word."""


def veiled(result: Reconciliation) -> Reconciliation:
    """The result without numbers and names of people, also where a free text of the file repeats them."""
    return replace(
        result,
        outcomes=tuple(map(_outcome, result.outcomes)),
        unpaid=tuple(replace(row, label=_text(row.label, (row.person, row.name))) for row in result.unpaid),
    )


def veiled_read(read: Read, result: Reconciliation) -> Read:
    """What was read without numbers and names of people; `result` says who they are."""
    names = {name for item in result.outcomes for name in (item.name, item.person)}
    return replace(read, name=_text(read.name, names), bad=[BadLine(item.line, _error(item.why)) for item in read.bad])


def _outcome(item: Outcome) -> Outcome:
    who = item.person, item.name
    facts = {key: _text(text, who) for key, text in item.facts.items()} if item.facts else item.facts
    return replace(item, person=mask(item.person), name=mask_name(item.name), facts=facts)


def _text(text: str, names: Iterable[str]) -> str:
    for name in names:
        if len(name) >= SHORTEST and name in text:
            text = text.replace(name, mask(name))
    return masked(text)


def _error(problem: YibaoError) -> YibaoError:
    """An error about a cell; one of a column that names people does not repeat it."""
    match = vocabulary().match(str(problem.facts.get("field", "")))
    if match is None or match.field not in PERSON or "value" not in problem.facts:
        return problem
    return InputError(problem.code, **{**problem.facts, "value": mask(str(problem.facts["value"]))})
