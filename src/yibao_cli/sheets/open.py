"""The way in: which reader a file needs."""

from importlib import import_module
from pathlib import Path

from .book import Book
from .input_file import find_source
from .kinds import find_kind
from .text import read_codec


def open_book(given: Path | str | bytes, encoding: str | None = None) -> Book:
    """Finds out what a file is, by its content, and opens it; '-' is standard input, bytes are taken as they are.

    `encoding` forces one of `text.ENCODINGS` for a text, a web page or a dBASE table. Sheets are read when they are
    first asked for. Raises InputError for what is no table, is locked, damaged or swollen, or needs a library that is
    not installed; reading a sheet may raise it, too.
    """
    codec = read_codec(encoding)
    source = find_source(given)
    kind = find_kind(source, wide=codec is not None and codec.startswith("utf-16"))
    reader = import_module(f".{kind}", __package__)  # each with the libraries that only it needs
    book: Book = reader.read_book(source, codec)
    return book
