"""Statements row by row: the samples in every encoding and as workbooks, and the rules of single columns."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.statement import StatementRow, UnknownCode
from yibao_cli.render.messages import error
from yibao_cli.tables.headers import Doubled
from yibao_cli.tables.statements import BadRow, Statement, read_statement

from .samples import DELIMITERS, ENCODINGS, NAMES, as_workbook, encoded, text_of, workbook, write


def _months(first: str, count: int) -> list[str]:
    start = Month(int(first[:4]), int(first[5:]))
    return [str(start.plus(number)) for number in range(count)]


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _of(statement: Statement, kind: str) -> list[StatementRow]:
    return [row for row in statement.rows if row.kind == kind]


def _credits(statement: Statement) -> dict[str, list[tuple[str, str]]]:
    """By person: month and amount of the credits."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in _of(statement, "credit"):
        found.setdefault(row.person, []).append((str(row.month), str(row.credited)))
    return found


def _check(name: str, statement: Statement) -> None:
    """What the sample `name` says, whatever it is written in."""
    _CHECKS[name](statement)


def _check_national_detail(statement: Statement) -> None:
    year = _months("2025-07", 12)
    assert _credits(statement) == {
        "1100000101": [(month, "200.00") for month in year],
        "1100000102": [(month, "143.24") for month in year],
    }
    assert [(str(row.month), row.label) for row in _of(statement, "other-fund")] == [
        (month, "大额医疗费用补助") for month in year
    ]
    assert (len(statement.rows), statement.bad, statement.totals) == (36, (), ())
    assert statement.rows[0] == StatementRow(
        line=2,
        kind="credit",
        person="1100000101",
        name="张三",
        month=Month(2025, 7),
        last=Month(2025, 7),
        billed=Month(2025, 7),
        posted=date(2025, 7, 20),
        credited=Decimal("200.00"),
        own=Decimal("200.00"),
        employer=Decimal("0.00"),
        other=Decimal("0.00"),
        base=Decimal("10000.00"),
        own_rate=Decimal("0.02"),
        employer_rate=Decimal("0"),
        paid=Decimal("200.00"),
        paid_rate=Decimal("0.02"),
        status="employee",
        birth=Birth(1990, 3, 7),
        sex="male",
        region="110000",
        label="正常缴费",
    )
    back = [row for row in statement.rows if row.back_payment]
    assert [(row.line, str(row.month), str(row.billed), row.posted) for row in back] == [
        (28, "2025-09", "2025-11", date(2025, 11, 20))
    ]
    assert statement.mapping.unmatched == () and statement.mapping.doubled == ()


def _check_national_chinese(statement: Statement) -> None:
    months = [(month, "83.00") for month in _months("2023-02", 12)]
    assert _credits(statement) == {"4200000201": months, "4200000202": months}
    row = statement.rows[-1]
    assert (row.line, _yuan(row.own), _yuan(row.employer)) == (27, "0.00", "83.00")
    assert (row.status, row.region) == ("retiree", "420100")
    assert (row.birth, row.sex, row.name) == (Birth(1948, 9, 5), "male", "钱七")
    assert (statement.mapping.first_line, statement.mapping.last_line) == (2, 3)
    assert statement.mapping.name("credited") == "划入个人账户金额/合计"
    assert statement.mapping.name("into_pooled") == "划入统筹金额"


def _check_account_ledger(statement: Statement) -> None:
    months = [*_months("2025-09", 4), *_months("2026-01", 4)]
    assert _credits(statement) == {"420102195602140043": [(month, "83.00") for month in months]}
    assert all(row.month_from_posting for row in statement.rows)
    assert [(row.line, row.label, str(row.credited)) for row in _of(statement, "other-fund")] == [
        (7, "年度结息", "2.15"),
        (9, "上年结转收入", "716.65"),
    ]
    assert [(row.label, str(row.spent)) for row in _of(statement, "outflow")] == [
        ("医保消费", "46.80"),
        ("年度结转支出", "716.65"),
        ("医保消费", "46.80"),
        ("医保消费", "46.80"),
    ]
    _check_balance(statement, Decimal("429.30"))


def _check_balance(statement: Statement, balance: Decimal) -> None:
    for row in statement.rows:
        balance += (row.credited or 0) - (row.spent or 0)
        assert row.balance == balance, row


def _check_old_names(statement: Statement) -> None:
    assert _credits(statement) == {"0001234567": [(month, "200.00") for month in _months("2025-07", 12)]}
    row = statement.rows[0]
    assert [_yuan(item) for item in (row.own, row.employer, row.other, row.base)] == ["200.00", "0.00", "0.00", None]
    assert row.status == "employee"
    assert statement.mapping.doubled == (
        Doubled("aae021", "credited_employer", "aae081"),
        Doubled("aae023", "credited_own", "aae083"),
    )


def _check_portal_suffix(statement: Statement) -> None:
    assert _credits(statement) == {"张三": [(month, "200.00") for month in _months("2025-07", 12)]}
    row = statement.rows[-1]
    assert (_yuan(row.base), row.posted, row.month_from_posting) == ("10000.00", date(2026, 6, 20), False)


def _check_portal_ledger(statement: Statement) -> None:
    assert _credits(statement) == {"": [(month, "83.00") for month in _months("2025-07", 6)]}
    assert [row.label for row in _of(statement, "other-fund")] == ["个人账户年度结息", "上年结转"]
    assert {str(row.spent) for row in _of(statement, "outflow")} == {"25.50"}
    _check_balance(statement, Decimal("100.00"))


def _check_portal_range(statement: Statement) -> None:
    spans = [(str(row.month), str(row.last), str(row.credited), row.person) for row in statement.rows]
    assert spans == [
        ("2025-07", "2025-09", "429.72", "110203"),
        ("2025-10", "2025-12", "429.72", "110203"),
        ("2026-01", "2026-03", "429.72", "110203"),
        ("2026-04", "2026-06", "429.72", "110203"),
    ]


def _check_portal_deduction(statement: Statement) -> None:
    assert _credits(statement) == {"孙八": [(month, "100.00") for month in _months("2024-01", 12)]}
    assert {(str(row.deducted), row.base, row.status, row.birth) for row in statement.rows} == {
        ("3.00", None, "retiree", Birth(1960, 5, 4))
    }


def _check_hr_sheet(statement: Statement) -> None:
    assert statement.totals == (6,)
    facts = [(row.line, row.name, row.month, str(row.credited), str(row.rate), row.region) for row in statement.rows]
    assert facts == [
        (3, "张三", None, "200.00", "0.02", "北京"),
        (4, "李四", None, "143.24", "0.02", "北京"),
        (5, "王五", None, "716.22", "0.02", "北京"),
    ]
    assert statement.mapping.unmatched == ()


def _check_messy(statement: Statement) -> None:
    assert [(row.line, row.kind, str(row.month), str(row.credited)) for row in statement.rows] == [
        (7, "credit", "2025-07", "200.00"),
        (8, "credit", "2025-08", "200.00"),
        (9, "credit", "2025-09", "200.00"),
        (15, "correction", "2025-12", "-16.00"),
        (20, "unpaid", "2026-05", "None"),
        (21, "unknown-code", "2026-06", "200.00"),
    ]
    assert statement.rows[-1].unknown == (UnknownCode("缴费类型", "转保险关系"),)
    assert [(row.line, error(row.why)) for row in statement.bad if row.code != "row-too-long"] == [
        (13, "「费款 所属期:」列:「45931」不是月份。写成 2024-08。"),
        (14, "「划入账户金额(元)」列:「2e2」不是金额。写成 1234.50。"),
        (16, "「划入账户金额(元)」列:「200.005」多于两位小数,金额到分为止。"),
        (17, "「费款 所属期:」列是空的,不知道是哪个月的钱。"),
        (18, "「人员编号*」列是空的,不知道是谁的钱。"),
        (23, "没有月份,也没有金额。"),
    ]
    assert statement.totals == (10, 22)
    assert statement.mapping.unmatched == ("经办人",)
    assert statement.mapping.doubled == (Doubled("划入账户金额1", "credited", "划入账户金额(元)"),)


_CHECKS = {
    "national-detail": _check_national_detail,
    "national-chinese": _check_national_chinese,
    "account-ledger": _check_account_ledger,
    "old-names": _check_old_names,
    "portal-suffix": _check_portal_suffix,
    "portal-ledger": _check_portal_ledger,
    "portal-range": _check_portal_range,
    "portal-deduction": _check_portal_deduction,
    "hr-sheet": _check_hr_sheet,
    "messy": _check_messy,
}


def test_every_sample_has_its_check() -> None:
    assert set(NAMES) == set(_CHECKS)


PLAIN = ("old-names", "gb18030")
"""Plain ASCII, which is UTF-8 as well."""


@pytest.mark.parametrize(("name", "encoding"), [pair for pair in product(NAMES, ENCODINGS) if pair != PLAIN])
def test_a_sample_reads_the_same_in_every_encoding(name: str, encoding: str, tmp_path: Path) -> None:
    statement = read_statement(encoded(name, encoding, tmp_path))
    assert (statement.encoding, statement.delimiter, statement.sheet) == (encoding, DELIMITERS.get(name, ","), None)
    assert statement.form == f"{'TSV' if name == 'portal-ledger' else 'CSV'} {encoding}"
    _check(name, statement)
    if name == "messy":
        assert error(statement.bad[5].why) == "这一行有 11 格,表头只有 10 格。金额里有逗号的要加双引号。"


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"messy"}))
def test_a_sample_reads_the_same_from_a_workbook(name: str, tmp_path: Path) -> None:
    statement = read_statement(as_workbook(name, tmp_path))
    assert (statement.encoding, statement.delimiter, statement.form) == (None, None, "XLSX 明细")
    _check(name, statement)


def test_a_workbook_with_numbers_and_days_for_cells(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2025 年度医保缴费明细"],
        ["姓名", "缴费年月", "缴费基数", "划入个人账户", None, "到账日期"],
        [None, None, None, "个人部分", "合计", None],
        ["李四", 202507, 7162, 7162 * 0.02, 143.24, date(2025, 7, 20)],
        ["李四", date(2025, 8, 1), 7162.0, 0.0, 143.245, date(2025, 8, 20)],
        ["李四", 45901, 7162, 143.24, 143.24, None],
    ]
    statement = read_statement(workbook(tmp_path / "a.xlsx", {"说明": [], "明细": rows}))
    row = statement.rows[0]
    assert (str(row.month), str(row.own), str(row.credited), row.posted) == (
        "2025-07",
        "143.24",
        "143.24",
        date(2025, 7, 20),
    )
    assert [(bad.line, bad.code) for bad in statement.bad] == [(5, "cell-money-decimals"), (6, "cell-month")]


def _read(folder: Path, text: str, *overrides: tuple[str, str]) -> Statement:
    return read_statement(write(folder / "a.csv", text), overrides)


def _rows(folder: Path, text: str) -> Iterator[StatementRow]:
    statement = _read(folder, text)
    assert statement.bad == ()
    return iter(statement.rows)


def test_the_sum_of_the_parts_stands_in_for_a_total(tmp_path: Path) -> None:
    head = "accrym,psn_clct_into_acct_amt,emp_clct_into_acct_amt,oth_clct_traf_amt,finsubs_traf_amt,单位划入统筹\n"
    first, second, third = _rows(tmp_path, head + "202507,200,80,1,2,900\n202508,200,,,,900\n202509,,,,,900\n")
    assert (str(first.credited), str(first.other)) == ("283.00", "3.00")
    assert (str(second.credited), second.employer, second.other) == ("200.00", None, None)
    assert third.credited is None


def test_the_month_the_money_is_for_goes_before_the_bill_and_the_day_it_came(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, "cashym,accrym_begn,accrym_end,into_acct_amt,traf_time\n202509,202507,202508,1,20250920\n")
    assert (str(row.month), str(row.last), str(row.billed), row.posted) == (
        "2025-07",
        "2025-08",
        "2025-09",
        date(2025, 9, 20),
    )
    (row,) = _rows(tmp_path, "缴费年月,费款所属期,划入金额,到账年月\n202510,202509,1,202511\n")
    assert (str(row.month), str(row.billed), row.posted) == ("2025-09", "2025-09", Month(2025, 11))
    (row,) = _rows(tmp_path, "缴费时间,收支时间,收入\n,2025-09-30,1\n")
    assert (str(row.month), row.month_from_posting) == ("2025-09", True)


def test_a_number_of_months_gives_the_last_one(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, "开始年月,月数,划入金额\n202511,3,600\n")
    assert (str(row.month), str(row.last)) == ("2025-11", "2026-01")
    statement = _read(tmp_path, "开始年月,终止年月,划入金额\n202511,202510,600\n")
    assert [error(bad.why) for bad in statement.bad] == ["「终止年月」列的 2025-10 早于起月 2025-11。"]


def test_rows_that_are_not_counted_may_lack_their_month(tmp_path: Path) -> None:
    text = "所属期,摘要,收入,支出,日期\n,利息,1.00,,2025-07-01\n,消费,,2.00,\n,划账,3.00,,2025-07-20\n"
    statement = _read(tmp_path, text)
    assert [(row.kind, str(row.month)) for row in statement.rows] == [("other-fund", "2025-07"), ("outflow", "None")]
    assert statement.bad == (BadRow(4, "row-no-month", {"field": "所属期"}),)


def test_the_kind_follows_the_amount_where_nothing_else_says_it(tmp_path: Path) -> None:
    text = "日期,收入,支出,余额\n20250720,83,0,183\n20250721,0,25.5,157.5\n20250722,-83,,74.5\n20250723,0,0,74.5\n"
    assert [(row.kind, str(row.credited)) for row in _rows(tmp_path, text)] == [
        ("credit", "83.00"),
        ("outflow", "0.00"),
        ("correction", "-83.00"),
        ("credit", "0.00"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "开始年月,终止年月,月数,划入金额\n202501,202506,3,600\n",
            "月数 3 与 2025-01 至 2025-06 不合,不知道是哪几个月的钱。",
        ),
        ("月份,月数,划入金额\n202501-202506,3,600\n", "月数 3 与 2025-01 至 2025-06 不合,不知道是哪几个月的钱。"),
        ("月份,月数,划入金额\n202501,9999,600\n", "月数 9999 与 2025-01 至 2858-03 不合,不知道是哪几个月的钱。"),
        ("月份,缴费基数,划入金额\n202501,-9000,180\n", "「缴费基数」列:「-9000.00」是负数,请核对。"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tmp_path: Path, text: str, why: str) -> None:
    statement = _read(tmp_path, text)
    assert statement.rows == () and [error(bad.why) for bad in statement.bad] == [why]


def test_a_row_of_another_fund_is_called_by_what_makes_it_one(tmp_path: Path) -> None:
    text = "月份,险种类型,缴费类型,划入金额\n202501,330,10,3\n202501,310-职工基本医疗保险,10,180\n202501,310,99,5\n"
    assert [(row.kind, row.label) for row in _rows(tmp_path, text)] == [
        ("other-fund", "大额医疗费用补助"),
        ("credit", "正常缴费"),
        ("other-fund", "其他"),
    ]


def test_a_difference_booked_later_is_told_from_a_month_booked_later(tmp_path: Path) -> None:
    text = "月份,缴费类型,划入金额\n202501,34,10\n202501,基数补差款,10\n202501,30,180\n202501,10,180\n"
    assert [(row.back_payment, row.difference) for row in _rows(tmp_path, text)] == [
        (True, True),
        (True, True),
        (True, False),
        (False, False),
    ]


def test_plan_and_group_are_read(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, "月份,档次,人群,划入金额\n202501,一档, 灵活就业退休人员 ,180\n")
    assert (row.plan, row.group) == ("一档", "灵活就业退休人员")


def test_a_correction_is_negative_once(tmp_path: Path) -> None:
    head = "accrym,clct_type,traf_sumamt,psn_clct_into_acct_amt\n"
    for amount in ("16", "-16", "(16.00)"):
        (row,) = _rows(tmp_path, f"{head}202507,20,{amount},{amount}\n")
        assert (row.kind, str(row.credited), str(row.own)) == ("correction", "-16.00", "-16.00")


def test_people_are_told_apart_by_the_best_that_the_file_has(tmp_path: Path) -> None:
    head = "psn_no,certno,psn_name,accrym,traf_sumamt\n"
    text = head + "7,110101199003070011,张三,202507,1\n,110101199003070011,张三,202507,1\n,,张三,202507,1\n"
    assert [row.person for row in _rows(tmp_path, text)] == ["7", "110101199003070011", "张三"]


def test_numbers_that_a_spreadsheet_has_cut_do_not_make_two_people_one(tmp_path: Path) -> None:
    head = "身份证号,姓名,月份,划入金额\n"
    text = head + "1.10101E+17,张三,202507,1\n1.10101E+17,李四,202507,1\n110101199003070000,王五,202507,1\n"
    assert len({row.person for row in _rows(tmp_path, text)}) == 3


def test_what_a_column_says_of_birth_and_sex_goes_before_the_number(tmp_path: Path) -> None:
    head = "certno,brdy,gend,accrym,traf_sumamt\n"
    text = (
        head + "110101199003070011,1990-03,2,202507,1\n110101199003070012,,9,202507,1\n110101199003070011,,,202507,1\n"
    )
    assert [(row.birth, row.sex) for row in _rows(tmp_path, text)] == [
        (Birth(1990, 3), "female"),
        (None, None),
        (Birth(1990, 3, 7), "male"),
    ]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("poolarea_no,insu_admdvs,accrym,base\n110000,110105,202507,1\n", "110000"),
        ("poolarea_no,insu_admdvs,accrym,base\n,110105,202507,1\n", "110105"),
        ("统筹区名称,accrym,base\n武汉市,202507,1\n", "武汉市"),
        ("accrym,base\n202507,1\n", None),
    ],
)
def test_the_region_is_the_best_that_the_file_has(tmp_path: Path, text: str, region: str | None) -> None:
    assert next(_rows(tmp_path, text)).region == region


def test_both_deductions_count_and_the_employers_base_stands_in(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, "年月,单位缴费基数,记账额,门诊统筹扣减额,大额扣减金额\n202507,8000,100,2,3\n")
    assert [_yuan(item) for item in (row.base, row.deducted, row.credited)] == ["8000.00", "5.00", "100.00"]
    (row,) = _rows(tmp_path, "年月,单位缴费基数,缴费基数\n202507,8000,9000\n")
    assert row.base == 9000


def test_an_interface_without_amounts_is_read(tmp_path: Path) -> None:
    text = (
        "poolarea_no,poolarea_no_name,insutype,insutype_name,clct_type,clct_type_name,clct_flag,clct_flag_name,"
        "accrym_begn,accrym_end,clct_time\n"
        "440100,某市,310,职工基本医疗保险,10,正常缴费,1,足额缴费,202507,202509,2025-09-15\n"
    )
    (row,) = _rows(tmp_path, text)
    assert (row.kind, row.credited, str(row.last), row.region) == ("credit", None, "2025-09", "440100")


def test_a_column_may_be_given_in_a_word(tmp_path: Path) -> None:
    """The help says so: 本月进账=划入."""
    statement = _read(tmp_path, "月份,本月进账\n202507,200\n", ("本月进账", "划入"))
    assert str(statement.rows[0].credited) == "200.00"


def test_a_given_column_is_read(tmp_path: Path) -> None:
    statement = _read(tmp_path, "月份,入账数\n202507,200\n", ("入账数", "划入个人账户金额"))
    assert str(statement.rows[0].credited) == "200.00"


def test_a_file_without_month_and_amount_is_no_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("a.csv"), "姓名,城市,年龄\n张三,北京,66\n")
    with pytest.raises(InputError) as caught:
        read_statement("a.csv")
    assert error(caught.value) == (
        "「a.csv」里没有月份,也没有金额。用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。"
    )


def test_every_row_is_in_one_place(tmp_path: Path) -> None:
    for name in NAMES:
        statement = read_statement(encoded(name, "utf-8", tmp_path))
        lines = [*(row.line for row in statement.rows), *(bad.line for bad in statement.bad), *statement.totals]
        assert len(lines) == len(set(lines))


def test_identity_numbers_in_the_samples_are_the_made_up_ones() -> None:
    """The samples hold the numbers that were made up for them, and no others."""
    numbers = {number for name in NAMES for number in re.findall(r"\b\d{17}[\dX]\b", text_of(name))}
    assert numbers == {
        "110101199003070011",
        "110101198511230021",
        "110105197806160033",
        "420102195602140043",
        "420102194809050059",
    }
