"""The sample statements, in any encoding and as workbooks."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from ..conftest import ROOT

FOLDER = ROOT / "tests" / "statements"
DELIMITERS = {"portal-ledger": "\t", "portal-range": "|", "portal-deduction": ";"}
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


def text_of(name: str) -> str:
    """A sample without its byte order mark."""
    return (FOLDER / f"{name}.csv").read_text(encoding="utf-8-sig")


def encoded(name: str, encoding: str, folder: Path) -> Path:
    """A copy of a sample in another encoding."""
    return write(folder / f"{name}.csv", text_of(name), encoding)


def as_workbook(name: str, folder: Path) -> Path:
    """A copy of a sample as XLSX, every cell a text."""
    rows = csv.reader(io.StringIO(text_of(name)), delimiter=DELIMITERS.get(name, ","))
    return workbook(folder / f"{name}.xlsx", {"明细": [list(row) for row in rows]})


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text in a file."""
    path.write_bytes(text.encode(encoding))
    return path
