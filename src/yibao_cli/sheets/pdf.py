"""Statements in PDF: their ruled tables, through pdfplumber."""

import logging
from functools import partial
from io import BytesIO
from typing import Any

from ..core.errors import InputError
from .book import Book, Content, Sheet
from .input_file import InputFile
from .packed import damage
from .values import Cell, content_of


def read_book(source: InputFile, codec: str | None) -> Book:
    """The ruled tables of all pages, one after the other. Raises InputError where the file is locked or damaged."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise InputError("pdf-missing", file=source.name) from None
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    with damage(source.name):
        try:
            document = pdfplumber.open(BytesIO(source.read()))
        except PdfminerException as error:
            if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
                raise InputError("table-locked", file=source.name) from None
            raise
    return Book(source.name, "pdf", (Sheet(load=partial(_load, source.name, document)),))


def _load(file: str, document: Any) -> Content:
    """The rows are counted from the first one of the first page."""
    rows: list[tuple[int, list[Cell]]] = []
    written = False
    with damage(file):
        for page in document.pages:
            written = written or bool(page.chars)
            for table in page.extract_tables():
                rows.extend(enumerate(map(_cells, table), len(rows) + 1))
            page.close()
    if not rows:
        raise InputError("pdf-no-table" if written else "pdf-picture", file=file)
    return content_of(rows)


def _cells(row: list[str | None]) -> list[Cell]:
    """Texts broken into lines are put together again."""
    return ["" if cell is None else cell.replace("\n", "") for cell in row]
