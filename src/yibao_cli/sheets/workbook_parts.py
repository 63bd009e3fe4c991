"""A workbook as openpyxl unpacks it, without looking through its sheets.

openpyxl 3.1 reads a sheet to its end while it opens a workbook, if nothing says how large the sheet is.
"""

from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet


class _Sheet(ReadOnlyWorksheet):  # type: ignore[misc]
    """A sheet whose size is not asked for."""

    def _get_size(self) -> None:
        pass


class _Reader(ExcelReader):  # type: ignore[misc]
    def read_worksheets(self) -> None:
        """The sheets, not yet read."""
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                found = _Sheet(self.wb, sheet.name, relation.target, self.shared_strings)
                found.sheet_state = sheet.state
                self.wb._sheets.append(found)


def read_parts(stream: IO[bytes]) -> Any:
    """The workbook: strings, styles, names and states of sheets."""
    reader = _Reader(stream, read_only=True, data_only=True)
    reader.read()
    return reader.wb
