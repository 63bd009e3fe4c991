"""`yibao regions`: what is covered."""

from __future__ import annotations

from ..core.credit import NoRule
from ..core.errors import InputError
from ..core.person import Person
from ..language import tr
from ..rulebook.book import Rulebook
from ..rulebook.orientation import orientation
from ..rulebook.survey import covered
from .exit_codes import ExitCode
from .output import name_overlay, provenance, put, put_json, this_month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.region import Region
    from ..rulebook.orientation import Orientation
    from .options import RegionsOptions

ASKED_AGE = 65
"""Years of the retiree whose amounts elsewhere are shown for orientation."""
MOST_AROUND = 5
"""Regions for which neighbours are looked at."""


def run(options: RegionsOptions) -> int:
    """Prints one line for each region that has a rule of its own; with `--all` or a word, also those without."""
    from ..render.coverage import REGION_HEADINGS, region_row, regions_document
    from ..render.rows import orientation_text
    from ..render.terminal import print_table
    from ..render.words import short_place

    book = Rulebook.open(options.rules)
    name_overlay(book)
    places, word = book.places, options.word
    regions = places.matching(word) if word is not None else list(places.regions.values())
    if not regions:
        assert word is not None
        regions = [book.region(word)]  # a district, a former name; raises, with suggestions
    if not options.all and word is None:
        files = set(book.file_ids)
        regions = [region for region in regions if region.id in files]
    items = [covered(book, region) for region in regions]
    if not options.all and word is None:
        items = [item for item in items if item.own]
    around = _around(book, regions) if word is not None else {}
    if options.json:
        put_json(regions_document(items, around, provenance(book)))
    else:
        print_table(REGION_HEADINGS, [region_row(item) for item in items])
        for id, known in around.items():
            put(
                tr(
                    "参考 {short}退休:{orientation}({asked_age} 岁、本月)",
                    short=short_place(places.regions[id]),
                    orientation=orientation_text(known),
                    asked_age=ASKED_AGE,
                )
            )
    return ExitCode.ANSWER


def _around(book: Rulebook, regions: list[Region]) -> dict[str, Orientation]:
    """What retirees get elsewhere in the province, for the regions where no amount is known this month."""
    person, month = Person("retiree", age=ASKED_AGE), this_month()
    found = {}
    for region in regions[:MOST_AROUND]:
        try:
            unknown = isinstance(book.answer(region, person, month), NoRule)
        except InputError:  # its rule wants more than an age: it is known
            continue
        known = orientation(book, region, person, month) if unknown else None
        if known is not None:
            found[region.id] = known
    return found
