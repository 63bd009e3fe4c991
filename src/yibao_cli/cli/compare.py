"""`yibao compare`: answers side by side."""

from __future__ import annotations

from itertools import product

from ..api import estimate
from ..core.compare import compare, compare_with
from ..core.credit import Credit, NoRule
from ..core.errors import InputError, MissingInputError
from ..core.frozen import replace
from ..core.month import parse_month
from ..core.person import in_status
from ..core.spoken import read_status
from ..rulebook.book import Rulebook
from .evidence import evidence_of, read_bar
from .exit_codes import ExitCode
from .forms import Forms, put_form
from .inputs import open_after, read_form, read_person
from .options import as_person
from .output import this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.compare import Compared
    from ..core.credit import Answer
    from ..core.literals import Status
    from ..core.month import Month
    from ..core.person import Person
    from ..core.region import Region
    from ..documents.compare import AssumedStatus
    from ..render.rows import Found
    from .options import CompareOptions

MOST = 500
"""Answers side by side; more are no comparison any more."""


def run(options: CompareOptions) -> int:
    """Answers and prints. Raises InputError for a question that cannot be answered."""
    form = read_form(options)
    bar = read_bar(options)
    if not options.region:
        raise MissingInputError(("region",) if options.status else ("region", "status"))
    assumed = None if options.status else _assumed(options)
    statuses: list[Status] = [assumed] if assumed else list(dict.fromkeys(map(read_status, options.status)))
    book = Rulebook.open(options.rules)
    new = open_after(options.rules_after) if options.rules_after is not None else None
    questions = _questions(options, statuses, (book, *((new,) if new else ())))
    befores = [_answer(book, *question) for question in questions]
    afters = [_answer(new, *question) for question in questions] if new else []
    credits = [answer for answer in (*befores, *afters) if isinstance(answer, Credit)]
    bar.hold(credits)
    if new is None:
        _print(compare(befores), form, book, assumed)
    else:
        assert options.rules_after is not None
        _print_after(befores, afters, form, (book, new), options.rules_after, assumed)
    return ExitCode.ANSWER if credits else ExitCode.NO_RULE


def _assumed(options: CompareOptions) -> AssumedStatus:
    """The status where none is given: a wage or a pension alone says which it is."""
    working = bool(options.base) or options.salary is not None
    if working == (options.pension is not None):
        raise MissingInputError(("status",))
    return "employee" if working else "retiree"


def _questions(
    options: CompareOptions, statuses: Sequence[Status], books: Sequence[Rulebook]
) -> list[tuple[Region, Person, Month]]:
    """Every combination of what was given several times, the months of one place and person together."""
    regions = list(dict.fromkeys(_region(written, books) for written in options.region))
    people = _people(options, statuses)
    months: list[Month] = list(dict.fromkeys(map(parse_month, options.month))) or [this_month()]
    if len(regions) * len(people) * len(months) > MOST:
        raise InputError("compare-too-many", value=str(len(regions) * len(people) * len(months)), most=str(MOST))
    return list(product(regions, people, months))


def _region(written: str, books: Sequence[Rulebook]) -> Region:
    """The region that the first of the rule bases knows by a name. Raises RegionError."""
    return next((book for book in books if book.knows(written)), books[0]).region(written)


def _answer(book: Rulebook, region: Region, person: Person, month: Month) -> Answer:
    """The answer; none for a region that only the other rule base knows."""
    if region.id not in book.places.regions:
        return NoRule(region, person, month, "never")
    return estimate(person, region=region, month=month, rulebook=book)


def _people(options: CompareOptions, statuses: Sequence[Status]) -> list[Person]:
    """A person for each status and base; each status gets the inputs that apply to it."""
    people: list[Person] = []
    for base in dict.fromkeys(options.base) or [None]:
        for status in statuses:
            # Read as the one status that may have both a wage and a pension, then put into the status asked for.
            given = read_person(as_person(options, "flexible" if len(statuses) > 1 else status, base=base))
            people.append(replace(in_status(given, status), group=given.group) if len(statuses) > 1 else given)
    return list(dict.fromkeys(people))


def _print(compared: Sequence[Compared], form: str, book: Rulebook, assumed: AssumedStatus | None) -> None:
    from ..render import compare as words

    def found() -> Found:
        return evidence_of([item.answer for item in compared], book)

    forms = Forms(
        numbers=lambda: [_number(item.answer) for item in compared],
        records=lambda: (words.RECORD_COLUMNS, words.compare_records(compared)),
        document=lambda: words.compare_document(compared, found(), assumed),
        report=lambda: words.compare_report(compared, found(), assumed),
    )
    put_form(form, forms)


def _print_after(
    befores: Sequence[Answer],
    afters: Sequence[Answer],
    form: str,
    books: tuple[Rulebook, Rulebook],
    name: str,
    assumed: AssumedStatus | None,
) -> None:
    from ..render import compare_after as words

    def sides() -> words.Sides:
        book, new = books
        return words.Sides(
            befores=befores,
            afters=compare_with(befores, afters),
            found=evidence_of(befores, book),
            found_after=evidence_of(afters, new),
            regions=book.places.regions,
            regions_after=new.places.regions,
            name=name,
        )

    forms = Forms(
        numbers=lambda: [words.difference_of(item) for item in compare_with(befores, afters)],
        records=lambda: (words.RECORD_COLUMNS, words.after_records(sides())),
        document=lambda: words.after_document(sides(), assumed),
        report=lambda: words.after_report(sides(), assumed),
    )
    put_form(form, forms)


def _number(answer: Answer) -> str:
    return f"{answer.monthly_equivalent:.2f}" if isinstance(answer, Credit) else ""
