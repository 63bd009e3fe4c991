"""What codes, and texts in their place, mean for a row."""

from pathlib import Path

import pytest

from yibao_cli.core.statement import StatementRow, UnknownCode
from yibao_cli.tables.codes import code_table, split_code
from yibao_cli.tables.folding import data
from yibao_cli.tables.statements import read_statement

from .samples import write


def _row(folder: Path, **cells: str) -> StatementRow:
    """The one row of a statement with these cells besides a month and 200 yuan."""
    cells = {"accrym": "202507", "traf_sumamt": "200.00", **cells}
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in (cells, cells.values()))
    statement = read_statement(write(folder / "a.csv", text))
    assert statement.bad == ()
    return statement.rows[0]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("310", ("310", "")),
        ("310-职工基本医疗保险", ("310", "职工基本医疗保险")),
        ("310 职工基本医疗保险", ("310", "职工基本医疗保险")),
        ("310职工基本医疗保险", ("310", "职工基本医疗保险")),
        ("310(职工基本医疗保险)", ("310", "职工基本医疗保险")),
        ("310.0", ("310", "")),
        ("３１０", ("310", "")),
        ("职工基本医疗保险", ("", "职工基本医疗保险")),
        ("z", ("Z", "")),
        ("2024年度结息", ("", "2024年度结息")),
        ("2024-08划账", ("", "2024-08划账")),
    ],
)
def test_a_code_may_stand_before_its_name(cell: str, parts: tuple[str, str]) -> None:
    assert split_code(cell) == parts


def test_every_name_in_the_tables_is_understood_like_its_code() -> None:
    for field in ("scheme", "person_type", "retired", "paid", "paid_kind", "movement"):
        table = code_table(field)
        for code, value in data()["code"][field].items():
            meaning = table.find(code)
            assert meaning is not None and meaning.name == value["name"]
            for text in (value["name"], f"{code}-{value['name']}", *value.get("also", ())):
                assert table.find(text) == meaning, text


@pytest.mark.parametrize(
    ("code", "kind", "status"),
    [
        ("310", "credit", None),
        ("320", "other-fund", None),
        ("330", "other-fund", None),
        ("340", "other-fund", None),
        ("380", "other-fund", None),
        ("390", "credit", "resident"),
        ("391", "credit", "resident"),
        ("410", "other-fund", None),
        ("510", "other-fund", None),
        ("职工基本医疗保险(含生育)", "credit", None),
        ("城镇企业职工基本养老保险", "other-fund", None),
        ("生育保险", "other-fund", None),
        ("大额医疗互助", "other-fund", None),
        ("城乡居民医疗", "credit", "resident"),
        ("310200", "unknown-code", None),
        ("110", "unknown-code", None),
    ],
)
def test_schemes(tmp_path: Path, code: str, kind: str, status: str | None) -> None:
    row = _row(tmp_path, insutype=code)
    assert (row.kind, row.status) == (kind, status)
    assert row.unknown == ((UnknownCode("insutype", code),) if kind == "unknown-code" else ())


@pytest.mark.parametrize(
    ("type_", "flag", "kind", "status", "flexible"),
    [
        ("11", "", "credit", "employee", False),
        ("1101", "", "credit", "employee", False),
        ("1160", "", "credit", "employee", False),
        ("1103", "", "credit", "flexible", True),
        ("1103", "0", "credit", "flexible", True),
        ("1103", "1", "credit", "retiree", True),
        ("1203", "", "credit", "retiree", True),
        ("1101", "1", "credit", "retiree", False),
        ("1201", "0", "credit", "employee", False),
        ("", "2", "credit", "retiree", False),
        ("13", "", "other-fund", None, False),
        ("1360", "2", "other-fund", "retiree", False),
        ("1403", "", "credit", "resident", False),
        ("1560", "0", "credit", "resident", False),
        ("16", "", "credit", "resident", False),
        ("退休", "", "credit", "retiree", False),
        ("灵活就业人员在职", "", "credit", "flexible", True),
        ("21", "", "unknown-code", None, False),
        ("27", "1", "unknown-code", "retiree", False),
        ("113", "", "unknown-code", None, False),
        ("1101", "9", "unknown-code", "employee", False),
        ("农民工", "", "unknown-code", None, False),
    ],
)
def test_kinds_of_people(tmp_path: Path, type_: str, flag: str, kind: str, status: str | None, flexible: bool) -> None:
    row = _row(tmp_path, psn_type=type_, insutype_retr_flag=flag)
    assert (row.kind, row.status, row.flexible) == (kind, status, flexible)


@pytest.mark.parametrize(
    ("field", "code", "kind"),
    [
        ("clct_flag", "1", "credit"),
        ("clct_flag", "0", "unpaid"),
        ("clct_flag", "足额缴费", "credit"),
        ("clct_flag", "未到账", "unpaid"),
        ("clct_flag", "4", "unknown-code"),
        ("到账标志", "部分到账", "unknown-code"),
        ("revs_flag", "Z", "credit"),
        ("revs_flag", "", "credit"),
        ("revs_flag", "1", "unpaid"),
        ("核销标志", "已核销", "unpaid"),
        ("aae017", "Z", "credit"),
        ("aae017", "1", "unknown-code"),
        ("vali_flag", "1", "credit"),
        ("vali_flag", "0", "unpaid"),
        ("insu_idet", "7", "unknown-code"),
        ("retr_type", "1", "other-fund"),
    ],
)
def test_paid_and_valid(tmp_path: Path, field: str, code: str, kind: str) -> None:
    row = _row(tmp_path, **{field: code})
    assert (row.kind, row.credited is not None) == (kind, True)
    assert row.unknown == ((UnknownCode(field, code),) if kind == "unknown-code" else ())


@pytest.mark.parametrize(
    ("code", "kind", "back", "yuan"),
    [
        ("10", "credit", False, "200.00"),
        ("11", "credit", False, "200.00"),
        ("20", "correction", False, "-200.00"),
        *[(str(code), "credit", True, "200.00") for code in range(30, 36)],
        ("36", "credit", False, "200.00"),
        ("40", "other-fund", False, "200.00"),
        ("41", "credit", False, "200.00"),
        ("60", "credit", False, "200.00"),
        ("99", "other-fund", False, "200.00"),
        ("991", "other-fund", False, "200.00"),
        ("992", "unpaid", False, "200.00"),
        ("12", "unknown-code", False, "200.00"),
        ("77-正常缴费", "unknown-code", False, "200.00"),
        ("补缴", "credit", True, "200.00"),
        ("正常应缴", "credit", False, "200.00"),
    ],
)
def test_kinds_of_bills(tmp_path: Path, code: str, kind: str, back: bool, yuan: str) -> None:
    row = _row(tmp_path, clct_type=code)
    assert (row.kind, row.back_payment, f"{row.credited:.2f}") == (kind, back, yuan)


@pytest.mark.parametrize(
    ("code", "kind", "credited", "spent"),
    [
        ("101", "credit", "16.00", None),
        ("102", "other-fund", "16.00", None),
        ("103", "other-fund", "16.00", None),
        ("104", "correction", "-16.00", None),
        ("106", "other-fund", "16.00", None),
        ("107", "other-fund", "16.00", None),
        ("108", "credit", "16.00", None),
        ("109", "other-fund", "16.00", None),
        ("110", "correction", "16.00", None),
        *[(str(code), "other-fund", "16.00", None) for code in (111, 112, 113)],
        *[(str(code), "outflow", None, "16.00") for code in range(201, 209)],
        ("105", "unknown-code", "16.00", None),
        ("个人账户年度结息", "other-fund", "16.00", None),
        ("2025年度利息", "other-fund", "16.00", None),
        ("上年结转", "other-fund", "16.00", None),
        ("医保消费(药店)", "outflow", None, "16.00"),
        ("7月划账", "credit", "16.00", None),
        ("单位预划", "credit", "16.00", None),
        ("公务员补助", "other-fund", "16.00", None),
        ("划入统筹", "other-fund", "16.00", None),
        ("系统处理", "unknown-code", "16.00", None),
    ],
)
@pytest.mark.parametrize("column", ["acct_incexpd_type", "账户收支类型", "摘要"])
def test_movements_of_the_account(
    tmp_path: Path, column: str, code: str, kind: str, credited: str | None, spent: str | None
) -> None:
    text = f"{column},crte_time,inc_sumamt\n{code},2025-07-20 10:00:00,16\n"
    row = read_statement(write(tmp_path / "a.csv", text)).rows[0]
    assert row.kind == kind
    assert [None if yuan is None else str(yuan) for yuan in (row.credited, row.spent)] == [credited, spent]


def test_the_twin_is_read_where_the_code_is_missing(tmp_path: Path) -> None:
    names = {"insutype_name": "公务员医疗补助", "clct_flag_name": "足额缴费"}
    assert _row(tmp_path, **names).kind == "other-fund"
    assert _row(tmp_path, insutype="310", **names).kind == "credit"
    assert _row(tmp_path, insutype="", **names).kind == "other-fund"
    row = _row(tmp_path, clct_flag="4", clct_flag_name="足额缴费")
    assert (row.kind, row.unknown) == ("unknown-code", (UnknownCode("clct_flag", "4"),))


def test_the_label_is_the_files_own_word(tmp_path: Path) -> None:
    assert _row(tmp_path, clct_type="30").label == "补收"
    assert _row(tmp_path, clct_type="30", clct_type_name="补收(社保)").label == "补收(社保)"
    assert _row(tmp_path, clct_type="30-断缴补收").label == "断缴补收"
    assert _row(tmp_path, clct_type="10", 摘要="本月划入").label == "本月划入"
    assert _row(tmp_path, clct_type="777").label == "777"


def test_a_free_text_beside_a_code_need_not_be_understood_but_can_exclude(tmp_path: Path) -> None:
    assert _row(tmp_path, clct_type="10", 摘要="系统处理").kind == "credit"
    assert _row(tmp_path, clct_type="10", 摘要="大额医疗互助").kind == "other-fund"


def test_what_is_not_counted_anyway_is_not_unknown(tmp_path: Path) -> None:
    row = _row(tmp_path, insutype="510", psn_type="21", clct_flag="4")
    assert (row.kind, len(row.unknown)) == ("other-fund", 2)
    assert _row(tmp_path, clct_flag="0", psn_type="21").kind == "unpaid"


def test_the_code_of_a_retirees_credit_says_so(tmp_path: Path) -> None:
    assert _row(tmp_path, clct_type="36").status == "retiree"
    assert _row(tmp_path, clct_type="36", insutype_retr_flag="0").status == "employee"


def test_sums_in_the_place_of_rates_are_marked(tmp_path: Path) -> None:
    row = _row(tmp_path, quot_clct_flag="1", emp_into_paraval="83.00")
    assert (row.fixed, str(row.employer_rate)) == (True, "83.00")
    assert not _row(tmp_path, quot_clct_flag="0").fixed
