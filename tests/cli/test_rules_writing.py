"""`yibao rules new`, `source`, `limits`, `export`: what they write, and what they leave alone."""

import json
import tomllib
from pathlib import Path

import pytest

from ..conftest import RULES, Runner
from ..test_cases import CASES

pytestmark = pytest.mark.shipped_rules
TABLE = "地区,起,止,下限,上限,来源,险种\n"


@pytest.fixture
def rules(tmp_path: Path, yibao: Runner) -> Path:
    """A directory with a source and a fictional place with two tiers for retirees."""
    root = tmp_path / "mine"
    assert (
        yibao(*f"rules source moushi-2026-06 --title 通知 --date 2026-06-20 --grade 官方 -o {root}".split()).code == 0
    )
    run = yibao(
        *f"rules new hubei/moushi --name 某市 --adcode 429999 -o {root} -s 退休 --from 2026-07-01 --title 定额".split(),
        *[
            "--pooled",
            "不满70:100",
            "--pooled",
            "70以上:110",
            "--grade",
            "官方",
            "--source",
            "moushi-2026-06",
            "--posting",
            "10-15",
        ],
    )
    assert run.code == 0
    return root


def test_what_is_given_stands_as_in_a_notice_and_is_green(rules: Path, yibao: Runner) -> None:
    text = (rules / "hubei" / "moushi.toml").read_text(encoding="utf-8")
    assert (
        text
        == """#:schema ../schemas/rules.json
[region]
name = "某市"
name_en = "Moushi"
adcode = "429999"

[[retiree]]
from = 2026-07-01
title = "定额"
pooled = [
  { age = "<70", yuan = 100 },
  { age = ">=70", yuan = 110 },
]
grade = "official"
sources = ["moushi-2026-06"]

[[posting]]
from = 2026-07-01
every = "month"
first_day = 10
last_day = 15
grade = "official"
sources = ["moushi-2026-06"]
"""
    )
    assert yibao("rules", "check", str(rules)).out == ""
    for age, amount in (("69", "100.00"), ("70", "110.00")):
        ask = f"estimate -r 某市 -s 退休 --age {age} --month 2026-08 -q --rules {rules}"
        assert yibao(*ask.split()).out == f"{amount}\n"


def test_what_is_not_given_is_left_with_a_word_and_the_checker_says_it(tmp_path: Path, yibao: Runner) -> None:
    run = yibao("rules", "new", "xizang/lasa", "-s", "在职", "-o", str(tmp_path))
    text = (tmp_path / "xizang" / "lasa.toml").read_text(encoding="utf-8")
    assert text.splitlines()[2:6] == ["[region]", 'name = "拉萨市"', 'name_en = "Lasa"', 'adcode = "540100"']
    assert 'title = ""  # 通知的说法,一句话' in text
    assert '# own = { rate = "2%", of = "base" }  # 本人缴费划入的部分:一个金额,或按年龄段的列表' in text
    assert run.out == f"{tmp_path}/xizang/lasa.toml:8: 新的 [[employee]]\n"
    assert "还有 3 处要填或要改" in run.err
    assert (tmp_path / "schemas" / "rules.json").read_bytes() == (RULES / "schemas" / "rules.json").read_bytes()


def test_without_a_status_both_common_ones_are_there(tmp_path: Path, yibao: Runner) -> None:
    out = yibao("rules", "new", "xizang/lasa", "-o", "-").out
    assert [line for line in out.splitlines() if line.startswith("[")] == ["[region]", "[[employee]]", "[[retiree]]"]
    tomllib.loads(out)
    assert list(tmp_path.iterdir()) == []


def test_a_later_entry_ends_the_one_before_and_nothing_else_changes(rules: Path, yibao: Runner) -> None:
    file = rules / "hubei" / "moushi.toml"
    before = (
        file.read_text(encoding="utf-8")
        .replace('title = "定额"', 'title = "定额"   # 第二条')
        .replace("[[posting]]", "# 到账\n[[posting]]")
    )
    file.write_text(before.replace("\n", "\r\n"), encoding="utf-8", newline="")
    file.chmod(0o640)
    ask = f"rules new moushi -s 退休 --from 2027.1.1 --title 新 --pooled 120 --grade 官方 --source moushi-2026-06 -o {rules}"
    run = yibao(*ask.split())
    assert run.out == f"{file}:9: 原来的一条到 2027-01-01 为止(to = 2027-01-01)\n{file}:18: 新的 [[retiree]]\n"
    entry = '[[retiree]]\nfrom = 2027-01-01\ntitle = "新"\npooled = { yuan = 120 }\ngrade = "official"\nsources = ["moushi-2026-06"]\n\n'
    after = before.replace("from = 2026-07-01\ntitle", "from = 2026-07-01\nto = 2027-01-01\ntitle").replace(
        "# 到账\n", entry + "# 到账\n"
    )
    assert file.read_bytes().decode() == after.replace("\n", "\r\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert yibao("rules", "check", str(rules)).out == ""


def test_an_earlier_entry_ends_where_the_next_begins(rules: Path, yibao: Runner) -> None:
    ask = f"rules new moushi -s 退休 --from 2025-01-01 --title 旧 --pooled 90 --grade 官方 --source moushi-2026-06 -o {rules}"
    assert yibao(*ask.split()).code == 0
    entries = tomllib.loads((rules / "hubei" / "moushi.toml").read_text(encoding="utf-8"))["retiree"]
    assert [(str(entry["from"]), str(entry.get("to"))) for entry in entries] == [
        ("2025-01-01", "2026-07-01"),
        ("2026-07-01", "None"),
    ]
    assert yibao("rules", "check", str(rules)).out == ""


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        ("new hubei/moushi -s 退休 --from 2026-07-01", "{rules}/hubei/moushi.toml:7: 已有从 2026-07-01 开始的 [[retiree]]。要改就改文件;另一条用别的日子。"),
        ("new hubei/moushi", "{rules}/hubei/moushi.toml 已经有了。加一条就写 --status(或 --posting),已写的不会动。"),
        ("new hubei/moushi --title 题", "--title 要和 --status 一起用:写明是哪种人的。"),
        ("new hubei/moushi -s 退休 --from 2026-07", "--from:「2026-07」不是日子。写成 2026-07-01,要写到日。"),
        ("new hubei/moushi -s 退休 --from 2026-02-30", "--from:「2026-02-30」不是日子。写成 2026-07-01,要写到日。"),
        ("new hubei/moushi -s 退休 --from 2026-01-01 --seen 2026-01-01", "--from 与 --seen 不能同时用,留一个。"),
        ("new hubei/moushi -s 退休 --pooled 百元", "--pooled:「百元」不是金额。写成 8000、8,000.55 或 1.2万。"),
        ("new hubei/moushi -s 退休 --pooled 2%谁", "--pooled:不认识「谁」,是谁的比例?可用:缴费基数、基数、本人养老金、养老金、平均养老金、平均工资。"),
        ("new hubei/moushi -s 退休 --pooled 老人:1", "--pooled:「老人:1」里的年龄段不对。写成 不满70:100、35-44:1.4%、70以上:110。"),
        ("new hubei/moushi -s 退休 --pooled 1 --pooled 2", "--pooled 写了几次:每次都要写年龄段,如 不满70:100、70以上:110。"),
        ("new hubei/moushi -s 退休 --no-account 无 --own 2%", "--no-account 与 --own 不能同时用,留一个。"),
        ("new hubei/moushi --posting 月底", "--posting:「月底」不是每月的日子。写成 10-15、15 或 15日前。"),
        ("new hubei/moushi --name 某市 --adcode 429999", "hubei/moushi 已在地区表里(某市,429999),不用写 --name、--adcode。"),
        ("new hubei/xinshi --name 新市 --adcode 420100", "「420100」已是 hubei/wuhan(武汉市) 的。"),
        ("new hubei/xinshi --name 武汉市 --adcode 429998", "「武汉市」已是 hubei/wuhan(武汉市) 的。"),
        ("new hubei/xinshi --name 新市 --adcode 539998", "--adcode:「539998」不对。写六位数字,湖北省的以 42 开头。"),
        ("new xinsheng/xinshi --name 新市 --adcode 429998", "「xinsheng/xinshi」不能作地区的 id。写成 省/市 的拼音,如 hubei/moushi,省要在地区表里。"),
        ("source moushi-2026-06 --title 题", "来源「moushi-2026-06」已经有了,直接引用,或换一个 id。"),
        ("source 某市 --title 题", "「某市」不能作来源的 id:只用小写字母、数字和连字符,如 moushi-2026-06。"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_written(rules: Path, yibao: Runner, ask: str, line: str) -> None:
    before = {path: path.read_bytes() for path in rules.rglob("*") if path.is_file()}
    run = yibao("rules", *ask.split(), "-o", str(rules))
    assert (run.code, run.out, run.err) == (2, "", f"yibao: {line.format(rules=rules)}\n")
    assert {path: path.read_bytes() for path in rules.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        ("new 拉萨 --status 退休 --title 新\ud800 -o {}", '「title = "新\\ud800"」里有半个字符,不能写进文件。'),
        (
            "new 武汉 --status 在职 --own 2% --title 新 --source \ud800 -o {}",
            '「sources = ["\\ud800"]」里有半个字符,不能写进文件。',
        ),
        ("source mine --title 报\udfff -o {}", '「title = "报\\udfff"」里有半个字符,不能写进文件。'),
    ],
)
def test_half_a_character_is_not_written(tmp_path: Path, yibao: Runner, ask: str, line: str) -> None:
    run = yibao("rules", *ask.format(tmp_path).split())
    assert (run.code, run.out, run.err) == (2, "", f"yibao: {line}\n")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_unknown_place_is_told_how_to_become_known(tmp_path: Path, yibao: Runner) -> None:
    run = yibao("rules", "new", "hubei/zzzz", "-o", str(tmp_path))
    assert run.code == 2 and run.err.endswith("地区表里真的没有的,加 --name(全称)和 --adcode(六位代码)。\n")


def test_a_damaged_file_is_not_added_to(rules: Path, yibao: Runner) -> None:
    file = rules / "hubei" / "moushi.toml"
    file.write_text("[region]\nname = “某市”\n", encoding="utf-8")
    run = yibao("rules", "new", "hubei/moushi", "-s", "退休", "-o", str(rules))
    assert run.code == 2 and 'moushi.toml:2: “某市”:引号要用英文的,写成 "某市"。' in run.err
    assert file.read_text(encoding="utf-8") == "[region]\nname = “某市”\n"


def test_a_shipped_file_is_taken_over_with_its_comments(tmp_path: Path, yibao: Runner) -> None:
    run = yibao(
        "rules", "new", "武汉", "-s", "灵活就业", "--from", "2026-07-01", "--no-account", "试", "-o", str(tmp_path)
    )
    assert "hubei/wuhan.toml 从程序自带的抄来" in run.err
    shipped = (RULES / "hubei" / "wuhan.toml").read_text(encoding="utf-8").splitlines()
    written = (tmp_path / "hubei" / "wuhan.toml").read_text(encoding="utf-8").splitlines()
    rest = iter(written)
    assert all(line in rest for line in shipped), "every line is there, in order"


def limits(rules: Path, yibao: Runner, rows: str, *more: str) -> tuple[int, str, str]:
    table = rules.parent / "limits.csv"
    table.write_text(TABLE + rows, encoding="utf-8")
    run = yibao("rules", "limits", str(table), "-o", str(rules), *more)
    return run.code, run.out, run.err.replace(str(table), "limits.csv")


def test_limits_are_shown_first_and_written_when_told(rules: Path, yibao: Runner) -> None:
    row = "某市,2026年7月1日,2027-06-30,4000,20000,moushi-2026-06,医保\n"
    shown = "+ 某市(hubei/moushi)从 2026-07-01 起:下限 4000.00 上限 20000.00 到 2027-07-01\n"
    assert limits(rules, yibao, row) == (2, shown, "yibao: 没有写。改动如上,要写就加 --yes。\n")
    assert not (rules / "limits.toml").exists()
    assert limits(rules, yibao, row, "--yes")[:2] == (0, shown)
    (line,) = tomllib.loads((rules / "limits.toml").read_text(encoding="utf-8"))["limits"]
    assert {key: str(value) for key, value in line.items()} == {
        "region": "hubei/moushi", "from": "2026-07-01", "to": "2027-07-01", "floor": "4000", "ceiling": "20000",
        "kind": "medical", "grade": "official", "sources": "['moushi-2026-06']",
    }  # fmt: skip
    assert limits(rules, yibao, row) == (0, "", "表里的限额都已经有了,没有改动。\n")
    assert yibao("rules", "check", str(rules)).out == ""


def test_limits_that_the_programs_own_rules_have_are_not_written_again(rules: Path, yibao: Runner) -> None:
    """rules/limits.toml has Wuhan from 2022-07-01 to 2023-07-01 with 4077 and 20385."""
    same = "武汉,2022-07-01,2023-06-30,4077,20385,moushi-2026-06,医保\n"
    assert limits(rules, yibao, same, "--yes") == (0, "", "表里的限额都已经有了,没有改动。\n")
    assert not (rules / "limits.toml").exists()
    code, out, _ = limits(rules, yibao, same.replace("4077", "4080"), "--yes")
    assert (code, out) == (
        0,
        "+ 武汉市(hubei/wuhan)从 2022-07-01 起:下限 4080.00 上限 20385.00 到 2023-07-01"
        "(代替自带的:下限 4077.00 上限 20385.00 到 2023-07-01)\n",
    )


def test_lines_are_put_by_place_and_time_and_comments_stay(rules: Path, yibao: Runner) -> None:
    old = """# 头
limits = [
  # 湖北
  { region = "hubei/moushi", from = 2026-07-01, to = 2027-07-01, floor = 4000, ceiling = 20000, kind = "medical", grade = "official", sources = ["moushi-2026-06"] }, # 尾
  # 拉萨
  { region = "xizang/lasa", from = 2026-07-01, floor = 4000, ceiling = 20000, kind = "medical", grade = "official", sources = ["moushi-2026-06"] },
]
"""
    (rules / "limits.toml").write_text(old, encoding="utf-8")
    code, out, _ = limits(rules, yibao, "某市,2027年7月,,4100,20500,moushi-2026-06,\n", "--yes")
    assert (code, out) == (
        0,
        "+ 某市(hubei/moushi)从 2027-07-01 起:下限 4100.00 上限 20500.00(比上一段:下限 +2.5%、上限 +2.5%)\n",
    )
    new = '  { region = "hubei/moushi", from = 2027-07-01, floor = 4100, ceiling = 20500, kind = "unnamed", grade = "official", sources = ["moushi-2026-06"] },\n'
    assert (rules / "limits.toml").read_text(encoding="utf-8") == old.replace("  # 拉萨", new + "  # 拉萨")


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("某市,2026-07-01,2027-06-30,4100,20000,moushi-2026-06,医保", "第 2 行:hubei/moushi 从 2026-07-01 起已有 下限 4000.00 上限 20000.00 到 2027-07-01,表里是 下限 4100.00 上限 20000.00 到 2027-07-01,没有写。哪个对,看来源;要换就先改 limits.toml。"),
        ("某市,2026-10-01,2027-06-30,4100,20500,moushi-2026-06,医保", "「limits.csv」与规则不合,没有写:第 2 行:从 2026-10 开始,与上一条重叠:上一条到 2027-07 才结束。"),
        ("某市,2027-07-01,,4100,2050,moushi-2026-06,医保", "「limits.csv」与规则不合,没有写:第 2 行:下限 4100 不小于上限 2050。"),
        ("某市,2027-07-01,,4100,20500,nothing,医保", "「limits.csv」与规则不合,没有写:第 2 行:sources.toml 里没有 nothing。"),
        ("某市,2027-07-01,2028-07-01,4100,20500,moushi-2026-06,医保", "第 2 行:「止」2028-07-01 是到前一天为止,还是包括这一天?包括就不该是月初;到前一天为止写 2028-06-30,或把列名写成 to(不含)。"),
        ("zzzzzzzz,2027-07-01,,4100,20500,moushi-2026-06,医保", "第 2 行:不认识「zzzzzzzz」。yibao regions --all 列出全部地区。"),
        ("某市,2027-07-01,,4100,20500,moushi-2026-06,养老", "第 2 行:险种:不认识「养老」。可用:medical、all、unnamed、医保、医疗、医疗保险、职工医保、几个险种、五险、社保、没有写明。"),
    ],
)  # fmt: skip
def test_a_table_that_contradicts_is_refused(rules: Path, yibao: Runner, row: str, line: str) -> None:
    assert limits(rules, yibao, "某市,2026-07-01,2027-06-30,4000,20000,moushi-2026-06,医保\n", "--yes")[0] == 0
    before = (rules / "limits.toml").read_bytes()
    assert limits(rules, yibao, row + "\n", "--yes") == (2, "", f"yibao: {line}\n")
    assert (rules / "limits.toml").read_bytes() == before


def test_a_workbook_is_read_and_a_table_of_people_is_none_of_limits(rules: Path, yibao: Runner, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["2026 年度"],
        ["统筹地区", "from", "缴费基数下限(元)", "来源"],
        ["某市", "2026-07-01", 4000.5, "moushi-2026-06"],
    ):
        book.active.append(row)
    book.save(tmp_path / "limits.xlsx")
    assert yibao("rules", "limits", str(tmp_path / "limits.xlsx"), "-o", str(rules), "--yes").code == 0
    assert "floor = 4000.5," in (rules / "limits.toml").read_text(encoding="utf-8")
    (tmp_path / "people.csv").write_text("姓名,缴费基数\n甲,1\n", encoding="utf-8")
    run = yibao("rules", "limits", str(tmp_path / "people.csv"), "-o", str(rules))
    assert (
        run.err
        == f"yibao: 「{tmp_path}/people.csv」里没有限额表的表头。要有:地区、起、下限或上限、来源(止可以没有)。\n"
    )


def test_an_export_passes_the_check_and_answers_the_same(tmp_path: Path, yibao: Runner) -> None:
    """Every region with a file, and one without, each in the same directory; all questions of the cases."""
    ids = sorted(path.relative_to(RULES).with_suffix("").as_posix() for path in RULES.glob("*/*.toml"))
    for number, id in enumerate([*ids[::12], "hubei/wuhan", "hubei/xiaogan", "shanghai"]):
        out = tmp_path / str(number)
        assert yibao("rules", "export", id, "-o", str(out)).code == 0, id
        if id in ("hubei/wuhan", "hubei/xiaogan", "shanghai"):
            assert yibao("rules", "check", str(out)).out == "", id
    whole = tmp_path / "whole"
    for name in ("hubei/wuhan", "shanghai", "beijing", "guangdong/guangzhou"):
        out = tmp_path / name.replace("/", "-")
        yibao("rules", "export", name, "-o", str(out))
        for file in out.rglob("*.toml"):
            target = whole / file.relative_to(out)
            if target.exists():  # limits.toml, channels.toml of several
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    for case in [case for case in CASES if any(word in case["ask"] for word in ("武汉", "上海", "北京", "广州"))][:25]:
        asked = case["ask"].split()
        plain, laid = (
            json.loads(yibao("estimate", *asked, "--json", *more).out or "{}") for more in ((), ("--rules", str(whole)))
        )
        plain.pop("rulebook", None), laid.pop("rulebook", None)
        assert laid == plain, case["ask"]


def test_an_export_writes_over_nothing(tmp_path: Path, yibao: Runner) -> None:
    assert yibao("rules", "export", "武汉", "-o", str(tmp_path)).code == 0
    run = yibao("rules", "export", "武汉", "-o", str(tmp_path))
    assert (run.code, run.err) == (
        2,
        f"yibao: {tmp_path}/hubei/wuhan.toml 已经有了,不改写。换一个目录,或不写 -o 印出来看。\n",
    )


def test_an_export_keeps_the_file_and_adds_what_others_say_as_comments(yibao: Runner) -> None:
    out = yibao("rules", "export", "武汉").out
    shipped = (RULES / "hubei" / "wuhan.toml").read_text(encoding="utf-8")
    assert out.startswith("#:schema ../schemas/rules.json\n" + shipped)
    assert tomllib.loads(out) == tomllib.loads(shipped)
    assert "# national.toml(全国)在这里也管用;要改才去掉 #。" in out and "# 另写在 limits.toml:" in out
