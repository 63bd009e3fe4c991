"""`yibao simulate`: what a change of rules means for a population."""

from __future__ import annotations

import gc
from decimal import Decimal
from pathlib import Path

from ..batch.memory import hold_little
from ..batch.simulate import AGES, DIMENSIONS, STEPS
from ..core.errors import InputError, MissingInputError
from ..core.frozen import replace
from ..core.month import parse_month
from ..language import tr
from ..outputs import check_targets
from ..render import words
from ..render.batch import error_text
from ..render.picture import check_format
from ..render.simulate import Frame, simulate_document, simulate_records, simulate_report, spread
from ..rulebook.book import Rulebook
from ..tables.headers import read_override
from .batch import row_defaults
from .drawing import draw_to
from .engines import extra
from .exit_codes import ExitCode
from .forms import Forms, put_form
from .inputs import open_after, read_form
from .output import name_pack, provenance, say
from .outputs import check_output
from .reading import asked_of, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..batch.simulate import Dimension, Simulation
    from .options import SimulateOptions


def run(options: SimulateOptions) -> int:
    """Answers and prints. Raises InputError for a file or a question that cannot be read."""
    gc.disable()  # a short process; what it keeps has no cycles
    form = read_form(options)
    by = read_dimensions(options.by)
    missing = tuple(name for name in ("before", "after") if getattr(options, name) is None)
    if missing:
        raise MissingInputError(missing)
    assert options.before is not None and options.after is not None
    before, after = parse_month(options.before, "before"), parse_month(options.after, "after")
    book = Rulebook.open(options.rules)
    new = open_after(options.rules_after) if options.rules_after is not None else book
    name_pack(book)
    if options.plot is not None:
        check_format(Path(options.plot))
    hold_little(Path(options.file))
    with extra("polars-missing"):
        import polars  # noqa: F401 (what is loaded below may have been loaded before)

        from ..batch.simulating import simulate_table
    from ..batch.reading import open_table

    check_targets({"--plot": options.plot, "--people": options.people}, options.file)
    check_output(options.people, options.overwrite)
    knowing = book if options.region is None or book.knows(options.region) else new
    given = row_defaults(options, (after,), knowing)
    asked = asked_of(options, book, has_region=given.region is not None, has_month=True)
    if new is not book:
        asked = replace(asked, is_region=lambda word: book.knows(word) or new.knows(word))
    overrides = list(map(read_override, options.map))
    source = open_table(options.file, overrides, options.encoding, options.sheet, asked=asked)
    if source.records is not None:
        tell(source.records.notes)
    each = Path(options.people) if options.people is not None else None
    found = simulate_table(source, given, (book, before), (new, after), by, error_text, each)
    rules = tr("(规则 {rules_after})", rules_after=options.rules_after) if options.rules_after is not None else ""
    names = {id: words.place(region) for rules in (new, book) for id, region in rules.places.regions.items()}
    frame = Frame(str(before), f"{after}{rules}", by, names, AGES, STEPS)
    if each is not None:
        say(tr("每个人的数写到了 {each}", each=each))
    _print(found, frame, form, book, new)
    if options.plot is not None:
        from ..render.simulate_plot import draw_spread

        draw_to(options.plot, lambda path: draw_spread(found.total, frame, path))
    return ExitCode.SOME_ROWS_FAILED if found.bad else ExitCode.ANSWER


def read_dimensions(text: str | None) -> tuple[Dimension, ...]:
    """'region,status' as dimensions, each once. Raises InputError for an unknown one."""
    found: dict[Dimension, None] = {}
    for word in (text or "").replace("、", ",").split(","):
        name = word.strip()
        dimension = next((item for item in DIMENSIONS if item == name), None)
        if name and dimension is None:
            raise InputError("choice-unknown", field="by", value=name, choices=DIMENSIONS)
        if dimension is not None:
            found[dimension] = None
    return tuple(found)


def _chart(found: Simulation, frame: Frame) -> str:
    from ..render.simulate_plot import spread_chart

    return spread_chart(found.total, frame)


def _print(found: Simulation, frame: Frame, form: str, book: Rulebook, new: Rulebook) -> None:
    forms = Forms(
        numbers=lambda: [f"{found.total.after - found.total.before:.2f}"],
        records=lambda: simulate_records(found, frame),
        document=lambda: simulate_document(
            found, frame, provenance(book), provenance(new) if new is not book else None
        ),
        report=lambda: simulate_report(found, frame),
        chart=lambda: _chart(found, frame),
    )
    put_form(form, forms)
    if form == "text":
        from ..render.terminal import print_bars

        ranges = spread(found.total, frame)
        print_bars([(item.label, Decimal(item.people), str(item.people)) for item in ranges])
