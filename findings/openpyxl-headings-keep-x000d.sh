#!/bin/sh
# openpyxl 3.1.5 gives a heading of two lines as 缴费_x000D_\n基数; python-calamine 0.9.1 gives its line break.
# A line break of Windows in a cell (what portals in Java and .NET write, and XlsxWriter 3.3.1 for "\r\n") stands in the
# file as _x000D_ and LF (ECMA-376, ST_Xstring). openpyxl writes such escapes and has openpyxl.utils.escape.unescape, but
# its reader does not call it: the heading matches no name and nothing says why. White space folding does not help.
# Output seen: '缴费_x000D_\n基数' and '缴费\r\n基数'.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1
cd "$work"
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'E'
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

book = xlsxwriter.Workbook("a.xlsx")
book.add_worksheet().write(0, 0, "缴费\r\n基数")
book.close()
mine = load_workbook("a.xlsx").active["A1"].value
theirs = CalamineWorkbook.from_path("a.xlsx").get_sheet_by_index(0).to_python()[0][0]
print(repr(mine), repr(theirs))
assert mine == "缴费_x000D_\n基数"
assert theirs == unescape(mine) == "缴费\r\n基数"
E
