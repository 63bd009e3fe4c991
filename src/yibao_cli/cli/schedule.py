"""`yibao schedule`: month by month."""

from __future__ import annotations

from ..core.credit import Credit
from ..core.errors import MissingInputError
from ..core.money import ZERO, parse_yuan
from ..core.month import parse_month
from ..rulebook.book import Rulebook
from .course import schedule_of
from .drawing import draw_to
from .evidence import evidence_of, read_bar
from .exit_codes import ExitCode
from .forms import Forms, put_form
from .inputs import read_form, read_person
from .output import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.schedule import Course, Schedule
    from ..render.rows import Found
    from .options import ScheduleOptions


def run(options: ScheduleOptions) -> int:
    """Answers and prints. Raises InputError for a question that cannot be answered."""
    form = read_form(options)
    bar = read_bar(options)
    needed = {"region": options.region, "status": options.status, "from": options.from_, "to": options.to}
    missing = tuple(name for name, value in needed.items() if value is None)
    if missing:
        raise MissingInputError(missing)
    if options.plot is not None:
        from ..outputs import check_targets

        check_targets({"--plot": options.plot})
    book = Rulebook.open(options.rules)
    months = _schedule(options, book)
    bar.hold([entry.answer for entry in months.entries if isinstance(entry.answer, Credit)])
    if options.plot is not None:
        from ..render.plot import draw
        from ..render.schedule_plot import schedule_plot

        draw_to(options.plot, lambda path: draw(*schedule_plot(months), path))
    _print(months, form, options.all, book, _in_vain(options, months.course))
    return ExitCode.ANSWER if months.unknown < len(months.entries) else ExitCode.NO_RULE


def _schedule(options: ScheduleOptions, book: Rulebook) -> Schedule:
    assert options.from_ is not None and options.to is not None
    return schedule_of(
        options,
        book,
        read_person(options),
        parse_month(options.from_, "from"),
        parse_month(options.to, "to"),
        parse_yuan(options.balance, "balance") if options.balance is not None else None,
        parse_yuan(options.spend, "spend") if options.spend is not None else ZERO,
    )


def _in_vain(options: ScheduleOptions, course: Course) -> tuple[str, ...]:
    """Fields that were given but only count for a retirement that does not come."""
    retires = course.retired is not None or course.person.status not in ("employee", "flexible")
    return () if retires else tuple(name for name in ("pension", "retire") if getattr(options, name) is not None)


def _print(months: Schedule, form: str, every_month: bool, book: Rulebook, in_vain: Sequence[str]) -> None:
    from ..render import schedule as words

    course = months.course
    others = [item.file for item in (course.switch, course.statutory and course.statutory.rule) if item]

    def found() -> Found:
        return evidence_of([entry.answer for entry in months.entries], book, files=others)

    forms = Forms(
        numbers=lambda: [f"{months.posted:.2f}"] if months.grade is not None else [],
        records=lambda: (words.RECORD_COLUMNS, words.schedule_records(months)),
        document=lambda: words.schedule_document(months, found()),
        report=lambda: words.schedule_report(months, found(), every_month, in_vain),
    )
    put_form(form, forms)
    if form == "number" and months.unknown:
        complain(words.unknown_months(months))
    if form == "text":
        from ..render.terminal import print_bars

        print_bars(words.schedule_bars(months))
