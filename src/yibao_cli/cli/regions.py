"""`yibao regions`: what is covered."""

from ..core.errors import RegionError
from ..rulebook.book import Rulebook
from ..rulebook.survey import covered
from .exit_codes import ExitCode
from .output import put_json


def run(word: str | None, everything: bool, as_json: bool, rules: str | None) -> ExitCode:
    """Prints one line for each region that has a rule of its own; with `everything` or a word, also those without."""
    from ..render.coverage import REGION_HEADINGS, coverage_document, region_row
    from ..render.terminal import print_table

    book = Rulebook.open(rules)
    places = book.places
    regions = places.matching(word) if word is not None else list(places.regions.values())
    if not regions:
        assert word is not None
        places.find(word)  # raises, with suggestions
        raise RegionError("region-unknown", value=word, choices=())
    items = [covered(book, region) for region in regions]
    if not everything and word is None:
        items = [item for item in items if item.own]
    if as_json:
        put_json(coverage_document(items, "regions"))
    else:
        print_table(REGION_HEADINGS, [region_row(item) for item in items])
    return ExitCode.ANSWER
