"""The question in one call, for programs."""

from functools import cache

from .core.credit import Answer, NoRule, credit
from .core.month import Month, parse_month
from .core.person import Person, check_person
from .core.policy import Region
from .rulebook.book import Rulebook


def estimate(person: Person, *, region: str | Region, month: str | Month, rulebook: Rulebook | None = None) -> Answer:
    """What should be credited to the person's account for `month`.

    `region` is a name, pinyin, adcode or id, or a Region; `month` a Month or 'YYYY-MM'. Without `rulebook` the rules
    that came with the program answer (with $YIBAO_RULES laid over them).

    Returns a Credit (amounts in yuan, Decimal with two decimals) or, where no rule or no figure is known, a NoRule.
    Raises InputError (and its kinds RegionError, MissingInputError) for a question that cannot be answered.
    """
    book = rulebook or _default_rulebook()
    place = book.region(region) if isinstance(region, str) else region
    when = parse_month(month) if isinstance(month, str) else month
    check_person(person, when)
    ruling = book.ruling(place, person, when)
    return ruling if isinstance(ruling, NoRule) else credit(person, ruling, when)


@cache
def _default_rulebook() -> Rulebook:
    return Rulebook.open()
