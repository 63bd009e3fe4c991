"""An answer as JSON, and the parts that every document shares; the shapes are in `documents`."""

from __future__ import annotations

from ..core.credit import Credit, NoRule
from ..core.money import format_rate, format_yuan
from ..core.names import ascii_id
from ..core.text import masked
from ..language import tr
from . import words
from .links import printable
from .messages import caveat
from .next_steps import next_steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from ..core.credit import Answer, BaseUse, OptionalDeduction
    from ..core.formula import CreditLine
    from ..core.literals import LineKind
    from ..core.person import Person
    from ..core.policy import Policy
    from ..core.region import Region
    from ..core.source import Source
    from ..core.withheld import Withheld
    from ..documents import common
    from ..documents import estimate as shapes
    from ..rulebook.orientation import Orientation
    from .rows import Found


def answer_document(answer: Answer, found: Found) -> shapes.Document:
    """The document that `yibao estimate --json` prints."""
    credit = answer if isinstance(answer, Credit) else None
    policy = answer.policy
    person = answer.person
    cited = credit.sources if credit else policy.sources if policy else ()
    return {
        "schema": "yibao/estimate",
        "version": 1,
        "state": answer.state,
        "region": region_document(answer.region),
        "month": str(answer.month),
        "input": input_document(person),
        "credit": _credit(credit) if credit else None,
        "base": _base(credit.base) if credit and credit.base else None,
        "trace": [
            *(_line("part", line) for line in (credit.parts if credit else ())),
            *(_line("deduction", line) for line in (credit.deductions if credit else ())),
        ],
        "policy": policy_document(policy) if policy else None,
        "figures": [
            {
                "kind": figure.kind,
                "year": figure.year,
                "yuan": format_yuan(figure.yuan),
                "grade": figure.grade,
                "file": figure.file,
            }
            for figure in (credit.figures if credit else ())
        ],
        "posting": [
            {
                "statuses": list(item.statuses),
                "every": item.every,
                "month": item.month,
                "lag_months": item.lag,
                "first_day": item.first_day,
                "last_day": item.last_day,
                "grade": item.grade,
                "note": item.note,
            }
            for item in found.postings
        ],
        "grade": credit.grade if credit else None,
        **evidence_document(credit),
        "optional_deductions": [optional_document(item) for item in (credit.optional if credit else ())],
        "orientation": orientation_document(found.orientation) if found.orientation else None,
        "withheld": [withheld_document(item) for item in found.withheld],
        "sources": source_documents(cited, found.sources),
        "rulebook": found.rulebook,
        "warnings": [
            {"code": item.code, "message": caveat(item), "facts": dict(item.facts)}
            for item in (credit.warnings if credit else ())
        ],
        "no_rule": _no_rule(answer) if isinstance(answer, NoRule) else None,
        "next_steps": next_steps(answer),
        "disclaimer": tr(words.UNOFFICIAL),
    }


def input_document(person: Person) -> common.Input:
    """What was given of a person."""
    return {
        "status": person.status,
        "age": person.age,
        "birth": str(person.birth) if person.birth else None,
        "base": _yuan(person.base),
        "salary": _yuan(person.salary),
        "pension": _yuan(person.pension),
        "plan": masked(person.plan) if person.plan else None,
        "group": masked(person.group) if person.group else None,
        "sex": person.sex,
        "paid_years": person.paid_years,
        "agreed": list(person.agreed),
        "average_pension": _yuan(person.average_pension),
        "average_wage": _yuan(person.average_wage),
    }


def evidence_document(credit: Credit | None) -> common.Evidence:
    """How far the evidence of an answer reaches: the same three keys in every document."""
    return {
        "projected": credit.projected if credit else None,
        "evidence_until": str(credit.evidence) if credit and credit.evidence else None,
        "evidence_age_months": credit.evidence_age if credit else None,
    }


def optional_document(item: OptionalDeduction) -> shapes.OptionalDeduction:
    """A deduction that was not taken: why, what it comes to, and what it would leave."""
    deduction = item.deduction
    assert deduction.optional is not None  # it would have been taken
    return {
        "name": deduction.name,
        "condition": deduction.optional,
        "per": "year" if deduction.yearly else "month",
        "month": deduction.month,
        "amount": _yuan(item.line.amount) if item.line else None,
        "net_with": _yuan(item.net),
        "grade": deduction.grade,
        "sources": list(deduction.sources),
    }


def withheld_document(item: Withheld) -> common.Withheld:
    """A figure that was seen and is not used."""
    return {"topic": item.topic, "figure": item.figure, "why": item.why, "sources": list(item.sources)}


def orientation_document(known: Orientation) -> common.Orientation:
    """What is credited elsewhere in the province, yuan a month."""
    return {
        "lowest": format_yuan(known.lowest),
        "median": format_yuan(known.median),
        "highest": format_yuan(known.highest),
        "regions": list(known.regions),
    }


def region_document(region: Region) -> common.Region:
    """A region as every document names it."""
    return {"id": region.id, "name": region.name, "name_en": region.name_en, "adcode": region.adcode}


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else format_yuan(amount)


def _credit(credit: Credit) -> shapes.Credit:
    return {
        "period": credit.period,
        "gross": format_yuan(credit.gross),
        "deductions": format_yuan(credit.gross - credit.net),
        "net": format_yuan(credit.net),
        "monthly_equivalent": format_yuan(credit.monthly_equivalent),
        "yearly_equivalent": format_yuan(credit.yearly_equivalent),
        "account_year_from": str(credit.account_year) if credit.account_year else None,
        "reason": credit.policy.reason,
    }


def _base(base: BaseUse) -> shapes.Base:
    limits = base.limits
    return {
        "given": _yuan(base.given),
        "applied": format_yuan(base.applied),
        "floor": _yuan(limits.floor) if limits else None,
        "ceiling": _yuan(limits.ceiling) if limits else None,
        "moved_to": base.moved,
        "limits_from": str(limits.starts) if limits else None,
        "limits_to": str(limits.ends.plus(-1)) if limits and limits.ends else None,
        "limits_carried": base.carried,
        "limits_grade": limits.grade if limits else None,
        "limits_region": limits.region if limits else None,
        "limits_kind": limits.kind if limits else None,
        "limits_provisional": limits.provisional if limits else None,
        "limits_note": limits.note if limits else None,
    }


def _line(kind: LineKind, line: CreditLine) -> shapes.TraceLine:
    formula = line.formula
    return {
        "kind": kind,
        "name": line.name,
        "of": formula.of,
        "of_year": formula.of_year,
        "basis": _yuan(line.basis),
        "rate": format_rate(line.rate) if line.rate is not None else None,
        "per": formula.per,
        "ages": words.ages(formula.ages) or None,
        "age": line.age,
        "limit": _yuan(line.limit.yuan) if line.limit else None,
        "missing_years": line.missing_years,
        "arithmetic": words.arithmetic(line),
        "exact": f"{line.exact:f}",
        "amount": format_yuan(line.amount),
    }


def policy_document(policy: Policy) -> common.Policy:
    """A policy with its provenance."""
    return {
        "title": policy.title,
        "file": policy.file,
        "status": policy.status,
        "plan": policy.plan,
        "plan_id": ascii_id(policy.plan),
        "group": policy.group,
        "group_id": ascii_id(policy.group),
        "account": policy.account,
        "formula": words.formulas(policy),
        "start": policy.start_kind,
        "from": policy.from_day.isoformat() if policy.from_day else None,
        "to": policy.to_day.isoformat() if policy.to_day else None,
        "answers_from": str(policy.starts),
        "answers_to": str(policy.ends.plus(-1)) if policy.ends else None,
        "age_on": policy.age_on,
        "rounding": {"to": format_yuan(policy.rounding.to), "mode": policy.rounding.mode},
        "grade": policy.grade,
        "confirmed": policy.confirmed.isoformat() if policy.confirmed else None,
        "sources": list(policy.sources),
        "note": policy.note,
        "doubt": policy.doubt,
    }


def source_document(source: Source) -> common.Source:
    """A cited document; the address only where a reader may be sent there."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date,
        "url": printable(source.url),
        "grade": source.grade,
        "note": source.note,
    }


def source_documents(ids: Iterable[str], sources: Mapping[str, Source]) -> list[common.Source]:
    """The cited documents among `sources`, each once, in the order of `ids`."""
    return [source_document(sources[id]) for id in dict.fromkeys(ids) if id in sources]


def _no_rule(answer: NoRule) -> shapes.NoRule:
    nearest = answer.nearest
    return {
        "reason": answer.reason,
        "figure": answer.figure,
        "figure_year": answer.figure_year,
        "groups": list(answer.groups),
        "nearest": {
            "file": nearest.file,
            "title": nearest.title,
            "answers_from": str(nearest.starts),
            "answers_to": str(nearest.ends.plus(-1)) if nearest.ends else None,
        }
        if nearest
        else None,
    }
