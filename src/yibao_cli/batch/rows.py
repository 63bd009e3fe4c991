"""A table of people, row by row through the calculator: every row comes back, with its answer or its error."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..core.credit import Answer, Credit, NoRule
from ..core.errors import InputError, YibaoError
from ..core.integer import to_fen
from ..core.policy import Policy
from ..rulebook.book import Rulebook
from ..rulebook.crowd import Crowd
from ..tables.headers import Mapping
from ..tables.identity import mask_identity
from ..tables.records import Records
from .people import PeopleReader, Question
from .quick import Quick
from .record import COLUMNS, ERROR, own_heading, record


@dataclass(slots=True)
class Done:
    """A row of the output: its line in the input, its cells, the net a month in fen, the answer or error behind it.

    The answer may be that of a row like it, with other amounts.
    """

    line: int
    cells: list[str]
    answer: Answer | None
    error: YibaoError | None
    monthly: int = 0

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
    """What became of the rows. `monthly` adds the net a month of all answers, in fen.

    `problems` counts the rows without an answer by code; `examples` has the first line and error of each code.
    """

    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    monthly: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Done] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)
    """By identity: an entry of a rule file is one object."""

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
                self.policies[id(answer.policy)] = answer.policy
        if isinstance(answer, Credit):
            self.monthly += done.monthly
            return
        self.problems[done.code] += 1
        self.examples.setdefault(done.code, done)


def headings(mapping: Mapping) -> list[str]:
    """The headings of the output: those of the sheet, then ours."""
    own = [column.name for column in mapping.columns]
    return [*own, *(own_heading(name, own) for name in COLUMNS)]


class Engine:
    """Answers the rows of one sheet. `words` turns an error or a missing rule into the text of the `error` cell.

    `alike`: the answer behind a row may be that of a row like it, which saves most of the time.
    """

    def __init__(
        self,
        records: Records,
        reader: PeopleReader,
        book: Rulebook,
        words: Callable[[YibaoError | NoRule], str],
        alike: bool = True,
    ) -> None:
        self._records = records
        self._reader = reader
        self._crowd = Crowd(book)
        self._quick = Quick(records.mapping, reader.given, book) if alike else None
        self._words = words
        self._width = len(records.mapping.columns)
        identity = records.mapping.fields.get("id_number")
        self._identity = identity.index if identity is not None else None

    def rows(self, keep_ids: bool = False) -> Iterator[Done]:
        """Every row of the sheet, a month each, in order."""
        quick = self._quick
        for line, cells in self._records.rows():
            shown = self._shown(cells, keep_ids)
            if quick is not None and (found := quick.rows(cells)) is not None:
                for own, answer, monthly in found:
                    yield Done(line, [*shown, *own], answer, None, monthly)
                continue
            try:
                self._records.fit(cells)
                questions = self._reader.questions(cells)
            except InputError as error:
                yield self._failed(line, shown, error, None)
                continue
            rows = [self._answered(line, shown, question) for question in questions]
            yield from rows
            answered = [
                (question, row.answer, row.cells[self._width :])
                for question, row in zip(questions, rows, strict=True)
                if row.answer is not None
            ]
            if quick is not None and len(answered) == len(rows):
                quick.learn(cells, answered)

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
        monthly = to_fen(answer.monthly_equivalent) if isinstance(answer, Credit) else 0
        return Done(line, [*shown, *cells], answer, None, monthly)

    def _failed(self, line: int, shown: list[str], error: InputError, question: Question | None) -> Done:
        where = (str(question.month), question.region.id) if question is not None else ("", "")
        cells = [*where, *[""] * (len(COLUMNS) - 2)]
        cells[ERROR] = self._words(error)
        return Done(line, [*shown, *cells], None, error)
