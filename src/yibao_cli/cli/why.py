"""`yibao why`: nothing came, less came, it stopped, the balance is zero."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from ..api import diagnose, explain_change
from ..core.credit import NoRule
from ..core.errors import InputError, MissingInputError
from ..core.literals import Symptom
from ..core.money import parse_yuan
from ..core.month import parse_month
from ..core.region import NATIONAL
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_choice, read_person
from .output import name_pack, provenance, put_json, this_month

if TYPE_CHECKING:
    from ..core.cause import Cause
    from ..core.diagnosis import Finding
    from ..core.explain import Reason
    from ..core.month import Month
    from ..core.person import Person
    from ..core.policy import Policy
    from ..core.region import Region
    from .options import WhyOptions


def run(options: WhyOptions) -> int:
    """Prints the causes, those that the rules confirm for the person first.

    Raises InputError for a question that cannot be answered; region and status go together.
    """
    from ..render.causes import SYMPTOM, cause_lines, causes_document, causes_title
    from ..render.next_steps import why_no_rule
    from ..render.terminal import print_lines

    wanted = cast(Symptom, read_choice(options.symptom, SYMPTOM, "symptom")) if options.symptom is not None else None
    if (options.region is None) != (options.status is None):
        raise MissingInputError(("region",) if options.region is None else ("status",))
    if (options.was is None) != (options.now is None):
        raise MissingInputError(("was",) if options.was is None else ("now",))
    if options.was is not None and options.status is None:
        raise MissingInputError(("region", "status"))
    if options.since is not None and options.was is None:
        raise MissingInputError(("was", "now"))
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
    policy = None
    if place is not None and person is not None:
        try:
            answer, confirmed = diagnose(
                person, region=place, month=month, today=date.today(), retired=since, symptom=wanted, rulebook=book
            )
        except MissingInputError:
            if options.was is None:  # the two amounts stand for what the person did not say
                raise
        else:
            found = {item.cause: item for item in confirmed}
            unknown = why_no_rule(answer) if isinstance(answer, NoRule) else None
            policy = answer.policy
    reasons = _reasons(options, person, place, month, book)
    causes = [cause for cause in book.causes() if _concerns(cause, wanted, person, policy)]
    causes.sort(key=lambda cause: cause.id not in found)
    if reasons is not None:
        causes = [cause for cause in causes if reasons == () and "less" in cause.symptoms]
    rulebook = provenance(book)
    if options.json:
        put_json(causes_document(place, causes, found, unknown, book.sources([NATIONAL]), reasons, rulebook))
    else:
        title = causes_title(place, person, month, wanted, f"{options.was} → {options.now}" if options.was else None)
        name_pack(book)
        print_lines(cause_lines(title, causes, found, unknown, reasons, rulebook["overlay"]))
    return ExitCode.ANSWER


def _reasons(
    options: WhyOptions, person: Person | None, place: Region | None, month: Month, book: Rulebook
) -> tuple[Reason, ...] | None:
    """What explains the two amounts; None where none were given."""
    if options.was is None or options.now is None or person is None or place is None:
        return None
    since = parse_month(options.since, "since") if options.since is not None else None
    was, now = parse_yuan(options.was, "was"), parse_yuan(options.now, "now")
    return explain_change(person, region=place, was=was, now=now, month=month, since=since, rulebook=book)


def _concerns(cause: Cause, symptom: Symptom | None, person: Person | None, policy: Policy | None) -> bool:
    """Whether a cause explains the symptom and can apply to the person under the rule of the place."""
    if policy is not None and policy.account and policy.parts:
        impossible = {"age-band": not policy.uses_age, "base-limits": not policy.uses_base, "no-account": True}
        if impossible.get(cause.id, False):
            return False
    return (symptom is None or symptom in cause.symptoms) and (
        person is None or not cause.statuses or person.status in cause.statuses
    )
