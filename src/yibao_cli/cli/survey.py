"""`yibao rules coverage` and `yibao rules stale`: the rule base as a whole."""

import re
from dataclasses import dataclass, field

from ..core.errors import InputError
from ..core.month import parse_month
from ..rulebook import survey
from ..rulebook.book import Rulebook
from .engines import refuse
from .exit_codes import ExitCode
from .output import name_overlay, provenance, put, put_json, this_month
from .plan import plan_form, run_plan


def run_coverage(as_json: bool, rules: str | None) -> ExitCode:
    """Prints the coverage table."""
    from ..render.coverage import COVERAGE_HEADINGS, coverage_document, coverage_row, limits_document, limits_lines
    from ..render.rows import edition_text
    from ..render.terminal import print_table

    book = Rulebook.open(rules)
    name_overlay(book)
    items = survey.coverage(book)
    month = this_month()
    limits = survey.limits_of(book, items, month)
    if as_json:
        put_json(coverage_document(items, limits_document(limits, month), provenance(book)))
    else:
        print_table(COVERAGE_HEADINGS, [coverage_row(item) for item in items])
        for line in limits_lines(limits, month):
            put(line)
        put(f"规则库 {edition_text(provenance(book))}")
    return ExitCode.ANSWER


@dataclass(eq=False, repr=False)
class StaleOptions:
    """`yibao rules stale`."""

    older_than: str = "12m"
    month: str | None = None
    region: list[str] = field(default_factory=list)
    plan: bool = False
    format: str | None = None
    output: str | None = None
    overwrite: bool = False
    json: bool = False
    rules: str | None = None


def run_stale(options: StaleOptions) -> ExitCode:
    """Prints what has to be confirmed again: what most regions live on first, then the longest overdue."""
    when = parse_month(options.month) if options.month is not None else this_month()
    months = _months(options.older_than)
    if not options.plan:
        refuse({"--format": options.format, "-o": options.output, "--overwrite": options.overwrite}, "plan-option")
    form = plan_form(options.json, options.format, options.output) if options.plan else ""
    book = Rulebook.open(options.rules)
    name_overlay(book)
    regions = list(dict.fromkeys(map(book.region, options.region)))
    if options.plan:
        return run_plan(book, when, months, regions, form, options.output, options.overwrite)
    from ..render.stale import HEADINGS, stale_document, stale_rows
    from ..render.terminal import print_table

    items = survey.stale(book, when, months)
    if regions:
        items = [item for item in items if not {item.region.id, item.region.province}.isdisjoint(r.id for r in regions)]
    if options.json:
        put_json(stale_document(items, when, months, provenance(book)))
    else:
        print_table(HEADINGS, stale_rows(items))
    return ExitCode.ANSWER


def _months(text: str) -> int:
    """'12', '12m' or '1y' in months. Raises InputError otherwise."""
    match = re.fullmatch(r"(\d{1,3})(m|y|个月|年)?", text.strip().lower())
    if match is None:
        raise InputError("older-than-malformed", field="older_than", value=text)
    return int(match[1]) * (12 if match[2] in ("y", "年") else 1)
