"""Any file a person holds -> sheets of cells as text. No rule, no region and no heading is known here.

`open_book` is the way in; `Book`, `Sheet`, `Mark` and `Merge` in `book` are what comes out.
"""

from .book import Book, Line, Mark, Merge, Sheet
from .open import open_book

__all__ = ["Book", "Line", "Mark", "Merge", "Sheet", "open_book"]
