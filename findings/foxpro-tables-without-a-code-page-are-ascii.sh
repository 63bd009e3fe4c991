#!/bin/sh
# dbfread 2.0.7 and dbf 0.99.11: a FoxPro or dBASE table whose language driver is 0 cannot be read, one with a Western
# driver is read wrongly without a word.
# Programs of Chinese bureaus and payroll offices write code page 936 and leave the driver byte 0, or as the English
# edition set it (3, 87). For 0 both libraries fall back to ASCII and raise UnicodeDecodeError at the first Chinese name;
# for 3 and 87 both give mojibake. dbf does not know the name "gbk" either, only "cp936".
# Output seen: 0 UnicodeDecodeError UnicodeDecodeError; 3 and 87 ÕÅÈý ÕÅÈý; 77 (0x4D) and 122 (0x7A) 张三 张三.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check dbfread==2.0.7 dbf==0.99.11
cd "$work"
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'E'
import struct

import dbf
import dbfread


def table(driver):
    head = struct.pack("<BBBBIHH", 3, 124, 1, 1, 1, 65, 9) + bytes(17) + bytes([driver]) + bytes(2)
    field = b"XM".ljust(11, b"\0") + b"C" + bytes(4) + bytes([8, 0]) + bytes(14)
    with open("a.dbf", "wb") as file:
        file.write(head + field + b"\r" + b" " + "张三".encode("gbk").ljust(8) + b"\x1a")


def by_dbfread():
    return next(iter(dbfread.DBF("a.dbf")))["XM"]


def by_dbf():
    with dbf.Table("a.dbf") as opened:
        return str(opened[0].xm).strip()


def attempt(read):
    try:
        return read()
    except UnicodeDecodeError as error:
        return f"{type(error).__name__} {error.encoding}"


for driver, expected in ((0, "UnicodeDecodeError ascii"), (3, "ÕÅÈý"), (87, "ÕÅÈý"), (77, "张三"), (122, "张三")):
    table(driver)
    found = attempt(by_dbfread), attempt(by_dbf)
    print(driver, *found)
    assert found == (expected, expected), (driver, found)
try:
    dbf.Table("b.dbf", "XM C(8)", codepage="gbk")
except dbf.DbfError as error:
    print(error)
else:
    raise SystemExit("dbf knows gbk now")
E
