"""`yibao estimate`: one person, one month, one answer."""

from ..api import estimate
from ..core.credit import Answer, Credit
from ..core.errors import InputError, MissingInputError
from ..core.month import Month, parse_month
from ..core.region import region_of
from ..core.source import GRADES
from ..rulebook.book import Rulebook
from .ask import can_ask, complete
from .exit_codes import ExitCode
from .inputs import read_grade, read_person
from .options import FORMATS, EstimateOptions
from .output import complain, provenance, put, put_json, this_month


def run(options: EstimateOptions) -> ExitCode:
    """Answers and prints. Raises InputError for a question that cannot be answered."""
    form = _format(options)
    wanted = read_grade(options.min_grade) if options.min_grade is not None else None
    month = parse_month(options.month) if options.month is not None else this_month()
    book = Rulebook.open(options.rules)
    answer = _asking(options, book, month) if can_ask() else _answer(options, book, month)
    if isinstance(answer, Credit) and wanted and GRADES.index(answer.grade) > GRADES.index(wanted):
        from ..render.messages import error
        from ..render.words import GRADE_SHORT

        facts = {"grade": GRADE_SHORT[answer.grade], "wanted": GRADE_SHORT[wanted]}
        complain(error(InputError("grade-too-weak", **facts)))
        return ExitCode.WEAK_EVIDENCE
    _print(answer, form, options.explain, book)
    return ExitCode.ANSWER if isinstance(answer, Credit) else ExitCode.NO_RULE


def _format(options: EstimateOptions) -> str:
    """The one output format asked for: text, json, csv, md or number."""
    if options.format is not None and options.format not in FORMATS:
        raise InputError("format-unknown", field="format", value=options.format, choices=FORMATS)
    asked = {}
    if options.quiet:
        asked["-q"] = "number"
    if options.json:
        asked["--json"] = "json"
    if options.format is not None:
        asked["--format"] = options.format
    if len(set(asked.values())) > 1:
        first, second, *_ = asked
        raise InputError("formats-conflict", first=first, second=second)
    return next(iter(asked.values()), "text")


def _answer(options: EstimateOptions, book: Rulebook, month: Month) -> Answer:
    missing = tuple(field for field in ("region", "status") if getattr(options, field) is None)
    if missing:
        raise MissingInputError(missing)
    assert options.region is not None
    return estimate(read_person(options), region=book.region(options.region), month=month, rulebook=book)


def _asking(options: EstimateOptions, book: Rulebook, month: Month) -> Answer:
    """On a terminal what is missing is asked for, one thing at a time."""
    while True:
        try:
            return _answer(options, book, month)
        except MissingInputError as missing:
            complete(options, missing, book)


def _print(answer: Answer, form: str, explain: bool, book: Rulebook) -> None:
    if form == "number":
        _print_number(answer)
        return
    if form == "csv":
        from ..render.answer_table import answer_csv

        put(answer_csv(answer))
        return
    from ..render.rows import Found, answer_rows, title

    found = Found(
        sources=book.sources(_files(answer)),
        rulebook=provenance(book),
        postings=book.postings(answer.region, answer.person.status, answer.month),
    )
    if form == "json":
        from ..render.answer_json import answer_document

        put_json(answer_document(answer, found))
    elif form == "md":
        from ..render.answer_table import answer_markdown

        put(answer_markdown(answer, found, explain))
    else:
        from ..render.terminal import print_rows

        print_rows(title(answer), answer_rows(answer, found, explain))


def _print_number(answer: Answer) -> None:
    if isinstance(answer, Credit):
        put(f"{answer.monthly_equivalent:.2f}")
    else:
        from ..render.next_steps import why_no_rule

        complain(why_no_rule(answer))


def _files(answer: Answer) -> list[str]:
    """Ids of the rule files an answer rests on."""
    files = [answer.policy.file] if answer.policy else []
    if isinstance(answer, Credit):
        files += [figure.file for figure in answer.figures]
        if answer.base and answer.base.limits:
            files.append(answer.base.limits.file)
    return list(dict.fromkeys(map(region_of, files)))
