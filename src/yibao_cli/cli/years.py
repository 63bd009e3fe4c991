"""`yibao years`: contribution years for lifelong cover."""

from ..core.errors import InputError, MissingInputError
from ..core.month import Birth, Month, parse_birth, parse_month
from ..core.person import OLDEST, Sex
from ..core.policy import NATIONAL, RETIRE_KINDS, Source
from ..core.retirement import Retirement, statutory_retirement
from ..core.years import years
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_sex, read_years
from .output import put_json, this_month


def run(
    region: str | None,
    sex: str | None,
    paid: str | None,
    birth: str | None,
    kind: str | None,
    month: str | None,
    as_json: bool,
    rules: str | None,
) -> ExitCode:
    """Prints what is needed and missing. Raises InputError for a question that cannot be answered."""
    from ..render.terminal import print_rows
    from ..render.years import no_years_rows, years_document, years_rows, years_title

    given = {"region": region, "sex": sex, "paid_years": paid}
    missing = tuple(name for name, value in given.items() if value is None)
    if missing:
        raise MissingInputError(missing)
    assert region is not None and sex is not None and paid is not None
    book = Rulebook.open(rules)
    place = book.region(region)
    when = parse_month(month) if month is not None else this_month()
    whose = read_sex(sex)
    count = read_years(paid, "paid-years-malformed")
    if not 0 <= count <= OLDEST:
        raise InputError("paid-years-range", field="paid_years", value=paid)
    retirements = _retirements(book, parse_birth(birth) if birth is not None else None, whose, kind, when)
    at = retirements[-1].month if retirements else when
    rule, named = book.lifetimes(place, max(at, when))
    answer = years(rule, whose, count, when, retirements) if rule else None
    files = [item.file.removesuffix(".toml") for item in ((rule, *named) if rule else named)]
    all_sources = book.sources(list(dict.fromkeys(files)))
    cited = [id for item in ((rule, *named) if rule else named) for id in item.sources]
    sources: dict[str, Source] = {id: all_sources[id] for id in dict.fromkeys(cited) if id in all_sources}
    if as_json:
        put_json(years_document(place, answer, named, sources))
    elif answer is None:
        print_rows(years_title(place, whose), no_years_rows(place, named))
    else:
        national = book.sources([NATIONAL])
        ages = {id: national[id] for item in retirements for id in item.rule.sources if id in national}
        print_rows(years_title(place, whose), years_rows(answer, named, sources, ages))
    return ExitCode.ANSWER if answer else ExitCode.NO_RULE


def _retirements(
    book: Rulebook, birth: Birth | None, sex: Sex, kind: str | None, month: Month
) -> tuple[Retirement, ...]:
    """The statutory retirements that can be the person's, the earliest first."""
    if kind is not None and kind not in RETIRE_KINDS:
        raise InputError("retire-kind-unknown", field="retire_kind", value=kind, choices=RETIRE_KINDS)
    if kind is not None and (kind == "men") != (sex == "male"):
        raise InputError("retire-kind-sex", field="retire_kind", value=kind)
    if birth is None:
        return ()
    if birth.in_month > month:
        raise InputError("birth-future", field="birth", value=str(birth), month=str(month))
    wanted = [kind] if kind else ["men"] if sex == "male" else ["women-50", "women-55"]
    found = [statutory_retirement(birth, rule) for rule in book.retirement_ages() if rule.kind in wanted]
    return tuple(sorted(found, key=lambda item: item.month))
