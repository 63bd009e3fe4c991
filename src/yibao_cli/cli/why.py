"""`yibao why`: nothing came, less came, it stopped, the balance is zero."""

from datetime import date
from typing import cast

from ..api import diagnose
from ..core.cause import Cause, Symptom
from ..core.credit import NoRule
from ..core.diagnosis import Finding
from ..core.errors import InputError, MissingInputError
from ..core.month import parse_month
from ..core.person import Person
from ..core.region import NATIONAL
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_choice, read_person
from .options import WhyOptions
from .output import put_json, this_month


def run(options: WhyOptions) -> ExitCode:
    """Prints the causes, those that the rules confirm for the person first.

    Raises InputError for a question that cannot be answered; region and status go together.
    """
    from ..render.causes import SYMPTOM, cause_lines, causes_document, causes_title
    from ..render.next_steps import why_no_rule
    from ..render.terminal import print_lines

    wanted = cast(Symptom, read_choice(options.symptom, SYMPTOM, "symptom")) if options.symptom is not None else None
    if (options.region is None) != (options.status is None):
        raise MissingInputError(("region",) if options.region is None else ("status",))
    book = Rulebook.open(options.rules)
    month = parse_month(options.month) if options.month is not None else this_month()
    place = book.region(options.region) if options.region is not None else None
    person = read_person(options) if options.status is not None else None
    since = parse_month(options.retired, "retired") if options.retired is not None else None
    if since is not None and (person is None or person.status != "retiree"):
        raise InputError("retired-not-retiree", field="retired", value=str(since))
    if since is not None and since > month:
        raise InputError("retired-future", field="retired", value=str(since), month=str(month))
    found: dict[str, Finding] = {}
    unknown = None
    if place is not None and person is not None:
        answer, confirmed = diagnose(
            person, region=place, month=month, today=date.today(), retired=since, symptom=wanted, rulebook=book
        )
        found = {item.cause: item for item in confirmed}
        unknown = why_no_rule(answer) if isinstance(answer, NoRule) else None
    causes = [cause for cause in book.causes() if _concerns(cause, wanted, person)]
    causes.sort(key=lambda cause: cause.id not in found)
    if options.json:
        put_json(causes_document(place, causes, found, unknown, book.sources([NATIONAL])))
    else:
        print_lines(cause_lines(causes_title(place, person, month, wanted), causes, found, unknown))
    return ExitCode.ANSWER


def _concerns(cause: Cause, symptom: Symptom | None, person: Person | None) -> bool:
    return (symptom is None or symptom in cause.symptoms) and (
        person is None or not cause.statuses or person.status in cause.statuses
    )
