#!/bin/sh
# pandas 2.3.3 (openpyxl 3.1.5, python-calamine 0.9.1) and polars 2.1.0 (fastexcel 0.21.0): digits 16 to 18 are invented.
# A Chinese identity number typed as a number is kept by spreadsheets with 15 digits: the cell holds 1.10101199003071E+17,
# every spreadsheet shows 110101199003071000. All three readers go through a binary integer and give ...071008, also where
# text is asked for (dtype=str, pl.String): eighteen digits, a date inside, and no sign that three of them are noise. A
# bank card 6222021234567890123 comes back as 6222021234567889920. What to do: cut to 15 digits, write zeros, say so.
# Output seen: 110101199003071008 six times, 6222021234567889920 six times.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pandas==2.3.3 openpyxl==3.1.5 python-calamine==0.9.1 \
    polars==2.1.0 fastexcel==0.21.0
cd "$work"
"$work/env/bin/python" - <<'E'
import pandas as pd
import polars as pl
from openpyxl import Workbook, load_workbook

book = Workbook()
for value in ("ID", 110101199003071000, 6222021234567890123):
    book.active.append([value])
book.save("a.xlsx")
kept = load_workbook("a.xlsx").active["A2"].value
assert f"{kept:.15g}" == "1.10101199003071e+17", kept  # all that the file holds
found = [pd.read_excel("a.xlsx", dtype=how, engine=engine)["ID"] for engine in ("openpyxl", "calamine") for how in (str, None)]
found += [pl.read_excel("a.xlsx", schema_overrides=how)["ID"] for how in ({"ID": pl.String}, None)]
for column in found:
    person, card = map(str, column.to_list())
    print(person, card)
    assert (person, card) == ("110101199003071008", "6222021234567889920")
E
