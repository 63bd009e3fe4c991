"""`yibao calendar`: the days of a schedule for a calendar."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from ..core.credit import Credit
from ..core.errors import InputError, MissingInputError
from ..core.month import FIRST_YEAR, Month, parse_month
from ..core.occasions import occasions
from ..language import tr
from ..outputs import STANDARD_OUTPUT, check_targets, whole_file
from ..rulebook.book import Rulebook
from .course import schedule_of
from .engines import extra
from .evidence import evidence_of, read_bar
from .exit_codes import ExitCode
from .inputs import read_person
from .output import complain, name_overlay, put, this_month
from .outputs import check_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.person import Person
    from ..core.schedule import Schedule
    from .options import CalendarOptions

SPAN = 12
"""Months after the first one where no last one is given."""


def run(options: CalendarOptions) -> int:
    """Answers and writes. Raises InputError for a question that cannot be answered, a file that cannot be written."""
    from ..render.calendar import NOTHING, schedule_calendar, undated

    bar = read_bar(options)
    missing = tuple(name for name in ("region", "status") if getattr(options, name) is None)
    if missing:
        raise MissingInputError(missing)
    _check_output(options)
    book = Rulebook.open(options.rules)
    name_overlay(book)
    assert options.region is not None
    place, person = book.region(options.region), read_person(options)
    first = parse_month(options.from_, "from") if options.from_ is not None else this_month()
    last = parse_month(options.to, "to") if options.to is not None else first.plus(SPAN)
    if last < first:
        raise InputError("months-order", field="to", value=str(last), first=str(first))
    months = _schedule(options, book, person, first, last)
    bar.hold([entry.answer for entry in months.entries if isinstance(entry.answer, Credit) and entry.month >= first])
    found = occasions(months, lambda status, month: book.postings(place, status, month), first)
    if found.undated:
        complain(undated(months, found))
    if not found.found:
        complain(tr(NOTHING))
        return ExitCode.NO_RULE
    course = months.course
    rules = [course.switch, course.statutory and course.statutory.rule, *(item.posting for item in found.found)]
    evidence = evidence_of([entry.answer for entry in months.entries], book, [rule.file for rule in rules if rule])
    with extra("calendar-missing"):
        content = schedule_calendar(months, found, evidence, book.edition.date or date(first.year, first.month, 1))
    if options.output in (None, STANDARD_OUTPUT):
        put(content.decode())
        return ExitCode.ANSWER
    assert options.output is not None
    with whole_file(Path(options.output)) as new:
        new.write_bytes(content)
    return ExitCode.ANSWER


def _check_output(options: CalendarOptions) -> None:
    """Raises InputError for a file that is none of a calendar, cannot be written, or is there already."""
    output = options.output
    if output is None or output == STANDARD_OUTPUT:
        return
    check_targets({"-o": output})
    check_output(output, options.overwrite)
    if Path(output).suffix.lower() != ".ics" and not output.startswith("/dev/"):
        raise InputError("output-form", field="output", value=output, choices=(".ics",))


def _schedule(options: CalendarOptions, book: Rulebook, person: Person, first: Month, last: Month) -> Schedule:
    """With the month before `first` where that can be asked about: what changes in `first` changes from that one."""
    if person.age is None and first > Month(FIRST_YEAR, 1):
        with suppress(InputError):
            return schedule_of(options, book, person, first.plus(-1), last)
    return schedule_of(options, book, person, first, last)
