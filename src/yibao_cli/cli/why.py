"""`yibao why`: nothing came, less came, it stopped, the balance is zero."""

from dataclasses import replace
from datetime import date

from ..api import estimate
from ..core.credit import Answer, Credit
from ..core.diagnosis import Finding, findings
from ..core.errors import InputError, MissingInputError
from ..core.month import Month, parse_month
from ..core.person import Person
from ..core.policy import NATIONAL, SYMPTOMS, Cause, Region, Symptom
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_person
from .options import EstimateOptions
from .output import put_json, this_month

LOOKED_BACK = 13
"""Months whose credits are compared: the one asked about and a year before it."""


def run(options: EstimateOptions, symptom: str | None, retired: str | None, as_json: bool) -> ExitCode:
    """Prints the causes, those that the rules confirm for the person first."""
    from ..render.causes import SYMPTOM, cause_lines, causes_document
    from ..render.terminal import print_lines
    from ..render.words import STATUS

    wanted = _read_symptom(symptom)
    book = Rulebook.open(options.rules)
    place = book.region(options.region) if options.region is not None else None
    month = parse_month(options.month) if options.month is not None else this_month()
    person = read_person(options) if options.status is not None else None
    if retired is not None and (person is None or person.status != "retiree"):
        raise InputError("retired-not-retiree", field="retired", value=retired)
    found: dict[str, Finding] = {}
    if place is not None and person is not None:
        found = _confirmed(book, place, person, month, parse_month(retired, "retired") if retired else None)
    causes = [cause for cause in book.causes() if _concerns(cause, wanted, person)]
    causes.sort(key=lambda cause: cause.id not in found)
    if as_json:
        put_json(causes_document(place.id if place else None, causes, found, book.sources([NATIONAL])))
    else:
        parts = [
            place.name if place else "全国",
            STATUS[person.status] if person else "",
            str(month) if person else "",
            SYMPTOM[wanted] if wanted else "没到账、变少、余额为零、停了",
        ]
        print_lines(cause_lines(" · ".join(part for part in parts if part), causes, found))
    return ExitCode.ANSWER


def _read_symptom(text: str | None) -> Symptom | None:
    from ..render.causes import SYMPTOM

    if text is None:
        return None
    for symptom in SYMPTOMS:
        if text.strip().lower() in (symptom, SYMPTOM[symptom]):
            return symptom
    raise InputError("symptom-unknown", field="symptom", value=text, choices=tuple(SYMPTOM.values()))


def _concerns(cause: Cause, symptom: Symptom | None, person: Person | None) -> bool:
    return (symptom is None or symptom in cause.symptoms) and (
        person is None or not cause.statuses or person.status in cause.statuses
    )


def _confirmed(
    book: Rulebook, place: Region, person: Person, month: Month, retired: Month | None
) -> dict[str, Finding]:
    """What the rules confirm for the person, by cause."""
    first = month.plus(1 - LOOKED_BACK)
    if retired is not None:
        first = max(first, retired)
    history = [_try(book, place, person, first.plus(n)) for n in range(month.index - first.index + 1)]
    if history and history[-1] is None:
        estimate(person, region=place, month=month, rulebook=book)  # says what is missing
    working = None
    if retired is not None:
        before = replace(person, status="employee", pension=None)
        answer = _try(book, place, before, retired.plus(-1))
        working = answer if isinstance(answer, Credit) else None
    postings = book.postings(place, person.status, month)
    return {item.cause: item for item in findings(history, postings, date.today(), working)}


def _try(book: Rulebook, place: Region, person: Person, month: Month) -> Answer | None:
    """The answer, or None where the rule of that month needs an input that was not given."""
    try:
        return estimate(person, region=place, month=month, rulebook=book)
    except MissingInputError:
        return None
