#!/bin/sh
# SheetJS (npm package xlsx 0.18.5), in the time zone Asia/Shanghai: a day it writes into ODS is not that day to others.
# A day made with new Date(2024, 0, 1) is stored as the number 45292.000497685185, 43 seconds past midnight (Shanghai was
# 8:05:43 ahead until 1901, and days are counted from 1899), in XLSX and ODS; in ODS that number has no date format at all,
# so that every other reader sees an amount, though the text beside it says 2024-01-01. With cellDates an ODS has the
# instant 2023-12-31T16:00:00.000Z, which other readers take for the day, and the month, before, while an XLSX made from
# the very same sheet has 2024-01-01T00:00:00.000Z. In UTC all of them are right. Exports of Chinese web sites are made
# with this library.
# Output seen: Asia/Shanghai 45292.000497685185 twice, ODS 2023-12-31T16:00:00.000Z, XLSX 2024-01-01T00:00:00.000Z; UTC
# 45292 twice, 2024-01-01T00:00:00.000Z twice.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5
cat >write.js <<'E'
const XLSX = require("xlsx");
for (const cellDates of [false, true]) {
  const sheet = XLSX.utils.aoa_to_sheet([["月份"], [new Date(2024, 0, 1)]], { cellDates, dateNF: "yyyy-mm-dd" });
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, sheet, "明细");
  for (const kind of ["ods", "xlsx"]) XLSX.writeFile(book, `${cellDates}.${kind}`, { cellDates });
}
E
python3 - <<'E'
import os
import re
import subprocess
import zipfile

STORED = {
    "Asia/Shanghai": ("45292.000497685185", "2023-12-31T16:00:00.000Z"),
    "UTC": ("45292", "2024-01-01T00:00:00.000Z"),
}


def stored(name):
    """The attributes of the cell of the day in an ODS, its value in an XLSX."""
    inside, pattern = (
        ("content.xml", r"<table:table-cell ([^>]*)><text:p>2024-01-01<")
        if name.endswith(".ods")
        else ("xl/worksheets/sheet1.xml", r'r="A2"[^>]*>(?:<v>)([^<]*)<')
    )
    with zipfile.ZipFile(name) as file:
        return re.search(pattern, file.read(inside).decode())[1]


for zone, (number, instant) in STORED.items():
    subprocess.run(["node", "write.js"], check=True, env={**os.environ, "TZ": zone})
    found = [stored(f"{dates}.{kind}") for dates in ("false", "true") for kind in ("ods", "xlsx")]
    print(zone, *found, sep="\n  ")
    assert found[0] == f'office:value-type="float" office:value="{number}"', found
    assert found[1] == number, found
    assert found[2].startswith(f'office:value-type="date" office:date-value="{instant}"'), found
    assert found[3] == STORED["UTC"][1], found
E
