"""`yibao years`: contribution years for lifelong cover."""

from __future__ import annotations

from ..core.errors import InputError, MissingInputError
from ..core.month import parse_birth, parse_month
from ..core.person import OLDEST, check_birth
from ..core.region import NATIONAL, region_of
from ..core.retirement import possible_retirements
from ..core.spoken import read_sex, read_years
from ..core.years import years
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_retire_kind
from .output import name_overlay, provenance, put_json, this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.lifetime import Lifetime
    from ..core.month import Month
    from ..core.retirement import Retirement
    from ..core.source import Source
    from ..core.years import Years
    from .options import YearsOptions


def run(options: YearsOptions) -> int:
    """Prints what is needed and missing. Raises InputError for a question that cannot be answered."""
    from ..render.terminal import print_rows
    from ..render.years import no_years_rows, years_document, years_rows, years_title

    region, sex, paid = options.region, options.sex, options.paid
    given = {"region": region, "sex": sex, "paid_years": paid}
    missing = tuple(name for name, value in given.items() if value is None)
    if missing:
        raise MissingInputError(missing)
    assert region is not None and sex is not None and paid is not None
    book = Rulebook.open(options.rules)
    name_overlay(book)
    place = book.region(region)
    when = parse_month(options.month) if options.month is not None else this_month()
    whose = read_sex(sex)
    count = read_years(paid, "paid-years-malformed")
    if not 0 <= count <= OLDEST:
        raise InputError("paid-years-range", field="paid_years", value=paid)
    wanted = read_retire_kind(options.retire_kind, whose)
    retirements: tuple[Retirement, ...] = ()
    if options.birth is not None:
        born = parse_birth(options.birth)
        check_birth(born, None, when)
        retirements = possible_retirements(born, book.retirement_ages(), whose, wanted)

    def rule_for(retiring: Month) -> Lifetime | None:
        return book.lifetimes(place, retiring)[0]

    asked: list[Retirement | None] = [*retirements] or [None]
    answers = [answer for item in asked if (answer := years(rule_for, whose, count, when, item))]
    named = book.lifetimes(place, retirements[-1].month if retirements else when)[1]
    sources = _sources(book, answers, named)
    if options.json:
        put_json(years_document(place, answers, named, sources, provenance(book)))
    elif answers:
        print_rows(years_title(place, whose), years_rows(answers, named, sources, provenance(book)))
    else:
        print_rows(years_title(place, whose), no_years_rows(place, named))
    return ExitCode.ANSWER if answers else ExitCode.NO_RULE


def _sources(book: Rulebook, answers: list[Years], named: tuple[Lifetime, ...]) -> dict[str, Source]:
    """The documents cited, by id."""
    rules = [*(answer.rule for answer in answers), *named]
    files = dict.fromkeys([*(region_of(rule.file) for rule in rules), NATIONAL])
    known = book.sources(list(files))
    cited = [id for rule in rules for id in rule.sources]
    cited += [id for answer in answers if answer.retirement for id in answer.retirement.rule.sources]
    return {id: known[id] for id in dict.fromkeys(cited) if id in known}
