#!/bin/sh
# XlsxWriter 3.3.1, openpyxl 3.1.5, xlwt 1.3.0 write =A1*0.02 that no program has calculated; their readers openpyxl
# (data_only), xlrd 2.0.2 and python-calamine 0.9.1 give 0, nothing and an empty text for it.
# In a payroll sheet 0 is an amount, an empty cell is "not known", and an empty text is what =IF(A1="","",...) gives on
# purpose. None of the readers says that a formula stands there. Only XlsxWriter's and openpyxl's workbooks ask to be
# calculated (fullCalcOnLoad); xlwt's formula record does not even set its calculate-on-load bit.
# Output seen: XlsxWriter 0 and 0.0, openpyxl None and no cell at all, xlwt '' and ''.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1 \
    xlwt==1.3.0 xlrd==2.0.2
cd "$work"
"$work/env/bin/python" - <<'E'
import xlrd
import xlsxwriter
import xlwt
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

book = xlsxwriter.Workbook("xlsxwriter.xlsx")
sheet = book.add_worksheet()
sheet.write(0, 0, 9000)
sheet.write_formula(0, 1, "=A1*0.02")
book.close()
other = Workbook()
other.active.append([9000, "=A1*0.02"])
other.save("openpyxl.xlsx")
old = xlwt.Workbook()
table = old.add_sheet("a")
table.write(0, 0, 9000)
table.write(0, 1, xlwt.Formula("A1*0.02"))
old.save("xlwt.xls")


def calamine(name):
    return CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()[0][1:]


found = {
    "xlsxwriter": (load_workbook("xlsxwriter.xlsx", data_only=True).active["B1"].value, calamine("xlsxwriter.xlsx")),
    "openpyxl": (load_workbook("openpyxl.xlsx", data_only=True).active["B1"].value, calamine("openpyxl.xlsx")),
    "xlwt": (xlrd.open_workbook("xlwt.xls").sheet_by_index(0).cell(0, 1).value, calamine("xlwt.xls")),
}
print(found)
assert found == {"xlsxwriter": (0, [0.0]), "openpyxl": (None, []), "xlwt": ("", [""])}
E
