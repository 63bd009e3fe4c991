"""`yibao rules coverage` and `yibao rules stale`: the rule base as a whole."""

import re

from ..core.errors import InputError
from ..core.month import parse_month
from ..core.policy import NATIONAL
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .output import put_json, this_month


def coverage_rows(book: Rulebook) -> list[tuple[str, ...]]:
    """A line for every provincial region, and for every city with a rule file of its own."""
    from ..render.coverage import EXTRAS, coverage_row, covered

    rows = []
    for region in book.places.regions.values():
        policies, limits = book.policies(region.id), book.limits(region.id)
        own = covered(region, policies)
        if region.id != region.province and region.id not in book.file_ids:
            continue
        outer = dict(covered(region, book.policies(NATIONAL)).policies)
        if region.id != region.province:
            outer |= covered(region, book.policies(region.province)).policies
        inherited = limits or book.limits(region.province)
        rows.append(coverage_row(own, outer, inherited, [name for name in EXTRAS if book.has(region.id, name)]))
    return rows


def run_coverage(as_json: bool, rules: str | None) -> ExitCode:
    """Prints the coverage table."""
    from ..render.coverage import COVERAGE_HEADINGS, coverage_document
    from ..render.terminal import print_table

    rows = coverage_rows(Rulebook.open(rules))
    if as_json:
        put_json(coverage_document(rows))
    else:
        print_table(COVERAGE_HEADINGS, rows)
    return ExitCode.ANSWER


def run_stale(older_than: str, month: str | None, as_json: bool, rules: str | None) -> ExitCode:
    """Prints what wants a look, the longest overdue first."""
    from ..render.stale import HEADINGS, only_national, stale_document, stale_limits, stale_policies, stale_rows
    from ..render.terminal import print_table

    when = parse_month(month) if month is not None else this_month()
    months = _months(older_than)
    book = Rulebook.open(rules)
    national = next(policy for policy in book.policies(NATIONAL) if policy.status == "employee")
    items = []
    for region in book.places.regions.values():
        policies = book.policies(region.id)
        items += stale_limits(region, book.limits(region.id), when)
        items += stale_policies(region, policies, when, months)
        if region.id == region.province and not policies:
            items.append(only_national(region, national.starts, when))
    items.sort(key=lambda item: -item.months)
    if as_json:
        put_json(stale_document(items, when, months))
    else:
        print_table(HEADINGS, stale_rows(items))
    return ExitCode.ANSWER


def _months(text: str) -> int:
    """'12', '12m' or '1y' in months. Raises InputError otherwise."""
    match = re.fullmatch(r"(\d{1,3})(m|y|个月|年)?", text.strip().lower())
    if match is None:
        raise InputError("older-than-malformed", field="older_than", value=text)
    return int(match[1]) * (12 if match[2] in ("y", "年") else 1)
