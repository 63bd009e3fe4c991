"""`yibao reconcile --letter … -o 问询.docx`: the letter for a word processor, read back twice."""

import importlib.util
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import ROOT, Run, Runner

DETAIL = ROOT / "docs" / "examples" / "detail.csv"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ASKED = "请告知这些月份申报的缴费基数、是否按时足额缴费,以及是否需要补缴或补划。谢谢。"
TABLE = [
    ["月份", "结果", "到账", "应划入", "差额"],
    ["2024-03", "少划", "170.00", "180.00", "-10.00"],
    ["2024-04", "没到账", "0.00", "180.00", "-180.00"],
]
"""170 instead of 180 in March, nothing in April: 2 % of the base of 9000."""


def letter(yibao: Runner, out: Path, *more: str) -> Run:
    return yibao("reconcile", str(DETAIL), "-r", "北京", "-s", "在职", "--letter", "单位", "-o", str(out), *more)


def test_sentences_table_and_day(yibao: Runner, tmp_path: Path) -> None:
    out = tmp_path / "问询.docx"
    before = date.today()
    run = letter(yibao, out)
    assert (run.code, run.out) == (ExitCode.DIFFERENCES, "")
    assert run.err.startswith("小结:6 个月:")
    made: Any = docx.Document(str(out))
    paragraphs = [paragraph.text for paragraph in made.paragraphs if paragraph.text]
    assert paragraphs[0] == "关于职工医保个人账户划入的问询"
    assert paragraphs[1].startswith("您好:核对本人职工医保个人账户的划入时,发现下列月份")
    assert "2024-04 没到账:到账 0.00 元,应为 180.00 元。" in paragraphs
    assert "合计少划 190.00 元。" in paragraphs and ASKED in paragraphs
    days = [f"{day.year} 年 {day.month} 月 {day.day} 日" for day in (before, date.today())]
    assert paragraphs[-1] in days
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert [row[:5] for row in rows] == TABLE
    assert (made.core_properties.author, made.core_properties.last_modified_by) == ("", "")
    assert (round(made.sections[0].page_width.mm), round(made.sections[0].page_height.mm)) == (210, 297)
    assert out.stat().st_mode & 0o777 == 0o600


def test_as_a_text(yibao: Runner, tmp_path: Path) -> None:
    out = tmp_path / "问询.txt"
    before = date.today()
    run = letter(yibao, out)
    assert (run.code, run.out) == (ExitCode.DIFFERENCES, "")
    lines = out.read_text(encoding="utf-8").split("\n")
    assert lines[:2] == ["关于职工医保个人账户划入的问询", ""]
    assert "合计少划 190.00 元。" in lines and lines[-1] == ""
    assert [line.split()[:5] for line in lines[lines.index(ASKED) + 2 : -3]] == TABLE
    assert not any(line.endswith(" ") for line in lines)
    assert lines[-2] in [f"{day.year} 年 {day.month} 月 {day.day} 日" for day in (before, date.today())]
    assert out.stat().st_mode & 0o777 == 0o600
    english = letter(yibao, tmp_path / "letter.txt", "--lang", "en")
    assert english.code == ExitCode.DIFFERENCES
    assert (tmp_path / "letter.txt").read_text("utf-8").startswith("Inquiry about credits to the personal account of")


def test_the_same_read_as_bare_xml(yibao: Runner, tmp_path: Path) -> None:
    out = tmp_path / "问询.docx"
    letter(yibao, out)
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        body = ElementTree.fromstring(packed.read("word/document.xml"))
    rows = [
        ["".join(part.text or "" for part in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")]
        for row in body.iter(f"{WORD}tr")
    ]
    assert [row[:5] for row in rows] == TABLE
    assert len(list(body.iter(f"{WORD}tblHeader"))) == 1
    assert any("".join(part.itertext()) == ASKED for part in body.iter(f"{WORD}p"))


def test_people_are_masked_unless_asked(yibao: Runner, tmp_path: Path) -> None:
    """11010519491231002X is the example of the standard GB 11643; a sign that steers a terminal becomes an escape."""
    table = tmp_path / "台账.csv"
    table.write_text(
        "姓名,证件号码,月份,缴费基数,划入金额\n张三丰,11010519491231002X,2025-01,9000,170\n"
        "李\x01四,110105199003070193,2025-01,9000,100\n",
        encoding="utf-8",
    )
    texts = []
    for more in ((), ("--keep-ids",)):
        out = tmp_path / f"问询{len(more)}.docx"
        words = ("-r", "北京", "-s", "在职", "--letter", "12393", "-o", str(out), *more)
        assert yibao("reconcile", str(table), *words).code == ExitCode.DIFFERENCES
        with zipfile.ZipFile(out) as packed:
            texts.append(packed.read("word/document.xml").decode("utf-8"))
    assert "张三丰" not in texts[0] and "11010519491231002X" not in texts[0] and "张*" in texts[0]
    assert "张三丰" in texts[1]
    assert "\x01" not in texts[1]


def test_nothing_to_ask(yibao: Runner, tmp_path: Path) -> None:
    out = tmp_path / "问询.docx"
    right = ROOT / "tests" / "statements" / "portal-suffix.csv"
    run = yibao("reconcile", str(right), "-r", "北京", "-s", "在职", "--letter", "单位", "-o", str(out))
    assert run.code == ExitCode.ANSWER
    assert run.err.splitlines()[0] == "yibao: 没有不一致的月份,没有写问询。"
    assert not out.exists()


def test_it_says_to_whom(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("reconcile", str(DETAIL), "-r", "北京", "-s", "在职", "-o", str(tmp_path / "问询.docx"))
    said = "yibao: 问询.docx 是一封问询:写明给谁,--letter 单位 或 --letter 12393。\n"
    assert run == Run(ExitCode.USAGE, "", said)


def test_one_that_is_there_stays(yibao: Runner, tmp_path: Path) -> None:
    out = tmp_path / "问询.docx"
    out.write_bytes(b"mine")
    assert letter(yibao, out).code == ExitCode.USAGE
    assert out.read_bytes() == b"mine"
    assert letter(yibao, out, "--overwrite").code == ExitCode.DIFFERENCES
    assert zipfile.is_zipfile(out)


def test_without_the_library(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr("yibao_cli.cli.reconcile.find_spec", lambda name: None if name == "docx" else found(name))
    run = letter(yibao, tmp_path / "问询.docx")
    said = "yibao: 写 .docx 要用 python-docx,先运行:pip install 'yibao-cli[docx]'。\n"
    assert run == Run(ExitCode.USAGE, "", said)
