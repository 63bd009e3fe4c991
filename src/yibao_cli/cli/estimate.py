"""`yibao estimate`: one person, one month, one answer."""

from __future__ import annotations

import os

from ..api import estimate
from ..core.credit import Credit
from ..core.errors import MissingInputError
from ..core.month import parse_month
from ..language import tr
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_form, read_person
from .output import complain, put, put_json, this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.credit import Answer
    from ..core.month import Month
    from .options import EstimateOptions

NO_WARNINGS = "YIBAO_NO_WARNINGS"


def run(options: EstimateOptions) -> int:
    """Answers and prints. Raises InputError for a question that cannot be answered."""
    form = read_form(options)
    month = parse_month(options.month) if options.month is not None else this_month()
    book = Rulebook.open(options.rules)
    answer = _answer(options, book, month)
    if isinstance(answer, Credit) and (options.min_grade is not None or options.max_age is not None):
        from .evidence import read_bar

        read_bar(options).hold([answer])
    _print(answer, form, options, book)
    return ExitCode.ANSWER if isinstance(answer, Credit) else ExitCode.NO_RULE


def _answer(options: EstimateOptions, book: Rulebook, month: Month) -> Answer:
    missing = tuple(field for field in ("region", "status") if getattr(options, field) is None)
    if missing:
        raise MissingInputError(missing)
    assert options.region is not None
    return estimate(read_person(options), region=book.region(options.region), month=month, rulebook=book)


def _print(answer: Answer, form: str, options: EstimateOptions, book: Rulebook) -> None:
    explain = options.explain
    if form == "number":
        _print_number(answer, options.quiet_warnings)
        return
    if form == "csv":
        from ..render.answer_table import answer_csv

        put(answer_csv(answer))
        return
    from ..render.rows import answer_rows, title
    from .evidence import found_around

    found = found_around(answer, book)
    if form == "json":
        from ..render.answer_json import answer_document

        put_json(answer_document(answer, found))
    elif form == "md":
        from ..render.answer_table import answer_markdown

        put(answer_markdown(answer, found, explain))
    elif form == "html":
        from ..render.html import answer_html

        put(answer_html(answer, found, explain))
    else:
        from ..render.terminal import print_rows

        print_rows(title(answer), answer_rows(answer, found, explain))


def _print_number(answer: Answer, quiet_warnings: bool) -> None:
    if isinstance(answer, Credit):
        put(f"{answer.monthly_equivalent:.2f}")
        if answer.projected and not quiet_warnings and not os.environ.get(NO_WARNINGS):
            from ..render.words import evidence_age

            complain(tr("推算:{evidence_age}", evidence_age=evidence_age(answer, this_month())))
    else:
        from ..render.next_steps import why_no_rule

        complain(why_no_rule(answer))
