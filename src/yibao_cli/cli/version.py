"""`yibao --version`: which program it is, and which rules it answers by."""

from .. import __version__
from ..render.rows import edition_text
from ..rulebook.book import Rulebook
from .output import provenance


def version_text() -> str:
    """A line for the program, a line for the rules in use."""
    book = Rulebook.open()
    rules = f"规则库 {edition_text(provenance(book))}"
    return f"yibao {__version__}\n{rules}" + (f"\n叠加了 {book.overlay} 里的规则" if book.overlay else "")
