"""`yibao rules sql`: the rules of a month for a warehouse in which no Python runs."""

from __future__ import annotations

from ..batch.sql import DIALECTS, REFUSED, rules_sql, sql_regions
from ..core.errors import InputError
from ..core.month import parse_month
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .output import name_pack, put, this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import RulesSqlOptions


def run(options: RulesSqlOptions) -> int:
    """Prints the statements. Raises InputError for an unknown dialect or region, or where sqlglot is missing."""
    dialect, month = options.dialect, options.month
    if dialect in REFUSED:
        raise InputError("sql-dialect", field="dialect", value=dialect, choices=DIALECTS)
    known = next((name for name in DIALECTS if name == dialect), None)
    if known is None:
        raise InputError("choice-unknown", field="dialect", value=dialect, choices=DIALECTS)
    book = Rulebook.open(options.rules)
    name_pack(book)
    wanted = [book.region(text) for text in dict.fromkeys(options.region)] or sql_regions(book)
    when = parse_month(month) if month is not None else this_month()
    put(rules_sql(book, wanted, when, known))
    return ExitCode.ANSWER
