"""`yibao rules coverage` and `yibao rules stale`: the rule base as a whole."""

from __future__ import annotations

import re

from ..core.errors import InputError
from ..core.month import parse_month
from ..rulebook import survey
from ..rulebook.book import Rulebook
from .engines import refuse
from .exit_codes import ExitCode
from .output import name_overlay, provenance, put, put_json, this_month
from .plan import plan_form, run_plan
from .version import rules_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import RulesCoverageOptions, RulesStaleOptions


def run_coverage(options: RulesCoverageOptions) -> int:
    """Prints the coverage table."""
    from ..render.coverage import COVERAGE_HEADINGS, coverage_document, coverage_row, limits_document, limits_lines
    from ..render.terminal import print_table

    book = Rulebook.open(options.rules)
    name_overlay(book)
    items = survey.coverage(book)
    month = this_month()
    limits = survey.limits_of(book, items, month)
    if options.json:
        put_json(coverage_document(items, limits_document(limits, month), provenance(book)))
    else:
        print_table(COVERAGE_HEADINGS, [coverage_row(item) for item in items])
        for line in limits_lines(limits, month):
            put(line)
        put("\n".join(rules_lines(book)))
    return ExitCode.ANSWER


def run_stale(options: RulesStaleOptions) -> int:
    """Prints what has to be confirmed again: what most regions depend on first, then the longest overdue."""
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
        ids = {region.id for region in regions}
        items = [item for item in items if not ids.isdisjoint((item.region.id, item.region.province))]
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
