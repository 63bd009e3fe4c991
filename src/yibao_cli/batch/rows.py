"""A table of people, row by row through the calculator: every row comes back, with its answer or its error."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..core.credit import Answer, Credit, NoRule
from ..core.errors import InputError, YibaoError
from ..core.money import EXACT, ZERO
from ..core.policy import Policy
from ..rulebook.book import Rulebook
from ..rulebook.crowd import Crowd
from ..tables.headers import Mapping
from ..tables.identity import mask_identity
from ..tables.records import Records
from .people import PeopleReader, Question
from .record import COLUMNS, ERROR, own_heading, record


@dataclass(frozen=True, slots=True)
class Done:
    """A row of the output: its line in the input, its cells, the answer or the error behind it."""

    line: int
    cells: list[str]
    answer: Answer | None
    error: YibaoError | None

    @property
    def failed(self) -> bool:
        """Whether the row has no answer."""
        return not isinstance(self.answer, Credit)

    @property
    def code(self) -> str:
        """Why it has none: the code of the error, or of the missing rule."""
        if self.error is not None:
            return self.error.code
        return f"no-rule-{self.answer.reason}" if isinstance(self.answer, NoRule) else ""


@dataclass
class Summary:
    """What became of the rows. `monthly` adds the net yuan a month of all answers.

    `problems` counts the rows without an answer by code; `examples` has the first line and error of each code.
    """

    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    monthly: Decimal = ZERO
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Done] = field(default_factory=dict)
    policies: dict[Policy, None] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Rows without an answer."""
        return self.problems.total()

    def add(self, done: Done) -> None:
        """Counts one row."""
        self.rows += 1
        answer = done.answer
        if answer is not None:
            self.states[answer.state] += 1
            self.regions[answer.region.name] += 1
            if answer.policy is not None:
                self.policies[answer.policy] = None
        if isinstance(answer, Credit):
            self.monthly = EXACT.add(self.monthly, answer.monthly_equivalent)
            return
        self.problems[done.code] += 1
        self.examples.setdefault(done.code, done)


def headings(mapping: Mapping) -> list[str]:
    """The headings of the output: those of the sheet, then ours."""
    own = [column.name for column in mapping.columns]
    return [*own, *(own_heading(name, own) for name in COLUMNS)]


class Engine:
    """Answers the rows of one sheet. `words` turns an error or a missing rule into the text of the `error` cell."""

    def __init__(
        self, records: Records, reader: PeopleReader, book: Rulebook, words: Callable[[YibaoError | NoRule], str]
    ) -> None:
        self._records = records
        self._reader = reader
        self._crowd = Crowd(book)
        self._words = words
        self._width = len(records.mapping.columns)
        identity = records.mapping.fields.get("id_number")
        self._identity = identity.index if identity is not None else None

    def rows(self, keep_ids: bool = False) -> Iterator[Done]:
        """Every row of the sheet, a month each, in order."""
        for line, cells in self._records.rows():
            shown = self._shown(cells, keep_ids)
            try:
                self._records.fit(cells)
                questions = self._reader.questions(cells)
            except InputError as error:
                yield self._failed(line, shown, error, None)
                continue
            for question in questions:
                yield self._answered(line, shown, question)

    def _shown(self, cells: Sequence[str], keep_ids: bool) -> list[str]:
        """The cells of the sheet as they go out: as wide as the headings, identity numbers masked."""
        shown = list(cells[: self._width])
        if self._identity is not None and not keep_ids:
            shown[self._identity] = mask_identity(shown[self._identity])
        return shown

    def _answered(self, line: int, shown: list[str], question: Question) -> Done:
        try:
            answer = self._crowd.answer(question.region, question.person, question.month)
        except InputError as error:
            return self._failed(line, shown, error, question)
        cells = list(record(answer))
        if isinstance(answer, NoRule):
            cells[ERROR] = self._words(answer)
        return Done(line, [*shown, *cells], answer, None)

    def _failed(self, line: int, shown: list[str], error: InputError, question: Question | None) -> Done:
        where = (str(question.month), question.region.id) if question is not None else ("", "")
        cells = [*where, *[""] * (len(COLUMNS) - 2)]
        cells[ERROR] = self._words(error)
        return Done(line, [*shown, *cells], None, error)
