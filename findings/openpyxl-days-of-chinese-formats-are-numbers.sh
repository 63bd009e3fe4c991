#!/bin/sh
# openpyxl 3.1.5 and python-calamine 0.9.1 differ on the built-in number formats 27 to 31, 36, 50 to 54, 57 and 58.
# Chinese Excel and WPS use them for days and months without writing them into the file: 57 is 2024年1月. openpyxl knows
# no such format: it calls it General and gives the day number 45292, with no warning, where calamine gives 2024-01-01.
# A column of months from a payroll sheet so turns into five-digit numbers that look like wages.
# Output seen, for each of them: openpyxl 45292 General, calamine 2024-01-01.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1
cd "$work"
"$work/env/bin/python" - <<'E'
from datetime import date

import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

formats = (27, 28, 31, 36, 50, 54, 57, 58)
book = xlsxwriter.Workbook("a.xlsx")
sheet = book.add_worksheet()
for row, number in enumerate(formats):
    sheet.write(row, 0, 45292, book.add_format({"num_format": number}))
book.close()
mine = load_workbook("a.xlsx").active["A"]
theirs = CalamineWorkbook.from_path("a.xlsx").get_sheet_by_index(0).to_python()
for number, cell, (day,) in zip(formats, mine, theirs):
    print(number, cell.value, cell.number_format, cell.is_date, day)
    assert (cell.value, cell.number_format, cell.is_date) == (45292, "General", False)
    assert day == date(2024, 1, 1)
E
