"""Takes names and numbers of people out of what `reconcile` shows."""

from __future__ import annotations

from ..core.copying import replacer
from ..core.errors import InputError
from ..core.frozen import replace
from ..core.outcome import Outcome
from ..core.text import masked
from ..render.reconcile import BadLine
from ..tables.identity import mask, mask_name
from ..tables.statements import PERSON
from ..tables.vocabulary import vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.errors import YibaoError
    from ..core.outcome import Reconciliation
    from ..render.reconcile import Read

SHORTEST = 2
"""Signs of a name that is looked for in other texts; a shorter one would be found in any word."""
_COUNTS = ("count", "lines", "months", "age", "year")
"""Facts that are numbers of ours, in which the number of a person may stand by chance."""


_shown_as = replacer(Outcome, "person", "name", "facts")


def mask_result(result: Reconciliation) -> Reconciliation:
    """The result without numbers and names of people, also where a free text of the file repeats them."""
    people = {(item.person, item.name) for item in result.outcomes}
    shown = {who: (mask(who[0]), mask_name(who[1])) for who in people}
    return replace(
        result,
        outcomes=tuple(_outcome(item, *shown[item.person, item.name]) for item in result.outcomes),
        unpaid=tuple(replace(row, label=_text(row.label, (row.person, row.name))) for row in result.unpaid),
    )


def mask_read(read: Read, result: Reconciliation) -> Read:
    """What was read without numbers and names of people; `result` says who they are."""
    names = {name for item in result.outcomes for name in (item.name, item.person)}
    notes = [
        replace(note, facts={key: _fact(key, text, names) for key, text in note.facts.items()}) for note in read.notes
    ]
    bad = [BadLine(item.line, _error(item.why)) for item in read.bad]
    return replace(read, name=_text(read.name, names), form=_text(read.form, names), notes=notes, bad=bad)


def _fact(key: str, text: str, names: Iterable[str]) -> str:
    return masked(text) if key in _COUNTS else _text(text, names)


def _outcome(item: Outcome, person: str, name: str) -> Outcome:
    who = item.person, item.name
    facts = {key: _text(text, who) for key, text in item.facts.items()} if item.facts else item.facts
    return _shown_as(item, person, name, facts)


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
