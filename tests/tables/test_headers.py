"""Which column holds which field."""

import re
from pathlib import Path

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.sheets import Line
from yibao_cli.tables.folding import data, fold
from yibao_cli.tables.headers import ColumnMapping, Doubled, Override, find_headers, read_override
from yibao_cli.tables.records import open_records
from yibao_cli.tables.vocabulary import vocabulary

from .samples import workbook, write


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("划入个人帐户金额", "划入个人账户金额"),
        ("缴费基数(元/月)", "缴费基数"),
        ("缴费基数(元)", "缴费基数"),
        ("缴费基数〔元〕1", "缴费基数"),
        ("缴费基数【单位:元】", "缴费基数"),
        ("划入金额(单位)", "划入金额单位"),
        ("缴费基数(万元)", "缴费基数万元"),
        ("*姓 名:", "姓名"),
        ("费款\n所属期", "费款所属期"),
        ("ＰＳＮ＿ＮＯ", "psnno"),
        ("psnClctstd", "psnclctstd"),
        ("aae003", "aae003"),
        ("账户余额12", "账户余额"),
    ],
)
def test_names_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_every_name_stands_once_and_every_label_is_its_own() -> None:
    seen: dict[str, str] = {}
    for name, entry in data()["field"].items():
        for alias in (*entry.get("best", ()), *entry.get("names", ())):
            assert seen.setdefault(fold(alias), f"{name}: {alias}") == f"{name}: {alias}"
    for field in vocabulary().fields.values():
        assert vocabulary().field(field.name) == field == vocabulary().field(field.label)


def test_every_group_moves_fields_that_exist() -> None:
    fields = vocabulary().fields
    for group in vocabulary().groups:
        assert set(group.moves) <= set(fields)
        assert set(group.moves.values()) <= {*fields, ""}


def test_every_coded_field_has_a_table_and_words() -> None:
    for name, entry in data()["field"].items():
        if entry.get("type") == "code":
            assert all(table in data()["code"] for table in entry.get("tables", (name,)))
            assert entry.get("words", "scheme") in data()["words"]


ALIASES = """psn_no psn_name certno emp_no emp_name insutype psn_type insutype_retr_flag psn_insu_stas insu_idet psn_idet_type
cvlserv_flag cashym accrym_begn accrym_end accrym wag psn_clctstd emp_clctstd quot_clct_flag psn_clct_paraval
emp_clct_paraval psn_into_paraval emp_into_paraval psn_clct_amt emp_clct_amt psn_clct_into_acct_amt
emp_clct_into_acct_amt into_acct_amt oth_clct_traf_amt finsubs_traf_amt traf_sumamt clct_sumamt inte latefee clct_flag
clct_type revs_flag clct_time traf_time trafer insu_clct_mons poolarea_no insu_admdvs insuplc_admdvs
clctstd_crtf_rule_codg clct_rule_type_codg peawkr_flag year acct_incexpd_type inc_sumamt acct_psn_clct_crtyear_inc
uebmi_acct_lasty_crov uebmi_acct_ptyear_crov_inc cvlserv_acct_crtyear_inc cvlserv_acct_lasty_crov_amt
cvlserv_acct_ptyear_crov_inc oth_acct_crtyear_inc oth_acct_inc acct_int_date acct_modi_date crte_time opt_time balc
psn_insu_date paus_insu_date psn_cert_type gend naty brdy age poolarea_no_name insutype_name clct_type_name
clct_flag_name vali_flag retr_type cashymBegn cashymEnd empArrIntoAcctAmt
aae140 aac001 aac008 aac084 yac084 aae002 aae003 aae017 aae018 aae020 aae022 aae021 aae023 aae027 aae081 aae083 aae085
aaa041 aaa042 aaa043 aac130
缴费年月 费款所属期 年月 台账年月 建账年月 征缴月份 结算期 费款所属年月 缴费月份 期号 费款期号 所属期 应缴年月 对应期 账目年月
应属年月 缴费期号 开始年月 终止年月 月数 缴费基数 个人缴费基数 单位缴费基数 缴费工资 月缴费基数 人员缴费基数 缴纳基数 医疗缴费基数
划入个人账户金额 划入账户金额 记入个人部分 划入个账金额 划入个人账户 划账户金额 月划入账户金额 本次划入账户金额 计入个人账户金额
共划入账户 划入合计 账户划拨 划入金额 月进账金额 记账额 当月应划账金额 单位划入账户 单位划入个账 单位缴划账户金额 单位缴费划账户
单位划拨款 单位划个账 本年单位划拨 个人划入账户 个人缴费划账户 个人缴划账户金额 划入统筹金额 单位划入统筹 单位缴划统筹 缴费标志
缴费状态 缴费标记 缴费标识 到账情况 到账标志 是否到账 划账标志 到账日期 到账时间 到账年月 划账日期 实际划拨日期 入账时间 实收时间
缴费类型 应缴类型 款项 账目类型 摘要 费款科目 余额 账户余额 当前个人账户余额 上年结转金额 年终结转余额 基本账户余额 收入 支出
个人缴费比例 月个人缴费 单位缴费比例 月单位缴费 月个账划入比例 月个账划入 补充资金月个账划入 年度补助比例 年度个账划入
门诊统筹扣减额 大额扣减金额 医保区划 年度 收支时间 账户收支类型 收支总金额 经办机构编号 证件号码 姓名"""


@pytest.mark.parametrize("alias", ALIASES.split())
def test_every_name_that_was_seen_is_known(alias: str) -> None:
    assert vocabulary().match(alias) is not None
    assert vocabulary().match(f" {alias.replace('账', '帐')}: ") is not None


def _mapped(*rows: list[str], overrides: tuple[Override, ...] = ()) -> tuple[ColumnMapping, int]:
    lines: list[Line] = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    return find_headers(lines, "a.csv", overrides)


def _fields(mapping: ColumnMapping) -> dict[str, str]:
    return {column.name: column.field for column in mapping.matched if column.field}


def test_titles_and_a_preamble_stand_above_the_headers() -> None:
    mapping, used = _mapped(
        ["个人账户明细"],
        ["姓名:", "张三", "打印日期:2026-03-31"],
        ["单位名称", "某某公务员局", "单位编号", "11000123"],
        [],
        ["费款所属期", "缴费基数", "划入账户金额", "经办人"],
        ["202507", "10000", "200", "小周"],
    )
    assert (mapping.first_line, mapping.last_line, used) == (5, 5, 4)
    assert _fields(mapping) == {"费款所属期": "billed", "缴费基数": "base", "划入账户金额": "credited"}
    assert mapping.unmatched == ("经办人",)


def test_the_upper_of_two_rows_groups_the_lower() -> None:
    mapping, used = _mapped(
        ["缴费明细表", "", "", "", "", "", "", ""],
        ["姓名", "缴费基数", "", "划入个人账户金额", "", "", "统筹基金", "大额医疗"],
        ["", "个人", "单位", "个人", "单位", "小计", "划入金额", "缴费基数"],
        ["张三", "1", "2", "3", "4", "5", "6", "7"],
    )
    assert (mapping.first_line, mapping.last_line, used) == (2, 3, 3)
    assert _fields(mapping) == {
        "姓名": "name",
        "缴费基数/个人": "base",
        "缴费基数/单位": "base_employer",
        "划入个人账户金额/个人": "credited_own",
        "划入个人账户金额/单位": "credited_employer",
        "划入个人账户金额/小计": "credited",
        "统筹基金/划入金额": "into_pooled",
    }
    assert mapping.unmatched == ("大额医疗/缴费基数",)


def test_money_under_a_group_of_the_employer_is_not_the_total() -> None:
    mapping, _ = _mapped(
        ["基本信息", "", "个人部分", "", "单位部分", ""],
        ["人员编号", "费款所属期", "缴费基数", "划入个人账户金额", "缴费基数", "划账户金额"],
        ["1", "202507", "10000", "200", "10000", "80"],
    )
    assert _fields(mapping) == {
        "人员编号": "person_no",
        "费款所属期": "billed",
        "缴费基数": "base",
        "个人部分/划入个人账户金额": "credited_own",
        "单位部分/缴费基数": "base_employer",
        "单位部分/划账户金额": "credited_employer",
    }


def test_money_under_a_group_of_the_person_is_a_part_but_under_the_account_it_is_the_total() -> None:
    for group, name, field in (
        ("个人缴费", "个人缴费/记账额", "credited_own"),
        ("个人账户", "记账额", "credited"),
        ("公务员补助", "公务员补助/记账额", None),
    ):
        mapping, _ = _mapped(
            ["基本信息", "", group, ""], ["姓名", "月份", "记账额", "到账日期"], ["张三", "202507", "1", ""]
        )
        assert {column.name: column.field for column in mapping.columns}[name] == field


def test_a_title_of_several_cells_is_no_group() -> None:
    mapping, _ = _mapped(["某单位参保缴费明细", "第一页"], ["姓名", "划入个人账户金额"], ["张三", "200"])
    assert _fields(mapping) == {"姓名": "name", "划入个人账户金额": "credited"}


def test_a_group_may_be_called_like_a_title_beside_a_name_that_spans_both_rows() -> None:
    mapping, _ = _mapped(
        ["姓名", "缴费基数(单位:元)", "", "个人账户划入明细", ""],
        ["", "个人", "单位", "月份", "划入金额"],
        ["张三", "1", "2", "202507", "3"],
    )
    assert _fields(mapping) == {
        "姓名": "name",
        "缴费基数(单位:元)/个人": "base",
        "缴费基数(单位:元)/单位": "base_employer",
        "月份": "month",
        "划入金额": "credited",
    }


def test_a_row_of_texts_below_the_headers_is_data() -> None:
    mapping, used = _mapped(["姓名", "险种类型", "缴费标志"], ["张三", "职工基本医疗保险", "已缴"])
    assert (used, mapping.last_line) == (1, 1)


def test_the_first_of_two_columns_is_read_unless_the_second_is_the_better_name() -> None:
    mapping, _ = _mapped(
        ["月份", "划入账户金额1", "划入金额", "划入账户金额", "缴费基数", "个人缴费基数", "traf_sumamt"]
    )
    assert _fields(mapping) == {"月份": "month", "缴费基数": "base", "traf_sumamt": "credited"}
    assert mapping.doubled == (
        Doubled("划入账户金额1", "credited", "traf_sumamt"),
        Doubled("划入金额", "credited", "traf_sumamt"),
        Doubled("划入账户金额", "credited", "traf_sumamt"),
        Doubled("个人缴费基数", "base", "缴费基数"),
    )
    mapping, _ = _mapped(["月份", "划入账户金额1", "划入账户金额"])
    assert mapping.name("credited") == "划入账户金额"
    assert mapping.unmatched == ()
    assert [column.how for column in mapping.columns] == ["exact", "unmatched", "exact"]


@pytest.mark.parametrize("field", ["credited", "划入个人账户金额", "记账额", "into_acct_amt"])
def test_a_column_can_be_given_a_field(field: str) -> None:
    mapping, _ = _mapped(["月份", "入账数(元)", "划入金额"], overrides=(("入账数", field),))
    assert _fields(mapping) == {"月份": "month", "入账数(元)": "credited"}
    assert mapping.doubled == (Doubled("划入金额", "credited", "入账数(元)"),)
    assert mapping.fields["credited"].how == "override"


def test_columns_that_nobody_knows_are_found_by_their_given_names() -> None:
    mapping, used = _mapped(["表"], ["甲", "乙"], ["1", "2"], overrides=(("甲", "月份"), ("乙", "划入金额")))
    assert (_fields(mapping), used) == ({"甲": "month", "乙": "credited"}, 2)


def test_names_that_differ_by_a_digit_are_told_apart_where_they_are_given() -> None:
    row = ["月份", "金额1", "金额2", "金额"]
    mapping, _ = _mapped(row, overrides=(("金额2", "划入金额"), ("金额1", "balance")))
    assert _fields(mapping) == {"月份": "month", "金额1": "balance", "金额2": "credited", "金额": "amount"}


def test_a_column_can_be_left_out() -> None:
    mapping, _ = _mapped(["月份", "划入金额", "缴费标志"], overrides=(("缴费标志", "忽略"), ("划入金额", "credited")))
    assert _fields(mapping) == {"月份": "month", "划入金额": "credited"}
    assert mapping.unmatched == ("缴费标志",)


def test_the_lower_of_two_names_is_enough() -> None:
    mapping, _ = _mapped(
        ["姓名", "划入", ""], ["", "合并数", "其中数"], ["张三", "1", "2"], overrides=(("其中数", "credited"),)
    )
    assert mapping.name("credited") == "划入/其中数"


def _message(*rows: list[str], overrides: tuple[Override, ...] = ()) -> str:
    with pytest.raises(InputError) as caught:
        _mapped(*rows, overrides=overrides)
    return error(caught.value)


def test_headers_that_cannot_be_found_or_given_are_said() -> None:
    assert _message(["甲", "乙"], ["1", "2"]) == (
        "「a.csv」的前 2 行里没有认得的表头。用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。"
    )
    row = ["月份", "划入金额", "入账数"]
    assert (
        _message(row, overrides=(("入帐金", "credited"),)) == "--map:表里没有「入帐金」列。有:月份、划入金额、入账数。"
    )
    line = _message(row, overrides=(("入账数", "钱"),))
    shown = line.removeprefix("--map:没有字段「钱」。可用:").split("、")
    assert shown[:2] == ["人员编号", "证件号码"] and len(shown) == 30 and re.fullmatch(r"\S+ 等 \d+ 个。", shown[-1]), (
        line
    )
    assert _message(row, overrides=(("入账数", "credited"), ("月份", "记账额"))) == (
        "--map:「入账数」和「月份」都指为划入个人账户金额,留一个。"
    )


def test_an_override_is_written_with_an_equals_sign() -> None:
    assert read_override(" 入账数(a=b) = credited ") == ("入账数(a=b)", "credited")
    for text in ("入账数", "=credited", "入账数= "):
        with pytest.raises(InputError) as caught:
            read_override(text)
        assert error(caught.value) == f"--map:「{text}」写法不对。写成 列名=字段。"


def test_sums_and_headers_printed_again_are_no_data(tmp_path: Path) -> None:
    text = (
        "明细\n姓名,月份,划入金额\n张三,202507,1\n小 计:,,1\n姓名,月份,划入金额\n,,\n李四,202507,2,\n"
        ",合计(元),3\n计小明,202507,4\n本年合计,,9\nGrand Total,,9\n"
    )
    records = open_records(write(tmp_path / "a.csv", text))
    for _ in range(2):
        assert list(records.rows()) == [
            (3, ["张三", "202507", "1"]),
            (7, ["李四", "202507", "2", ""]),
            (9, ["计小明", "202507", "4"]),
        ]
        assert records.totals == [4, 8, 10, 11]


def test_a_row_too_long_is_refused_in_a_text_only(tmp_path: Path) -> None:
    text = open_records(write(tmp_path / "a.csv", "姓名,划入金额\n张三,1,200.00\n"))
    problem = text.refusal(2, ["张三", "1", "200.00"])
    assert problem is not None and error(problem) == "这一行有 3 格,表头只有 2 格。金额里有逗号的要加双引号。"
    assert text.refusal(2, ["张三", "1", ""]) is None
    sheet = open_records(workbook(tmp_path / "a.xlsx", {"一": [["姓名", "划入金额"], ["张三", "1", "注"]]}))
    assert sheet.refusal(2, ["张三", "1", "注"]) is None


def test_headers_without_data_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("a.csv"), "明细\n姓名,划入金额\n合计,0\n")
    with pytest.raises(InputError) as caught:
        open_records("a.csv")
    assert error(caught.value) == "「a.csv」第 2 行的表头下面没有数据。"
    write(Path("b.csv"), ",,\n")
    with pytest.raises(InputError) as caught:
        open_records("b.csv")
    assert error(caught.value) == "「b.csv」是空的。"


def test_a_sheet_of_another_kind_is_matched_too(tmp_path: Path) -> None:
    text = "姓名,城市,状态,年龄,出生日期,性别,身份证号,工资,本人养老金,险种档次,公司\n张三,北京,a,1,b,c,d,2,3,e,f\n"
    records = open_records(write(tmp_path / "a.csv", text))
    assert _fields(records.mapping) == {
        "姓名": "name",
        "城市": "region",
        "年龄": "age",
        "出生日期": "birth",
        "性别": "sex",
        "身份证号": "id_number",
        "工资": "salary",
        "本人养老金": "pension",
        "险种档次": "plan",
        "公司": "employer",
        "状态": "status",
    }
