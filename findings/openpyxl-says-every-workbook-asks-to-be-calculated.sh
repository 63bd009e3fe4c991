#!/bin/sh
# openpyxl 3.1.5: workbook.calculation.fullCalcOnLoad is True where the workbook's calcPr does not have the attribute.
# The schema's default is false: Excel, WPS and exceljs leave it out, and the results of formulas in such a file are
# right. Who asks openpyxl whether a payroll workbook still waits to be calculated (XlsxWriter's do: their results are 0)
# is told yes for all; a workbook loaded and saved again asks for it in fact. Read calcPr in xl/workbook.xml instead.
# Output seen: in the file b'<calcPr calcId="191029" />', from openpyxl True, saved again fullCalcOnLoad="1".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
cd "$work"
"$work/env/bin/python" - <<'E'
import re
import zipfile

from openpyxl import Workbook, load_workbook


def calculation(name):
    with zipfile.ZipFile(name) as file:
        return re.search(rb"<calcPr[^>]*>", file.read("xl/workbook.xml"))[0]


Workbook().save("new.xlsx")
with zipfile.ZipFile("new.xlsx") as old, zipfile.ZipFile("plain.xlsx", "w") as plain:
    for part in old.namelist():
        content = old.read(part)
        if part == "xl/workbook.xml":
            content = re.sub(rb"<calcPr[^>]*>", b'<calcPr calcId="191029" />', content)
        plain.writestr(part, content)
book = load_workbook("plain.xlsx")
book.save("again.xlsx")
print(calculation("plain.xlsx"), book.calculation.fullCalcOnLoad, calculation("again.xlsx"))
assert b"fullCalcOnLoad" not in calculation("plain.xlsx")
assert book.calculation.fullCalcOnLoad is True
assert b'fullCalcOnLoad="1"' in calculation("again.xlsx")
E
