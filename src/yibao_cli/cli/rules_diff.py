"""`yibao rules diff`: what differs between two rule bases, or two months of one."""

from __future__ import annotations

from ..core.errors import InputError
from ..core.month import parse_month
from ..render import rules_diff as words
from ..render.words import place
from ..rulebook.book import Rulebook
from ..rulebook.difference import Side, difference
from ..rulebook.sides import open_side
from .exit_codes import ExitCode
from .forms import Forms, put_form
from .inputs import read_form
from .output import provenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.month import Month
    from ..core.region import Region
    from ..rulebook.difference import Difference
    from .options import RulesDiffOptions

MOST_MONTHS = 2


def run(options: RulesDiffOptions) -> int:
    """Prints what differs; exit code 5 where anything does. Raises InputError where nothing to compare is given."""
    form = read_form(options)
    months = list(map(parse_month, options.month))
    before, after = _sides(options, months)
    regions = [_region(written, after.book, before.book) for written in dict.fromkeys(options.region)]
    found = difference(before, after, regions)
    names = {id: place(region) for side in (before, after) for id, region in side.book.places.regions.items()}
    first, second = _names(options)
    frame = words.Frame(
        words.Side(first, before.month, before.book.sources(before.book.file_ids)),
        words.Side(second, after.month, after.book.sources(after.book.file_ids)),
        names,
    )
    _print(found, frame, form, before.book, after.book)
    return ExitCode.DIFFERENCES if found else ExitCode.ANSWER


def _sides(options: RulesDiffOptions, months: Sequence[Month]) -> tuple[Side, Side]:
    """The two rule bases with their months. Without any base named both are the one in use, with one it is that."""
    if len(months) > MOST_MONTHS:
        raise InputError("diff-months", field="month", value=str(months[MOST_MONTHS]))
    if options.sides and options.rules is not None:
        raise InputError("formats-conflict", first=options.sides[0], second="--rules")
    first = months[0] if months else None
    second = months[-1] if months else None
    if len(options.sides) <= 1 and len(months) == MOST_MONTHS:
        book = open_side(options.sides[0]) if options.sides else Rulebook.open(options.rules)
        return Side(book, first), Side(book, second)
    match options.sides:
        case [one]:
            return Side(Rulebook.open(), first), Side(open_side(one), second)
        case [one, other]:
            return Side(open_side(one), first), Side(open_side(other), second)
        case [_, _, third, *_]:
            raise InputError("argument-extra", value=third, help="yibao rules diff --help")
    raise InputError("diff-sides")


def _names(options: RulesDiffOptions) -> tuple[str | None, str | None]:
    """What the sides are called; None for the rules in use."""
    match options.sides:
        case [one, other]:
            return one, other
        case [one]:
            return (one, one) if len(options.month) == MOST_MONTHS else (None, one)
    return options.rules, options.rules


def _region(written: str, *books: Rulebook) -> Region:
    """A region that either side knows. Raises RegionError."""
    book = next((book for book in books if book.knows(written)), books[0])
    return book.region(written)


def _print(found: Difference, frame: words.Frame, form: str, before: Rulebook, after: Rulebook) -> None:
    forms = Forms(
        numbers=lambda: [str(sum(len(item.regions) for item in found.amounts))],
        records=lambda: (words.RECORD_COLUMNS, words.diff_records(found)),
        document=lambda: words.diff_document(
            found, frame, provenance(before), provenance(after) if after is not before else None
        ),
        report=lambda: words.diff_report(found, frame),
    )
    put_form(form, forms)
