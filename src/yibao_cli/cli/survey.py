"""`yibao rules coverage` and `yibao rules stale`: the rule base as a whole."""

from __future__ import annotations

import re

from ..core.errors import InputError
from ..core.month import parse_month
from ..rulebook import survey
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .output import name_overlay, provenance, put, put_json, this_month

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
    return ExitCode.ANSWER


def run_stale(options: RulesStaleOptions) -> int:
    """Prints what has to be confirmed again: what most regions live on first, then the longest overdue."""
    from ..render.stale import HEADINGS, stale_document, stale_rows
    from ..render.terminal import print_table

    when = parse_month(options.month) if options.month is not None else this_month()
    months = _months(options.older_than)
    book = Rulebook.open(options.rules)
    name_overlay(book)
    items = survey.stale(book, when, months)
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
