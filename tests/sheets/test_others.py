"""Old workbooks, web pages, OpenDocument, dBASE, PDF, OFD: files of several writers give the same rows."""

import io
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from xlrd.compdoc import SIGNATURE

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.sheets import Mark, Merge, Sheet, open_book, xls
from yibao_cli.sheets.input_file import InputFile

FILES = Path(__file__).with_name("files")
HEADINGS = ["个人编号", "姓名", "费款所属期", "缴费基数", "划入个人账户金额"]
DAYS = [[f"2024-{month:02d}-01"] for month in range(1, 6)]


def only(name: str) -> Sheet:
    return open_book(FILES / name).sheets[0]


@pytest.mark.parametrize("name", ["biff5-cp936.xls", "spreadsheetml.xls", "html.xls", "sjs.ods"])
def test_one_table_by_several_programs(name: str) -> None:
    sheet = only(name)
    rows = list(sheet.rows())
    assert rows[0] == (1, HEADINGS)
    assert rows[1:] == [(place, ["1001", "张三", *day, "9000", "180"]) for place, day in enumerate(DAYS, 2)]
    assert sheet.marks == (Mark("date-moved", 2, (2, 3, 4, 5, 6)),)


class _Packed:
    """What xlrd makes of the outer form of an old workbook: where each short stream begins, and how sectors follow.

    No file stands here in which they go round: other programs would hang with it.
    """

    min_size_std_stream = 4096

    def __init__(self, content: bytes, logfile: object) -> None:
        self.dirlist = [SimpleNamespace(name=_Packed.name, first_SID=0, tot_size=_Packed.size)]
        self.SSAT = _Packed.follows

    name, size, follows = "Workbook", 100, [1, 2, -2]


@pytest.mark.parametrize(
    ("name", "size", "follows", "refused"),
    [
        ("Workbook", 100, [1, 2, -2], False),
        ("Workbook", 100, [1, 2, 0], True),
        ("Book", 100, [0], True),
        ("BOOK", 100, [1, 2, 1], True),
        ("Workbook", 100, [1, 9], False),
        ("Workbook", 5000, [1, 0], False),
        ("Other", 100, [0], False),
    ],
)
def test_an_old_workbook_whose_sectors_go_round_is_not_given_to_xlrd(
    monkeypatch: pytest.MonkeyPatch, name: str, size: int, follows: list[int], refused: bool
) -> None:
    for key, value in (("name", name), ("size", size), ("follows", follows)):
        monkeypatch.setattr(_Packed, key, value)
    monkeypatch.setattr("xlrd.compdoc.CompDoc", _Packed)
    opened: list[bytes] = []

    def take(content: bytes, code_page: str | None = None) -> _Empty:
        opened.append(content)
        return _Empty()

    monkeypatch.setattr(xls, "_opened", take)
    content = SIGNATURE + b"anything"
    if refused:
        with pytest.raises(InputError) as raised:
            xls.read_book(InputFile("a.xls", None, content), None)
        assert error(raised.value) == "「a.xls」损坏了,打不开。重新下载,或在 Excel、WPS 里打开再保存一次。"
        assert opened == []
    else:
        assert xls.read_book(InputFile("a.xls", None, content), None).sheets == ()
        assert opened == [content]


class _Empty:
    """A workbook of xlrd without a sheet."""

    biff_version, codepage = 80, 1200
    _sheet_visibility: tuple[int, ...] = ()

    def sheet_names(self) -> list[str]:
        return []


def test_an_old_workbook_has_hidden_rows_merged_cells_and_formulas_without_a_result() -> None:
    book = open_book(FILES / "xlwt.xls")
    sheet = book.sheets[0]
    assert [(item.name, item.shown) for item in book.sheets] == [("明细", True), ("隐", False)]
    assert list(sheet.rows())[1] == (2, ["张三", "2024-01-01", "9000", "=…", "110101199003070000", "TRUE"])
    assert (sheet.hidden, sheet.merged) == (frozenset({3}), (Merge(7, 9, 0, 0),))
    assert sheet.marks == (Mark("formula", 3, (2, 3, 4, 5, 6)), Mark("number-cut", 4, (2, 3, 4, 5, 6)))


def test_open_documents_end_in_a_million_blank_rows() -> None:
    sheet = only("odfpy.ods")
    assert list(sheet.rows()) == [
        (1, ["姓名", "费款所属期", "缴费基数", "划入个人账户金额"]),
        (2, ["张三", "2024-01-01", "9000", "180"]),
        (3, ["李四", "2024-02-01", "9000.5", "180.01"]),
    ]
    assert sheet.hidden == {3}


def open_document(rows: str) -> Sheet:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("META-INF/manifest.xml", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", f'<o xmlns:t="t"><t:table t:name="一">{rows}</t:table></o>')
    return open_book(buffer.getvalue()).sheets[0]


def test_cells_of_an_open_document_may_be_repeated_covered_or_commented() -> None:
    sheet = open_document(
        '<t:table-row><t:table-cell t:value-type="string" t:number-rows-spanned="2"><t:p>北<t:s t:c="2"/>京</t:p></t:table-cell>'
        '<t:table-cell t:number-columns-repeated="2" t:value-type="float" t:value="1.50"><t:p>1.50</t:p></t:table-cell></t:table-row>'
        '<t:table-row t:number-rows-repeated="2"><t:covered-table-cell/><t:table-cell t:value-type="string">'
        "<t:annotation><t:p>看</t:p></t:annotation><t:p>a</t:p><t:p>b</t:p></t:table-cell>"
        '<t:table-cell t:formula="of:=[.A1]*2"/><t:table-cell t:number-columns-repeated="16000"/></t:table-row>'
    )
    assert list(sheet.rows()) == [
        (1, ["北  京", "1.5", "1.5"]),
        (2, ["", "a\nb", "=[.A1]*2"]),
        (3, ["", "a\nb", "=[.A1]*2"]),
    ]
    assert sheet.merged == (Merge(1, 2, 0, 0),)
    assert sheet.marks == (Mark("formula", 2, (2, 3)),)


@pytest.mark.parametrize(
    "rows",
    [
        '<t:table-row t:number-rows-repeated="1048577"><t:table-cell><t:p>a</t:p></t:table-cell></t:table-row>',
        '<t:table-row><t:table-cell t:number-rows-spanned="1048577"><t:p>a</t:p></t:table-cell></t:table-row>',
    ],
)
def test_an_open_document_has_no_more_rows_than_a_sheet(rows: str) -> None:
    with pytest.raises(InputError) as caught:
        list(open_document(rows).rows())
    assert caught.value.code == "file-broken"


def test_a_web_page_has_cells_that_span_hidden_rows_and_numbers_behind_what_is_shown() -> None:
    page = (
        '<html><meta http-equiv=Content-Type content="text/html; charset=gb2312"><style>td {x:1}</style>'
        "<table><tr><td colspan=3>个人账户<br>明细</table>"
        "<table><tr><td>地区<td>月份<td>金额<tr><td rowspan=2>北京<td x:num='45292'>2024-1-1<td x:num='180.1'>180.10 "
        "<tr style='display:none'><td>2024-02<td>&yen;180.10</table>"
    )
    sheet = open_book(page.encode("gb18030")).sheets[0]
    assert list(sheet.rows()) == [
        (1, ["个人账户 明细", "", ""]),
        (2, ["地区", "月份", "金额"]),
        (3, ["北京", "2024-01-01", "180.1"]),
        (4, ["", "2024-02", "¥180.10"]),
    ]
    assert (sheet.hidden, sheet.merged) == (frozenset({4}), (Merge(3, 4, 0, 0),))


def test_a_web_archive_is_a_page() -> None:
    text = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n\n<table><tr><td>=E5=A7=93=E5=90=8D</td></tr></table>\n--x--\n"
    )
    assert list(open_book(text.encode()).sheets[0].rows()) == [(1, ["姓名"])]


def test_xml_of_excel_2003_leaves_out_cells_and_merges_them() -> None:
    text = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="一"><Table><Row><Cell ss:MergeDown="1"><Data ss:Type="String">北京</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2024-01-01T00:00:00.000</Data></Cell></Row>'
        '<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">9000.50</Data></Cell><Cell ss:Formula="=RC[-1]*2"/></Row>'
        '<Row ss:Index="9"><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    sheet = open_book(text.encode()).sheets[0]
    assert list(sheet.rows()) == [(1, ["北京", "2024-01-01"]), (2, ["", "9000.5", "=RC[-1]*2"]), (9, ["TRUE"])]
    assert (sheet.hidden, sheet.merged) == (frozenset({2}), (Merge(1, 2, 0, 0),))


def test_a_foxpro_table_without_a_code_page_is_chinese() -> None:
    assert list(only("foxpro-gbk.dbf").rows()) == [
        (1, ["XM", "SFZH", "JFJS", "SSQ", "RQ"]),
        (2, ["张三", "11010119900307001X", "9000.50", "202401", "2024-01-01"]),
    ]


def test_a_visual_foxpro_table_has_more_types_and_deleted_records() -> None:
    sheet = only("visual-foxpro.dbf")
    assert list(sheet.rows()) == [
        (1, ["XM", "SFZH", "JFJS", "RQ", "ZT", "JE", "T", "N2", "M"]),
        (2, ["张三", "11010119900307001X", "9000.50", "2024-01-01", "T", "180.0100", "2024-01-01", "7", ""]),
        (4, ["王五", "11010119900307001X", "-3.20", "", "", "0.0000", "", "0", ""]),
    ]
    assert sheet.deleted == 1


def test_a_statement_in_pdf_is_its_ruled_tables() -> None:
    rows = list(only("reportlab.pdf").rows())
    assert rows[:2] == [(1, HEADINGS), (2, ["0001001", "张三", "202401", "9,000.00", "180.00"])]
    assert rows[-1] == (7, ["0001001", "张三", "202405", "9,000.00", "180.00"])


def test_a_statement_in_ofd_without_lines_is_read_by_where_its_texts_stand() -> None:
    rows = list(only("statement.ofd").rows())
    months = [f"2024{month:02d}" for month in range(1, 6)]
    assert rows[0] == (1, HEADINGS)
    assert rows[1:] == [
        (place, ["0001001", "张三", month, "9,000.00", "180.00"]) for place, month in enumerate(months, 2)
    ]


def ofd(page: str) -> bytes:
    buffer = io.BytesIO()
    names = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(
            "OFD.xml",
            f"<ofd:OFD {names}><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        file.writestr(
            "Doc_0/Document.xml",
            f'<ofd:Document {names}><ofd:Pages><ofd:Page BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        )
        file.writestr("Doc_0/Pages/Page_0/Content.xml", f"<ofd:Page {names}>{page}</ofd:Page>")
    return buffer.getvalue()


def text_object(text: str, left: float, top: float) -> str:
    return f'<ofd:TextObject Boundary="{left} {top} {4 * len(text)} 4"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'


def test_a_ruled_table_in_ofd_is_read_by_its_lines() -> None:
    upright = "".join(
        f'<ofd:PathObject Boundary="{x} 20 0.3 30"><ofd:AbbreviatedData>M 0 0 L 0 30</ofd:AbbreviatedData></ofd:PathObject>'
        for x in (10, 50, 90)
    )
    level = "".join(
        f'<ofd:PathObject Boundary="10 {y} 80 0.3"><ofd:AbbreviatedData>M 0 0 L 80 0</ofd:AbbreviatedData></ofd:PathObject>'
        for y in (20, 30, 50)
    )
    texts = "".join(
        text_object(*item)
        for item in (
            ("个人账户明细", 40, 5),
            ("月份", 12, 22),
            ("划入个人", 52, 21),
            ("账户金额", 52, 25),
            ("2024", 12, 35),
            ("年1月", 28, 35),
            ("180", 70, 40),
            ("经办机构(章)", 60, 60),
        )
    )
    assert list(open_book(ofd(upright + level + texts)).sheets[0].rows()) == [
        (1, ["个人账户明细"]),
        (2, ["月份", "划入个人账户金额"]),
        (3, ["2024年1月", "180"]),
        (4, ["经办机构(章)"]),
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("enc_named.xls", "「enc_named.xls」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。"),
        ("locked.pdf", "「locked.pdf」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。"),
        ("nolines.pdf", "「nolines.pdf」里没有画线的表格。请在网站上导出 Excel 或 CSV。"),
        ("picture.pdf", "「picture.pdf」的页面是图片,没有文字。请在网站上导出 Excel、CSV 或带文字的 PDF。"),
    ],
)
def test_what_cannot_be_read_says_why(monkeypatch: pytest.MonkeyPatch, name: str, line: str) -> None:
    monkeypatch.chdir(FILES)
    with pytest.raises(InputError) as caught:
        list(open_book(name).sheets[0].rows())
    assert error(caught.value) == line


def test_an_ofd_without_texts_says_so() -> None:
    with pytest.raises(InputError) as caught:
        list(open_book(ofd("<ofd:ImageObject/>")).sheets[0].rows())
    assert error(caught.value) == "「-」的页面没有文字。请在网站上导出 Excel 或 CSV。"


def test_a_cut_dbf_is_broken() -> None:
    with pytest.raises(InputError) as caught:
        open_book((FILES / "foxpro-gbk.dbf").read_bytes()[:-20])
    assert caught.value.code == "file-broken"


@pytest.mark.parametrize(
    ("name", "library", "line"),
    [
        ("xlwt.xls", "xlrd", "读「xlwt.xls」要用 xlrd,先运行:pip install 'yibao-cli[xls]'。"),
        ("reportlab.pdf", "pdfplumber", "读「reportlab.pdf」要用 pdfplumber,先运行:pip install 'yibao-cli[pdf]'。"),
    ],
)
def test_without_its_library_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, library: str, line: str
) -> None:
    monkeypatch.chdir(FILES)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError) as caught:
        open_book(name)
    assert error(caught.value) == line


@pytest.mark.parametrize(
    "name",
    ["sjs.ods", "statement.ofd", "reportlab.pdf", "foxpro-gbk.dbf", "spreadsheetml.xls"],
)
def test_damage_is_said_and_never_more(name: str) -> None:
    whole = (FILES / name).read_bytes()
    for start in range(0, len(whole) - 60, max(150, len(whole) // 40)):
        try:
            for sheet in open_book(whole[:start] + bytes(40) + whole[start + 40 :]).sheets:
                list(sheet.rows())
        except InputError as problem:
            assert problem.code.split("-")[0] in ("file", "table", "pdf", "ofd", "xml"), problem
