"""What a file is, by its content: what is no table says what it is."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.sheets import open_book
from yibao_cli.sheets import packed as packed_parts

from ..tables.samples import workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 64


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP that is the same whenever it is made: its bytes are part of the names of tests."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


LOCKED_ODS: dict[str, str | bytes] = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": b"\1\2",
    "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>",
}
TEXT_ODT = {"content.xml": "<a/>", "META-INF/manifest.xml": "application/vnd.oasis.opendocument.text"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (OLE, "「a.xls」损坏了,打不开。重新下载,或在 Excel、WPS 里打开再保存一次。"),
        (stream("EncryptedPackage"), "「a.xls」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。"),
        (stream("WordDocument"), "「a.xls」是Word 文档,不是表格。把里面的表格粘贴到 Excel 里保存。"),
        (stream("PowerPoint Document"), "「a.xls」是演示文稿,不是表格。请给 Excel、CSV 或别的表格。"),
        (b"PK\x03\x04" + b"\0" * 40, "「a.xls」损坏了,打不开。重新下载,或在 Excel、WPS 里打开再保存一次。"),
        (packed({"a.csv": "姓名,基数\n"}), "「a.xls」是压缩包,不是表格。先解开,给里面的表格。"),
        (packed({"word/document.xml": "<a/>"}), "「a.xls」是Word 文档,不是表格。把里面的表格粘贴到 Excel 里保存。"),
        (packed({"xl/workbook.bin": b"\0"}), "「a.xls」是二进制的 Excel 文件(.xlsb)。在 Excel 或 WPS 里另存为 .xlsx。"),
        (packed(LOCKED_ODS), "「a.xls」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。"),
        (packed(TEXT_ODT), "「a.xls」是OpenDocument 文档,不是表格。请给 Excel、CSV 或别的表格。"),
        (b"\x1f\x8b\x08\0", "「a.xls」是压缩包,不是表格。先解开,给里面的表格。"),
        (b"Rar!\x1a\x07\0", "「a.xls」是压缩包,不是表格。先解开,给里面的表格。"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "「a.xls」是图片,不是表格。请在网站上导出 Excel 或 CSV。"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "「a.xls」是图片,不是表格。请在网站上导出 Excel 或 CSV。"),
        (b"\0\0\0\x18ftypheic", "「a.xls」是图片,不是表格。请在网站上导出 Excel 或 CSV。"),
        (b"PAR1\0\0", "「a.xls」是Parquet,不是表格。文件名以 .parquet 结尾才读得了。"),
        (b"\x7fELF\0\0\0", "「a.xls」不是表格,也不是文字。请给 Excel、CSV 或别的表格。"),
        (b"\xef\xbb\xbf\r\n<HTML><p>", "「a.xls」是网页,里面没有表格。请在网站上导出 Excel 或 CSV。"),
        ("<html><p>".encode("utf-16"), "「a.xls」是网页,里面没有表格。请在网站上导出 Excel 或 CSV。"),
    ],
)
def test_what_is_no_table_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.xls").write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_book("a.xls")
    assert error(caught.value) == line


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/a.xml": "<!DOCTYPE a><a/>"}, "xml-doctype"),
        ({"xl/a.xml": "<?xml version='1.0'?><!-- <a> -->\n<!DOCTYPE a []><a/>".encode("utf-16")}, "xml-doctype"),
        ({"xl/a.xml": "<!--" + " " * 70_000 + "-->"}, "xml-doctype"),
        ({"xl/a.xml": "<a>" + " " * (65 << 20) + "</a>"}, "file-swollen"),
    ],
)
def test_packed_files_are_held_within_bounds(parts: Mapping[str, str | bytes], code: str) -> None:
    with pytest.raises(InputError) as caught:
        open_book(packed({"[Content_Types].xml": "<Types/>", **parts}))
    assert caught.value.code == code


def test_a_workbook_may_share_so_many_texts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:  # openpyxl writes each text in its cell
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "城市"])
        sheet.write_row(1, 0, ["甲", "北京"])
    content = (tmp_path / "a.xlsx").read_bytes()
    monkeypatch.setattr(packed_parts, "MOST_STRINGS", 4)
    assert open_book(content).sheets[0].head(1) == [(1, ["姓名", "城市"])]
    monkeypatch.setattr(packed_parts, "MOST_STRINGS", 3)
    with pytest.raises(InputError) as caught:
        open_book(content)
    assert caught.value.code == "file-swollen"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="2"', 'r="1048577"'),
        ('r="2"', 'r="0"'),
        ('r="A2"', 'r="XFE2"'),
        ('r="A2"', 'r="ZZZZZZZZ2"'),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:A99999999999"/></mergeCells>'),
    ],
)
def test_no_cell_stands_outside_of_a_sheet(tmp_path: Path, old: str, new: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"表": [["姓名", "城市"], ["甲", "北京"]]})
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(changed, "w") as copy:
        for name in book.namelist():
            text = book.read(name)
            if name.endswith("sheet1.xml"):
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            copy.writestr(name, text)
    with pytest.raises(InputError) as caught:
        list(open_book(changed.getvalue()).sheets[0].rows())
    assert caught.value.code == "file-broken"


@pytest.mark.parametrize(
    "row",
    [
        '<Row ss:Index="1048577"><Cell><Data>a</Data></Cell></Row>',
        '<Row><Cell ss:Index="16385"><Data>a</Data></Cell></Row>',
        '<Row><Cell ss:MergeAcross="16384"><Data>a</Data></Cell></Row>',
        '<Row><Cell ss:MergeDown="1048576"><Data>a</Data></Cell></Row>',
    ],
)
def test_no_cell_of_excel_2003_stands_outside_of_a_sheet(row: str) -> None:
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    text = f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="a"><Table>{row}</Table></Worksheet></Workbook>'
    with pytest.raises(InputError) as caught:
        list(open_book(text.encode()).sheets[0].rows())
    assert caught.value.code == "file-broken"


def test_a_document_type_in_xml_of_excel_2003_is_refused() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE a><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    with pytest.raises(InputError) as caught:
        open_book(text.encode())
    assert error(caught.value) == "「-」里的 XML 带有文档类型声明(DOCTYPE),表格不会这样写,没有读。"


def test_bounds_say_what_they_are() -> None:
    assert error(InputError("file-swollen", file="a.xlsx")) == "「a.xlsx」解开来大得不像真的表,没有读。"
