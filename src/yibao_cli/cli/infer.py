"""`yibao infer`: from an amount that arrived to what explains it."""

from __future__ import annotations

from ..api import infer
from ..core.credit import NoRule
from ..core.errors import InputError, MissingInputError
from ..core.frozen import replace
from ..core.infer import Inference, shortfall
from ..core.money import parse_yuan
from ..core.month import parse_month
from ..render.next_steps import why_no_rule
from ..rulebook.book import Rulebook
from .evidence import evidence_of, read_bar
from .exit_codes import ExitCode
from .forms import Forms, put_form
from .inputs import read_form, read_person
from .output import complain, this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ..core.infer import Shortfall
    from ..core.person import Person
    from ..core.policy import Policy
    from ..core.region import Region
    from ..render.rows import Found
    from .options import InferOptions


def run(options: InferOptions) -> int:
    """Answers and prints. Raises InputError for a question that cannot be answered."""
    form = read_form(options)
    bar = read_bar(options)
    missing = tuple(name for name in ("region", "status", "credit") if getattr(options, name) is None)
    if missing:
        raise MissingInputError(missing)
    assert options.region is not None and options.credit is not None
    book = Rulebook.open(options.rules)
    place = book.region(options.region)
    given = read_person(options)
    # The wage is what the base is held against; it is not what the credit was taken from.
    person = replace(given, salary=None)
    month = parse_month(options.month) if options.month is not None else this_month()
    if given.base is not None and given.salary is not None:
        raise InputError("base-and-salary", field="salary")
    credited = parse_yuan(options.credit, "credit")
    found = infer(person, credited, region=place, month=month, rulebook=book)
    if isinstance(found, NoRule):
        _print_unknown(found, credited, form, book)
        return ExitCode.NO_RULE
    bar.hold([item.sample for item in found.explanations])
    rules = [ruling.policy for ruling in book.rulings(place, person, month)]
    _print(found, person, place, _shortfalls(found, given.salary), form, book, rules)
    return ExitCode.ANSWER if found.explanations else ExitCode.DIFFERENCES


def _print_unknown(answer: NoRule, credited: Decimal, form: str, book: Rulebook) -> None:
    from ..render import infer as words

    nothing = Inference(credited, answer.month, (), None, None)
    forms = Forms(
        numbers=list,
        records=lambda: (words.RECORD_COLUMNS, []),
        document=lambda: words.infer_document(
            nothing, answer.person, answer.region, [], evidence_of([answer], book), answer
        ),
        report=lambda: words.unknown_report(answer, credited),
    )
    put_form(form, forms)
    if form in ("number", "csv"):
        complain(why_no_rule(answer))


def _shortfalls(found: Inference, salary: Decimal | None) -> list[Shortfall | None]:
    """What a real wage would have given, beside each explanation by a base; empty where no wage was given."""
    if salary is None:
        return []
    return [shortfall(item, salary) if item.unknown == "base" else None for item in found.explanations]


def _print(
    found: Inference,
    person: Person,
    place: Region,
    shortfalls: Sequence[Shortfall | None],
    form: str,
    book: Rulebook,
    rules: Sequence[Policy],
) -> None:
    from ..render import infer as words

    def behind() -> Found:
        return evidence_of([item.sample for item in found.explanations], book)

    forms = Forms(
        numbers=lambda: ["" if item.low is None else f"{item.low:.2f}" for item in found.explanations],
        records=lambda: (words.RECORD_COLUMNS, words.infer_records(found, shortfalls)),
        document=lambda: words.infer_document(found, person, place, shortfalls, behind(), rules=rules),
        report=lambda: words.infer_report(found, person, place, shortfalls, behind(), rules),
    )
    put_form(form, forms)
