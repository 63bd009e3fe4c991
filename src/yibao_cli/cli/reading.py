"""How the options of a command ask for a table to be read, and the notes on how it was."""

from __future__ import annotations

from ..core.errors import InputError
from ..language import tr
from ..render.table_messages import TABLE_NOTES
from ..tables.plans import Asked
from .output import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rulebook.book import Rulebook
    from ..tables.notes import Note
    from .options import ReadingOptions

_YEARS = range(1990, 2101)


def asked_of(options: ReadingOptions, book: Rulebook, has_region: bool, has_month: bool) -> Asked:
    """What is asked of the readers of tables. Raises InputError for an invalid year."""
    return Asked(
        year=_year(options.year),
        visible=options.visible,
        has_region=has_region,
        has_month=has_month,
        is_region=book.knows,
    )


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    written = text.strip().removesuffix(tr("年"))
    if not (written.isascii() and written.isdecimal() and int(written) in _YEARS):
        raise InputError("year-malformed", field="year", value=text)
    return int(written)


def tell(notes: Iterable[Note]) -> None:
    """Prints on standard error what a person looking at the file would not see."""
    for note in notes:
        say(TABLE_NOTES[note.code](note.facts))
