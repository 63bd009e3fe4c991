"""Files of the kinds people have, through the command line: the answers of tests/sheets/files/README.md.

Amounts: Beijing 2 % of the base from 2022-09, Wuhan 2 % from 2023-02.
"""

import csv
import io
import json
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Run, Runner
from ..tables.samples import workbook, write

FILES = Path(__file__).parents[1] / "sheets" / "files"
MONTHS = [f"2024-{month:02d}" for month in range(1, 6)]


def statement(yibao: Runner, path: Path, *words: str) -> Run:
    return yibao("reconcile", str(path), "-r", "北京", "-s", "在职", *words)


def outcomes(run: Run) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(io.StringIO(run.out))
    return [(row["month"], row["kind"], row["credited"]) for row in rows]


def months(yibao: Runner, path: Path, *words: str) -> list[tuple[str, str, str]]:
    return outcomes(statement(yibao, path, "--format", "csv", *words))


def notes(yibao: Runner, path: Path, *words: str) -> list[str]:
    document = json.loads(statement(yibao, path, "--json", *words).out)
    return [note["message"] for note in document["notes"]]


def people(yibao: Runner, path: Path, *words: str) -> tuple[list[dict[str, str]], str]:
    run = yibao("batch", str(path), "--month", "2024-08", *words)
    return list(csv.DictReader(io.StringIO(run.out))), run.err


@pytest.mark.parametrize(
    "name",
    [
        "month-numfmt57.xlsx",
        "exceljs.xlsx",
        "biff5-cp936.xls",
        "spreadsheetml.xls",
        "html.xls",
        "sjs.ods",
        "statement.ofd",
        "reportlab.pdf",
    ],
)
def test_five_months_in_every_format(yibao: Runner, name: str) -> None:
    run = statement(yibao, FILES / name, "--format", "csv")
    found = [item for item in outcomes(run) if item[0]]
    assert found == [(month, "ok", "180.00") for month in MONTHS]


def test_days_written_in_another_zone_are_said(yibao: Runner) -> None:
    assert notes(yibao, FILES / "exceljs.xlsx")[0] == (
        "「费款所属期」列有 5 格(第 2、3、4、5、6 行)的时刻偏离中国的零点,按原来要写的日期读。"
    )


def test_people_with_cut_identity_numbers_stay_apart(yibao: Runner) -> None:
    run = statement(yibao, FILES / "twins.xlsx")
    assert run.code == ExitCode.ANSWER
    assert "2 人,6 个月:相符 6" in run.out
    assert notes(yibao, FILES / "twins.xlsx")[0] == (
        "「身份证号」列有 6 格(第 2、3、4、5、6、7 行)被电子表格截成 15 位数字,后面是补的 0:"
        "证件号码只用得上出生年月,性别不用,也不单凭它认人。"
    )


def test_no_digits_are_invented(yibao: Runner) -> None:
    rows, said = people(yibao, FILES / "p_idnum.xlsx", "--keep-ids")
    assert [row["身份证号"] for row in rows] == ["110101199003071000", "110101195503071000", "320105196503071000"]
    assert "3 个证件号码被电子表格截断(第 16 位起是 0):按前 14 位认出生日期,不认性别。" in said


def test_a_cut_number_still_says_the_birth(yibao: Runner, tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "身份证号", "地区", "状态"], ["张三", 420102195602140000, "武汉", "退休"]]
    answered, _ = people(yibao, workbook(tmp_path / "a.xlsx", {"一": rows}))
    assert (answered[0]["credit_gross"], answered[0]["error"]) == ("83.00", "")


def test_a_sheet_a_year_is_read_together(yibao: Runner) -> None:
    path = FILES / "p_years.xlsx"
    span = ("--from", "2023-11", "--to", "2024-03")
    expected = ["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]
    assert months(yibao, path, *span) == [(month, "ok", "180.00") for month in expected]
    assert notes(yibao, path, *span)[0] == "几张工作表一起读了:「2023年」、「2024年」。"


def test_a_sheet_a_city_says_the_city(yibao: Runner) -> None:
    rows, said = people(yibao, FILES / "p_regions.xlsx")
    found = [(row["region_id"], row["credit_gross"], row["工作表"]) for row in rows]
    assert found == [("beijing", "180.00", "北京"), ("hubei/wuhan", "180.00", "武汉")]
    assert "工作表「武汉」没有统筹地区这一列,按表名算作 武汉。" in said


def test_months_without_a_year_have_that_of_the_sheet_or_of_the_user(yibao: Runner, tmp_path: Path) -> None:
    path = FILES / "p_monthno.xlsx"
    assert months(yibao, path) == [(month, "ok", "180.00") for month in MONTHS[:3]]
    assert notes(yibao, path)[0] == "月份没有写年,按工作表名「2024年」算作 2024 年;不对就写 --year。"
    assert [month for month, _, _ in months(yibao, path, "--year", "2023")] == ["2023-01", "2023-02", "2023-03"]
    text = write(tmp_path / "a.csv", "月份,缴费基数,划入金额\n1月,9000,180\n2月,9000,180\n")
    assert months(yibao, text, "--year", "2024年") == [(month, "ok", "180.00") for month in MONTHS[:2]]
    assert "第 2 行:「月份」列:「1月」没有写年。用 --year 2024 指明。" in statement(yibao, text).out
    titled = write(tmp_path / "b.csv", "2024年度个人账户明细\n月份,缴费基数,划入金额\n1月,9000,180\n")
    assert months(yibao, titled) == [("2024-01", "ok", "180.00")]
    assert notes(yibao, titled)[0] == "月份没有写年,按标题算作 2024 年;不对就写 --year。"
    assert statement(yibao, path, "--year", "24").err == "yibao: --year:「24」不是年份。写成 2024。\n"


@pytest.mark.parametrize("words", [(), ("-r", "北京")])
def test_cells_merged_downwards_count_for_all_their_rows(yibao: Runner, words: tuple[str, ...]) -> None:
    rows, said = people(yibao, FILES / "p_vmerge_batch.xlsx", *words)
    assert [row["region_id"] for row in rows] == ["beijing"] * 3 + ["hubei/wuhan"] * 2
    assert "「地区」列里上下合并的格子,每一行都算有。" in said


def test_hidden_rows_are_counted_and_said_or_left_out(yibao: Runner) -> None:
    rows, said = people(yibao, FILES / "p_hidden.xlsx")
    assert len(rows) == 3
    assert said.splitlines()[0] == "隐藏或筛选掉的 2 行(第 3、4 行)也算在内;不算就写 --visible。"
    rows, said = people(yibao, FILES / "p_hidden.xlsx", "--visible")
    assert [row["姓名"] for row in rows] == ["张三"]
    assert said.splitlines()[0] == "隐藏或筛选掉的 2 行(第 3、4 行)没有算。"


def test_a_heading_in_two_lines_is_one(yibao: Runner) -> None:
    rows, _ = people(yibao, FILES / "crlf.xlsx")
    assert rows[0]["credit_gross"] == "180.00"


def test_formulas_without_a_result_are_refused_by_row(yibao: Runner) -> None:
    run = statement(yibao, FILES / "formulas-cached-zero.xlsx")
    assert run.code == ExitCode.SOME_ROWS_FAILED
    document = json.loads(statement(yibao, FILES / "formulas-cached-zero.xlsx", "--json").out)
    assert [item["line"] for item in document["bad_rows"]] == [3, 4, 5, 6, 7]
    assert document["bad_rows"][0]["message"] == (
        "「划入个人账户金额」列:「=E3*F3」是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次再试。"
    )
    rows, said = people(yibao, FILES / "xwformula.xlsx")
    assert (rows[0]["credit_gross"], rows[0]["reason"]) == (
        "",
        "缴费基数:「=E2+F2」是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次,或写成数。",
    )
    assert "「缴费基数」列有 1 格(第 2 行)是还没有算出结果的公式,没有当作数。" in said


def test_headings_of_foxpro_are_initials(yibao: Runner) -> None:
    run = statement(yibao, FILES / "foxpro-gbk.dbf", "--json")
    document = json.loads(run.out)
    assert run.code == ExitCode.NO_RULE
    (item,) = document["outcomes"]
    assert (item["month"], item["credited"], item["expected"], item["text"]) == (
        "2024-01",
        None,
        "180.01",
        "明细里没有划入的金额",
    )


def test_a_locked_workbook_says_so_whatever_its_name(yibao: Runner) -> None:
    run = statement(yibao, FILES / "enc_named.xls")
    assert run.code == ExitCode.USAGE
    assert run.err.endswith("设了打开密码。在 Excel 或 WPS 里去掉密码再保存。\n")


HEADINGS: list[object] = ["姓名", "状态", "年龄", "缴费基数"]
PERSON: list[object] = ["张三", "在职", 30, 9000]


def test_sheets_that_are_not_read_are_named(yibao: Runner, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "说明": [["填表说明"]],
        "北京": [HEADINGS, PERSON],
        "备份": [HEADINGS, PERSON],
        "汇总": [["姓名", "基数"]],
    }
    path = workbook(tmp_path / "a.xlsx", sheets)
    rows, said = people(yibao, path)
    assert [row["region_id"] for row in rows] == ["beijing"]
    assert said.splitlines()[0] == "没有读工作表「说明」、「备份」、「汇总」;要读就写 --sheet 说明。"
    rows, _ = people(yibao, path, "-r", "北京", "--sheet", "北京,备份")
    assert [row["工作表"] for row in rows] == ["北京", "备份"]
    refused = yibao(
        "batch", str(path), "--month", "2024-08", "-r", "北京", "--sheet", "北京、汇总", "--map", "基数=缴费基数"
    )
    assert "没有「基数」列" in refused.err
    unknown = yibao("batch", str(path), "--month", "2024-08", "-r", "北京", "--sheet", "上海")
    assert unknown.err.endswith("里没有工作表「上海」。有:说明、北京、备份、汇总。\n")


def test_sheets_of_different_shapes_are_not_read_together(yibao: Runner, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {"北京": [HEADINGS, PERSON], "武汉": [HEADINGS[:3], PERSON[:3]]}
    path = workbook(tmp_path / "a.xlsx", sheets)
    run = yibao("batch", str(path), "--month", "2024-08", "--sheet", "全部")
    assert run.err == "yibao: --sheet:「北京」和「武汉」的表头不同,不能一起读,请分开。\n"
    rows, said = people(yibao, path)
    assert [row["region_id"] for row in rows] == ["beijing"]
    assert said.splitlines()[0] == "没有读工作表「武汉」;要读就写 --sheet 武汉。"


def test_a_sheet_of_a_text_is_refused(yibao: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "姓名,月份\n张三,2024-01\n")
    run = statement(yibao, path, "--sheet", "一")
    assert run.err == f"yibao: --sheet 只用于有几张工作表的文件,「{path}」只有一张表。\n"


def test_the_name_of_a_sheet_says_the_month(yibao: Runner, tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "缴费基数", "划入金额"], ["张三", 9000, 180]]
    path = workbook(tmp_path / "a.xlsx", {"2024年1月": rows, "2024年2月": rows})
    assert months(yibao, path) == [("2024-01", "ok", "180.00"), ("2024-02", "ok", "180.00")]
    assert "工作表「2024年2月」没有对应费款所属期这一列,按表名算作 2024-02。" in notes(yibao, path)


def test_what_the_user_says_goes_before_the_name_of_a_single_sheet(yibao: Runner, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"武汉2024年7月": [HEADINGS, PERSON]})
    rows, _ = people(yibao, path, "-r", "北京")
    assert [(row["region_id"], row["month"]) for row in rows] == [("beijing", "2024-08")]


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        (["姓名", "缴费基数", "1月", "2月", "3月"], ["张三", 9000, 180, 180, None]),
        (["姓名", "缴费基数", "2024-01", "2024年2月", "202403"], ["张三", 9000, 180, 180, ""]),
        (["姓名", "1月划入金额", "1月缴费基数", "2月划入金额", "2月缴费基数"], ["张三", 180, 9000, 180, 9000]),
        (["姓名", "缴费基数", "1月", "2月", "划入合计"], ["张三", 9000, 180, 180, 360]),
    ],
)
def test_a_column_a_month_becomes_a_row_a_month(
    yibao: Runner, tmp_path: Path, heading: list[object], first: list[object]
) -> None:
    path = workbook(tmp_path / "a.xlsx", {"2024年": [heading, first]})
    assert months(yibao, path) == [("2024-01", "ok", "180.00"), ("2024-02", "ok", "180.00")]
    assert any(note.startswith("一个月一列的,改成一个月一行,列里是") for note in notes(yibao, path))


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["姓名", "2024-01", None, "2024-02", None], [None, "缴费基数", "划入金额", "缴费基数", "划入金额"]),
        (["姓名", "1月", None, "2月", None], [None, "缴费基数", "划入金额", "缴费基数", "划入金额"]),
    ],
)
def test_months_may_stand_above_their_amounts(
    yibao: Runner, tmp_path: Path, upper: list[object], lower: list[object]
) -> None:
    path = workbook(tmp_path / "a.xlsx", {"2024": [upper, lower, ["张三", 9000, 180, 9000, 180]]})
    assert months(yibao, path) == [("2024-01", "ok", "180.00"), ("2024-02", "ok", "180.00")]


def test_months_may_stand_below_what_they_hold(yibao: Runner, tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "城市", "状态", "缴费基数", None], [None, None, None, "2024-01", "2024-02"]]
    path = workbook(tmp_path / "a.xlsx", {"一": [*rows, ["张三", "北京", "在职", 9000, 10000]]})
    run = yibao("batch", str(path))
    found = [(row["month"], row["credit_gross"]) for row in csv.DictReader(io.StringIO(run.out)) if row["姓名"]]
    assert found == [("2024-01", "180.00"), ("2024-02", "200.00")]


def test_amounts_of_people_a_month_a_column_have_to_say_what_they_are(yibao: Runner, tmp_path: Path) -> None:
    text = "姓名,城市,状态,1月,2月\n张三,北京,在职,9000,10000\n"
    path = write(tmp_path / "a.csv", text)
    run = yibao("batch", str(path), "--year", "2024")
    assert run.err == (
        f"yibao: 「{path}」一个月一列,没有写明列里是什么。用 --map 各月=缴费基数 指明,也可以是 工资、养老金。\n"
    )
    without = yibao("batch", str(path), "--map", "各月=缴费基数")
    assert without.err == f"yibao: 「{path}」各列只写了月份,没有写年。用 --year 2024 指明。\n"
    run = yibao("batch", str(path), "--year", "2024", "--map", "各月=缴费基数")
    rows = list(csv.reader(io.StringIO(run.out)))
    assert rows[0][:6] == ["姓名", "城市", "状态", "对应费款所属期", "缴费基数", "month"]
    assert [row[3:8] for row in rows[1:]] == [
        ["2024-01", "9000", "2024-01", "beijing", "180.00"],
        ["2024-02", "10000", "2024-02", "beijing", "200.00"],
    ]


def test_one_month_twice_is_refused(yibao: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "姓名,缴费基数,1月,2月,1月\n张三,9000,180,180,180\n")
    run = statement(yibao, path, "--year", "2024")
    assert run.err == f"yibao: 「{path}」有两列都是 1月。删去一列,或在表头写上年份。\n"


def test_an_instant_of_greenwich_is_the_day_in_china(yibao: Runner, tmp_path: Path) -> None:
    text = "月份,缴费基数,划入金额\n2023-12-31T16:00:00.000Z,9000,180\n2024-01-31T16:00:00+00:00,9000,180\n"
    assert months(yibao, write(tmp_path / "a.csv", text)) == [("2024-01", "ok", "180.00"), ("2024-02", "ok", "180.00")]
