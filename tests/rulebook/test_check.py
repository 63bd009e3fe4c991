"""What `yibao rules check` finds: each fault in a file of its own, with the exact line."""

import os
from pathlib import Path

import pytest

from yibao_cli.core.errors import RuleFileError
from yibao_cli.render.problems import problem_line
from yibao_cli.rulebook.check import check
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.problem import problems_of

from ..conftest import FROZEN_RULES, RULES, write_rules

LASA = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2023-01-01
to = 2024-01-01
title = "旧"
pooled = [
  { age = "<70", yuan = 100 },
  { age = ">=70", yuan = 110 },
]
grade = "press"
sources = ["caixin-beijing-2022-08"]

[[retiree]]
from = 2024-01-01
title = "新"
own = { rate = "2%", of = "pension" }
grade = "press"
sources = ["caixin-beijing-2022-08"]
confirmed = 2024-05-01

[[deduction]]
name = "大额"
seen = 2024-01-01
yuan = 3
grade = "press"
sources = ["caixin-2023"]

[[example]]
name = "2024 年"
given = { status = "retiree", pension = 5000, month = "2024-03" }
credit = "100.00"
net = "97.00"
"""
LIMITS = """limits = [
  { region = "xizang/lasa", from = 2024-07-01, to = 2025-07-01, floor = 4000, ceiling = 20000, kind = "medical", grade = "press", sources = ["caixin-2023"] },
]
"""
CHANNELS = """[[channel]]
region = "xizang/lasa"
id = "lasa-app"
kind = "app"
name = "拉萨"
url = "https://example.gov.cn"
shows = ["balance"]
steps = ["打开"]
grade = "press"
sources = ["caixin-beijing-2022-08"]

[[tip]]
region = "xizang/lasa"
id = "lasa-tip"
title = "题"
text = "文"
"""


def found(root: Path) -> list[str]:
    return [problem_line(problem, root) for problem in check(root)]


def test_the_rule_base_of_the_project_has_no_problem() -> None:
    assert [problem_line(problem, RULES) for problem in check(RULES)] == []


def test_the_file_used_here_has_no_problem(tmp_path: Path) -> None:
    assert found(write_rules(tmp_path, {"xizang/lasa.toml": LASA})) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("confirmed = 2024-05-01", "confimed = 2024-05-01", "23: 未知的键 confimed。是不是 confirmed?"),
        ("[[deduction]]", "[[deducton]]", "25: 未知的键 deducton。是不是 deduction?"),
        ("[[example]]", "[[base]]\nx = 1\n\n[[example]]", "32: 未知的键 base。基数上下限写在 limits.toml。"),
        ('title = "新"', 'title = "新"\ndeductions = []', "20: 未知的键 deductions。代扣写成单独的 [[deduction]]。"),
        ('{ rate = "2%", of', '{ rat = "2%", of', "20: 未知的键 rat。是不是 rate?"),
        (', of = "pension" }', ', off = "pension" }', "20: 未知的键 off。是不是 of?"),
        ('title = "新"\n', "", "17: 缺少 title。"),
        ('name_en = "Lhasa"\n', "", "1: 缺少 name_en。"),
        ('title = "新"', 'title = ""', "19: title 不能为空。"),
        ('title = "新"', "title = 5", "19: title 应为文字(加引号),现为「5」。"),
        ("from = 2024-01-01", 'from = "2024-01-01"', "18: from 应为日期,写成 2023-02-01、不加引号,现为「2024-01-01」。"),
        ('rate = "2%"', 'rate = "2"', "20: rate 的值「2」不是比例,写成 \"2%\" 或 \"0.8%\"。"),
        ('rate = "2%"', "rate = 0.02", "20: rate 的值「0.02」不是比例,写成 \"2%\" 或 \"0.8%\"。"),
        ('rate = "2%"', 'rate = "12%"', "20: 比例 12% 超出合理范围(0 至 10%)。"),
        ('of = "pension"', 'of = "pensoin"', "20: of 的值「pensoin」不对。是不是 pension?"),
        ('of = "pension"', 'of = "xyz"', "20: of 的值「xyz」不对。可用:base、pension、average_pension、average_wage、employer_contribution。"),
        (', of = "pension" }', " }", "20: 比例缺少 of:它是谁的比例?"),
        ('{ rate = "2%", of', '{ yuan = 5, rate = "2%", of', "20: 一个金额只能是定额(yuan)或比例(rate)之一。"),
        ('{ rate = "2%", of', "{ yuan = 5, of", "20: 定额不带 of。"),
        ('of = "pension" }', 'of = "pension", year = 2021 }', "20: year 只用于 average_pension 和 average_wage。"),
        (
            'of = "pension" }',
            'of = "employer_contribution" }',
            '20: contribution(单位费率)与 of = "employer_contribution" 要同时写。',
        ),
        ("yuan = 100", 'yuan = "100"', "11: yuan 应为金额(数字,不加引号),现为「100」。"),
        ("yuan = 100", "yuan = -1", "11: yuan 的值 -1 不能为负。"),
        ("yuan = 100", "yuan = 1.005", "11: yuan 的值 1.005 多于两位小数。"),
        ("yuan = 100", "yuan = 1e99", "11: yuan 的值 1E+99 大得不像金额。"),
        ("yuan = 100", "yuan = 1e999999999", "11: yuan 的值 1E+999999999 大得不像金额。"),
        ("yuan = 100", "yuan = 1e99999999999999999999", "11: yuan 应为金额(数字,不加引号),现为「Infinity」。"),
        ("yuan = 100", "yuan = -1e-99999999999999999999", "11: yuan 应为金额(数字,不加引号),现为「Infinity」。"),
        ("yuan = 100", "yuan = 2001", "11: 金额 2001 超出合理范围(每月 0 至 2000 元)。"),
        ('age = "<70"', 'age = "70-"', '11: 年龄段「70-」不对,写成 "<70"、"<=45"、"35-44" 或 ">=70"。'),
        ('age = ">=70"', 'age = ">=71"', "10: 年龄段不连续:下一段应从 70 岁开始,现从 71 岁开始。"),
        ('age = ">=70"', 'age = ">=69"', "10: 年龄段不连续:下一段应从 70 岁开始,现从 69 岁开始。"),
        ('age = "<70"', 'age = "60-69"', "10: 年龄段不连续:下一段应从 0 岁开始,现从 60 岁开始。"),
        ('age = ">=70"', 'age = "70-79"', '10: 年龄段到 79 岁为止,缺最后一段(如 ">79")。'),
        ("yuan = 3\n", 'amount = [{ age = "<70", yuan = 3 }]\n', '28: 年龄段到 69 岁为止,缺最后一段(如 ">69")。'),
        ("yuan = 3\n", 'yuan = 3\nper = "year"\n', "25: 一年扣一次的要写 month(几月扣);没有见到的,写 optional 说明。"),
        ("yuan = 3\n", "yuan = 3\nmonth = 2\n", '25: month(几月扣)只用于 per = "year"。'),
        ("yuan = 3\n", "", "25: 一个金额只能是定额(yuan)或比例(rate)之一。"),
        ("from = 2024-01-01", "from = 2024-01-01\nseen = 2024-01-01", "17: from 与 seen 只写一个。"),
        ("from = 2024-01-01\n", "", "17: 缺少 from、seen 或 to:这条规则管哪一段时间?"),
        ("to = 2024-01-01", "to = 2022-01-01", "6: to 2022-01-01 不晚于开始的日子。"),
        ("from = 2024-01-01", "seen = 2024-06-01", "17: confirmed 2024-05-01 早于 seen:见到以前没有来源说它有效。"),
        ('own = { rate = "2%", of = "pension" }\n', "", "17: 缺少 own、employer 或 pooled:钱从哪里来?没有账户写 account = false。"),
        ('title = "新"', 'title = "新"\naccount = false\nreason = "无"', "17: 写了 account 就不写 own、employer、pooled。"),
        ('title = "新"', 'title = "新"\nreason = "无"', "17: reason 只和 account 一起用;说明写在 note。"),
        ('title = "新"', 'title = "新"\nposting = "yearly"', '17: posting = "yearly" 要写 account_year(账户年度的首月)。'),
        ('title = "新"', 'title = "新"\nrounding = { to = 0.5 }', "20: rounding.to 只能是 0.01、0.1 或 1,现为 0.5。"),
        ('title = "新"', 'title = "新"\nage_on = "birthday"', "20: age_on 的值「birthday」不对。可用:month、next-month、account-year、year-end-before。"),
        (
            'title = "新"',
            'title = "新"\nreduction = { required = { male = 30, female = 25 } }',
            "20: per_missing_year 与 per_missing_year_yuan 写一个。",
        ),
        ("from = 2024-01-01", "from = 2023-06-01", "17: 从 2023-06 开始,与上一条重叠:上一条到 2024-01 才结束。"),
        ("from = 2024-01-01", "from = 2022-06-01", "17: 从 2022-06 开始,不晚于上一条的 2023-01:按时间先后排列。"),
        ("to = 2024-01-01\n", "", "16: 上一条(从 2023-01 开始)没有写 to,与这一条(从 2024-01 开始)重叠。"),
        ('grade = "press"\nsources = ["caixin-beijing-2022-08"]\nconfirmed', 'sources = ["caixin-beijing-2022-08"]\nconfirmed', "17: 缺少 grade。"),
        ('sources = ["caixin-beijing-2022-08"]\nconfirmed', "sources = []\nconfirmed", "22: sources 不能为空。"),
        (
            'sources = ["caixin-beijing-2022-08"]\nconfirmed',
            'sources = ["caixin-bejing-2022-08"]\nconfirmed',
            "22: sources.toml 里没有 caixin-bejing-2022-08。是不是 caixin-beijing-2022-08?",
        ),
        ('grade = "press"\nsources = ["caixin-beijing-2022-08"]\nconfirmed', 'grade = "official"\nsources = ["caixin-beijing-2022-08"]\nconfirmed', "21: grade「official」高于来源能支持的等级「press」。"),
        (
            'sources = ["caixin-beijing-2022-08"]\nconfirmed',
            'sources = ["caixin-beijing-2022-08", "tfbk-2025-01-18"]\nconfirmed',
            "23: confirmed 2024-05-01 早于来源 tfbk-2025-01-18 的日期 2025-01-18。",
        ),
        ('credit = "100.00"', 'credit = "100.01"', "35: 例「2024 年」写 100.01,算出 100.00。"),
        ('net = "97.00"', 'net = "97.01"', "36: 例「2024 年」写 97.01,算出 97.00。"),
        ('credit = "100.00"', "credit = 100.00", "35: credit 应为文字(加引号),现为「100.00」。"),
        ('credit = "100.00"', 'credit = "100"', '35: credit 的值「100」不合格式:写成 "83.00",两位小数、加引号。'),
        ("pension = 5000, month", "month", "34: 例「2024 年」的 given 不能计算:缺少 pension(本人养老金(元/月)):拉萨市退休的规则要用到。"),
        ('month = "2024-03"', 'month = "2019-03"', "34: 例「2024 年」没有规则可用。"),
        ('adcode = "540100"', 'adcode = "420100"', "4: adcode 420100 与 regions.toml 不符,应为 540100。"),
        ('adcode = "540100"', "adcode = 540100", "4: adcode 应为文字(加引号),现为「540100」。"),
        ('adcode = "540100"', 'adcode = "54010"', "4: adcode 的值「54010」不合格式:写成六位数字、加引号。"),
        ('name = "拉萨市"', 'name = "拉萨"', "2: name「拉萨」与 regions.toml 不符,应为「拉萨市」。"),
        ('adcode = "540100"', 'adcode = "540100"\naliases = ["武汉"]', "5: 别名「武汉」已属于 hubei/wuhan。"),
        ('name = "拉萨市"', 'name = "拉萨市', "2: 文字没有写完,缺少结尾的引号。"),
        ("[[example]]", "[example]", "32: example 应为列表,写成 [ … ] 或 [[example]]。"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in LASA
    text = LASA.replace(old, new, 1) if LASA.count(old) == 1 else _replace_last(LASA, old, new)
    root = write_rules(tmp_path, {"xizang/lasa.toml": text})
    assert found(root) == [f"xizang/lasa.toml:{line}"]


def test_the_tables_used_here_have_no_problem(tmp_path: Path) -> None:
    assert found(write_rules(tmp_path, {"limits.toml": LIMITS, "channels.toml": CHANNELS})) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("floor = 4000", "floor = 499", "2: 基数 499 超出合理范围(500 至 100000 元)。"),
        ("ceiling = 20000", "ceiling = 100001", "2: 基数 100001 超出合理范围(500 至 100000 元)。"),
        ("floor = 4000", "floor = 20000", "2: 下限 20000 不小于上限 20000。"),
        ("floor = 4000", "floor = 3000", "2: 上限 20000 不是下限 3000 的 5 倍上下;属实就写 note 说明。"),
        ("floor = 4000, ceiling = 20000, ", "", "2: 写 floor、ceiling(一个或两个),或 fixed,或 floor_share、ceiling_share。"),
        ("floor = 4000", "fixed = 4000", "2: 写 floor、ceiling(一个或两个),或 fixed,或 floor_share、ceiling_share。"),
        ("floor = 4000", "floor = 4000, average = 6000", "2: average 和 floor_share、ceiling_share 一起用。"),
        ("floor = 4000", "floor = 4000, no_ceiling = true", "2: 写了上限就不写 no_ceiling。"),
        ("to = 2025-07-01", "to = 2025-07-01, open = true", "2: open(用到下一次公布)和 to 只写一个。"),
        ("from = 2024-07-01, ", "", "2: 基数上下限要写 from 或 seen。"),
        ('region = "xizang/lasa", ', "", "2: 写 region(一个地区)或 regions(几个地区)。"),
        ("xizang/lasa", "xizang/lhasa", "2: regions.toml 里没有地区 xizang/lhasa。是不是 xizang/lasa?"),
        ('kind = "medical"', 'kind = "medcal"', "2: kind 的值「medcal」不对。是不是 medical?"),
        ('kind = "medical", ', "", "2: 缺少 kind。"),
        ("floor = 4000", "flor = 4000", "2: 未知的键 flor。是不是 floor?"),
        ("caixin-2023", "caixin-2032", "2: sources.toml 里没有 caixin-2032。是不是 caixin-2023?"),
    ],
)  # fmt: skip
def test_faults_in_the_table_of_limits(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in LIMITS
    assert found(write_rules(tmp_path, {"limits.toml": LIMITS.replace(old, new, 1)})) == [f"limits.toml:{line}"]


ROW = '  {{ region = "{}", from = {}, floor = 4000, ceiling = {}, kind = "medical", grade = "press", sources = ["caixin-2023"] }},'


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([("xizang/lasa", "2024-07-01", 20000), ("xizang/lasa", "2025-07-01", 20000)], []),
        (
            [("xizang/lasa", "2024-07-01", 20000), ("xizang/lasa", "2024-07-01", 20001)],
            ["3: 从 2024-07 开始,不晚于上一条的 2024-07:按时间先后排列。"],
        ),
        (
            [("xizang", "2024-07-01", 20000), ("xizang/lasa", "2024-07-01", 20000)],
            ["3: xizang/lasa 与 xizang 同期同额:省里的一行已经管到,删去;属实要留就写 note。"],
        ),
        ([("xizang", "2024-07-01", 20000), ("xizang/lasa", "2024-07-01", 20001)], []),
    ],
)
def test_lines_beside_each_other(tmp_path: Path, rows: list[tuple[str, str, int]], lines: list[str]) -> None:
    table = "\n".join(["limits = [", *(ROW.format(*row) for row in rows), "]", ""])
    assert found(write_rules(tmp_path, {"limits.toml": table})) == [f"limits.toml:{line}" for line in lines]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("https://example", "http://example", "6: url 的值「http://example.gov.cn」是 http: 的地址,查询渠道只收 https:。网站有 https 的就改,没有就不写 url。"),
        ('shows = ["balance"]', 'shows = ["balanc"]', "7: shows 的值「balanc」不对。是不是 balance?"),
        ('steps = ["打开"]', "steps = []", "8: steps 不能为空。"),
        ('text = "文"', 'text = "文"\ngrade = "press"', "12: grade 与 sources 要么都写,要么都不写。"),
        ('region = "xizang/lasa"\nid = "lasa-app"', 'region = "mars"\nid = "lasa-app"', "2: regions.toml 里没有地区 mars。"),
        ('region = "xizang/lasa"\nid = "lasa-tip"', 'id = "lasa-tip"', "12: 缺少 region。"),
    ],
)  # fmt: skip
def test_faults_in_the_channels(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in CHANNELS
    assert found(write_rules(tmp_path, {"channels.toml": CHANNELS.replace(old, new, 1)})) == [f"channels.toml:{line}"]


def test_two_channels_of_one_id(tmp_path: Path) -> None:
    (line,) = found(write_rules(tmp_path, {"channels.toml": CHANNELS + CHANNELS.partition("[[tip]]")[0]}))
    assert line == "channels.toml:19: id「lasa-app」已在 channels.toml 里用过。"


def _replace_last(text: str, old: str, new: str) -> str:
    before, _, after = text.rpartition(old)
    return before + new + after


def test_everything_is_found_at_once_over_all_files(tmp_path: Path) -> None:
    files = {
        "xizang/lasa.toml": LASA.replace("yuan = 100", "yuan = -1")
        .replace("yuan = 3\n", "yuan = -3\n")
        .replace('name_en = "Lhasa"\n', ""),
        "xizang.toml": "[region]\nname =\n",
        "xizang/naqu.toml": '[region]\nname = "那曲市"\nname_en = "Nagqu"\nadcode = "540600"\nnmae = "x"\n',
    }
    assert found(write_rules(tmp_path, files)) == [
        'xizang.toml:2: 等号后面的值认不出;文字要加引号,如 "武汉市"。',
        "xizang/lasa.toml:1: 缺少 name_en。",
        "xizang/lasa.toml:10: yuan 的值 -1 不能为负。",
        "xizang/lasa.toml:27: yuan 的值 -3 不能为负。",
        "xizang/naqu.toml:5: 未知的键 nmae。是不是 name?",
    ]


def test_a_file_for_a_place_that_does_not_exist(tmp_path: Path) -> None:
    text = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n'
    assert found(write_rules(tmp_path, {"xizang/lhasa.toml": text})) == [
        "xizang/lhasa.toml:1: regions.toml 里没有地区 xizang/lhasa。这个 adcode 是 xizang/lasa。"
    ]


def test_a_source_that_nobody_cites(tmp_path: Path) -> None:
    files = {"sources.toml": '[mine]\ntitle = "x"\ngrade = "press"\n'}
    assert found(write_rules(tmp_path, files)) == ["sources.toml:1: 来源 mine 没有任何条目引用。"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[mine]\ntitle = "x"\ngrade = "pres"\n', "3: grade 的值「pres」不对。是不是 press?"),
        (
            '[mine]\ntitle = "x"\ngrade = "press"\ndate = "2025-13"\n',
            '4: 日期「2025-13」不对,写成 "2025"、"2025-04" 或 "2025-04-20"。',
        ),
        ('[mine]\ntitle = "x"\ngrade = "press"\ndat = "2025"\n', "4: 未知的键 dat。是不是 date?"),
    ],
)
def test_faults_in_sources(tmp_path: Path, text: str, line: str) -> None:
    assert found(write_rules(tmp_path, {"sources.toml": text})) == [f"sources.toml:{line}"]


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "xizang.toml").write_bytes('[region]\nname = "西藏自治区"\n'.encode("gb18030"))
    assert found(tmp_path) == ["xizang.toml:2: 不是 UTF-8 文本,请另存为 UTF-8。"]


def test_a_broken_example_does_not_hide_the_rest(tmp_path: Path) -> None:
    text = LASA.replace('month = "2024-03"', 'month = "2024-13"')
    root = write_rules(tmp_path, {"xizang/lasa.toml": text, "xizang.toml": "x"})
    assert found(root) == [
        "xizang.toml:1: 键的后面缺少 =。",
        "xizang/lasa.toml:34: 例「2024 年」的 given 不能计算:month:「2024-13」不是月份。写成 2024-08。",
    ]


def test_an_example_that_needs_a_broken_file_says_so(tmp_path: Path) -> None:
    """What Lhasa leaves open is asked of its province."""
    text = LASA.replace('month = "2024-03"', 'month = "2019-03"')
    root = write_rules(tmp_path, {"xizang/lasa.toml": text, "xizang.toml": "x"})
    assert found(root) == [
        "xizang.toml:1: 键的后面缺少 =。",
        "xizang/lasa.toml:34: 例「2024 年」的 given 不能计算:要用到的另一个规则文件有问题。",
    ]


def test_years_for_lifelong_cover_do_not_overlap(tmp_path: Path) -> None:
    entry = '[[lifetime]]\n{span}male = 30\nfemale = 25\ngrade = "press"\nsources = ["caixin-2023"]\n'
    good = entry.format(span="to = 2026-01-01\n") + entry.format(span="from = 2026-01-01\n")
    bad = entry.format(span="to = 2026-01-01\n") + entry.format(span="from = 2025-01-01\n")
    head = LASA.partition("\n[[retiree]]")[0] + "\n"
    assert found(write_rules(tmp_path / "a", {"xizang/lasa.toml": head + good})) == []
    assert found(write_rules(tmp_path / "b", {"xizang/lasa.toml": head + bad})) == [
        "xizang/lasa.toml:12: 与上一条 lifetime 管同一段时间;用 from、to 分开,或写 who。"
    ]


SWITCH = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[switch]]
to = 2024-01-01
credited = "same-month"
grade = "press"
sources = ["caixin-beijing-2022-08"]

[[switch]]
from = 2024-01-01
credited = "next-month"
grade = "press"
sources = ["caixin-2023"]
note = "文"
"""


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("", "", []),
        ('"next-month"', '"nextmonth"', ["14: credited 的值「nextmonth」不对。是不是 next-month?"]),
        ('"next-month"', '"次月"', ["14: credited 的值「次月」不对。可用:same-month、next-month。"]),
        ('"next-month"', "1", ["14: credited 的值「1」不对。可用:same-month、next-month。"]),
        ('credited = "next-month"\n', "", ["12: 缺少 credited。"]),
        ("credited = ", "credit = ", ["12: 缺少 credited。", "14: 未知的键 credit。是不是 credited?"]),
        ("from = 2024-01-01", "from = 2024-13", ["13: 日期 2024-13 没有写到日,写成 2026-07-01;来源没有写哪一天的,见 CONTRIBUTING 的「时间」。"]),
        ("from = 2024-01-01", "from = 2024-01-01\nto = 2023-01-01", ["12: to 2023-01-01 不晚于开始的日子。"]),
        ("from = 2024-01-01", "from = 2023-12-01", ["12: 与上一条 switch 管同一段时间;用 from、to 分开。"]),
        ("from = 2024-01-01\n", "", ["12: 与上一条 switch 管同一段时间;用 from、to 分开。"]),
        ('"caixin-2023"', '"caixin-2032"', ["16: sources.toml 里没有 caixin-2032。是不是 caixin-2023?"]),
        ("[[switch]]\nfrom", "[[swich]]\nfrom", ["12: 未知的键 swich。是不是 switch?"]),
    ],
)  # fmt: skip
def test_faults_in_the_switch_to_the_retiree_rule(tmp_path: Path, old: str, new: str, lines: list[str]) -> None:
    assert old in SWITCH
    text = _replace_last(SWITCH, old, new) if old else SWITCH
    root = write_rules(tmp_path, {"xizang/lasa.toml": text})
    assert found(root) == [f"xizang/lasa.toml:{line}" for line in lines]


def test_a_figure_stands_once_a_year_and_is_plausible(tmp_path: Path) -> None:
    entry = '[[average_pension]]\nyear = 2023\nyuan = {yuan}\ngrade = "press"\nsources = ["caixin-2023"]\n'
    head = LASA.partition("\n[[retiree]]")[0] + "\n"
    twice = head + entry.format(yuan=3700) + entry.format(yuan=3800)
    assert found(write_rules(tmp_path / "a", {"xizang/lasa.toml": twice})) == ["xizang/lasa.toml:12: 2023 年写了两次。"]
    wild = head + entry.format(yuan=999999)
    assert found(write_rules(tmp_path / "b", {"xizang/lasa.toml": wild})) == [
        "xizang/lasa.toml:6: 平均数 999999 超出合理范围(每月 500 至 100000 元)。"
    ]


def test_one_file_alone_can_be_asked_for(tmp_path: Path) -> None:
    root = write_rules(tmp_path, {"xizang/lasa.toml": LASA.replace("yuan = 100", "yuan = -1"), "xizang.toml": "x"})
    only = root / "xizang" / "lasa.toml"
    assert [problem_line(problem, root) for problem in check(root, [only])] == [
        "xizang/lasa.toml:11: yuan 的值 -1 不能为负。"
    ]


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 2000, "{a=" * 2000], ids=["digits", "lists", "tables"])
def test_what_the_parser_cannot_hold_is_a_syntax_error(tmp_path: Path, value: str) -> None:
    (line,) = found(write_rules(tmp_path, {"xizang/lasa.toml": f"a = {value}"}))
    assert line.startswith("xizang/lasa.toml:1: TOML 语法错误:")


def test_a_city_needs_its_province(tmp_path: Path) -> None:
    names = '["mars/x"]\nname = "火星"\nadcode = "990100"\n'
    assert found(write_rules(tmp_path, {"regions.toml": names})) == [
        "regions.toml:1: mars/x:没有它所在的省级地区 mars。"
    ]


def test_a_file_that_cannot_be_looked_at_does_not_count_as_absent(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError) as caught:
        RuleDirectory(tmp_path).path("a" * 5000)
    assert [problem.code for problem in problems_of(caught.value)] == ["unreadable"]


def test_what_is_called_like_a_rule_file_and_is_none_is_a_problem(tmp_path: Path) -> None:
    root = write_rules(
        tmp_path / "rules", {"xizang/naqu.toml": LASA.replace("拉萨市", "那曲市").replace("540100", "540600")}
    )
    (root / "hebei.toml").mkdir()
    (root / "hubei.toml").symlink_to("nowhere")
    (root / "hunan.toml").symlink_to("/dev/null")
    os.mkfifo(root / "xizang" / "lasa.toml")
    end = "请换成规则文件,或改掉 .toml 的名字。"
    assert found(root) == [
        f"hebei.toml:1: 不是文件:是目录。{end}",
        f"hubei.toml:1: 不是文件:是链接,指向的文件没有。{end}",
        f"hunan.toml:1: 不是文件:是管道、设备一类。{end}",
        f"xizang/lasa.toml:1: 不是文件:是管道、设备一类。{end}",
    ]


def test_a_linked_folder_is_looked_into_once(tmp_path: Path) -> None:
    write_rules(tmp_path, {"elsewhere/lasa.toml": LASA.replace("confirmed = ", "confimed = "), "rules/note.txt": ""})
    (tmp_path / "rules" / "xizang").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "again").symlink_to(tmp_path / "elsewhere")
    assert [line.split(": ", 1)[1] for line in found(tmp_path / "rules")] == ["未知的键 confimed。是不是 confirmed?"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"a\nb\u001b[31mc\u009b\u202e", r"a\nb\x1b[31mc\x9b\u202e"),
        ("甲" * 81, "甲" * 79 + "…"),
        ("甲" * 80, "甲" * 80),
        (r"\u0000" * 30, (r"\x00" * 30)[:79] + "…"),
        ("x" * 300_000, "x" * 79 + "…"),
    ],
)
def test_a_problem_is_one_line_whatever_the_value_holds(tmp_path: Path, written: str, shown: str) -> None:
    text = LASA.replace('age_on = "month"', "").replace('title = "新"', f'title = "新"\nage_on = "{written}"')
    root = write_rules(tmp_path, {"xizang/lasa.toml": text})
    choices = "month、next-month、account-year、year-end-before"
    assert found(root) == [f"xizang/lasa.toml:20: age_on 的值「{shown}」不对。可用:{choices}。"]


def test_what_another_file_says_is_one_line_too(tmp_path: Path) -> None:
    """The name of a region comes out of regions.toml into what is said of its rule file."""
    names = '[xizang]\nadcode = "540000"\nname = "西藏自治区"\n["xizang/lasa"]\nadcode = "540100"\n'
    names += f'name = "a\\n\\u001b[31m{"甲" * 80}"\n'
    root = write_rules(tmp_path, {"xizang/lasa.toml": LASA, "regions.toml": names})
    (line,) = (line for line in found(root) if "name" in line)
    shown = r"a\n\x1b[31m" + "甲" * 68 + "…"
    assert line == f"xizang/lasa.toml:2: name「拉萨市」与 regions.toml 不符,应为「{shown}」。"


@pytest.mark.parametrize("name", ["limits.toml", "channels.toml"])
def test_what_a_broken_table_cites_is_not_held_to_be_unused(tmp_path: Path, name: str) -> None:
    files = {
        path.relative_to(FROZEN_RULES).as_posix(): path.read_text("utf-8") for path in FROZEN_RULES.rglob("*.toml")
    }
    root = write_rules(tmp_path, files | {name: files[name] + "\nx = 1\n"})
    (line,) = found(root)
    assert line.startswith(f"{name}:") and "未知的键 x" in line


def test_a_large_value_is_told_in_short(tmp_path: Path) -> None:
    text = LASA.replace('title = "新"', f"title = [{'[1],' * 100_000}]")
    (line,) = found(write_rules(tmp_path, {"xizang/lasa.toml": text}))
    assert line == "xizang/lasa.toml:19: title 应为文字(加引号),现为「[[1], [1], [1], [1], [1], [1], ...]」。"


def test_a_file_too_large_for_rules_is_not_read(tmp_path: Path) -> None:
    root = write_rules(tmp_path, {"xizang/lasa.toml": LASA})
    with (root / "xizang" / "lasa.toml").open("ab") as stream:
        stream.truncate(9 << 20)
    assert found(root) == ["xizang/lasa.toml:1: 大于 8 MiB,不像规则文件。"]


def test_ten_thousand_entries_are_each_told_with_their_line(tmp_path: Path) -> None:
    figure = '[[average_wage]]\nyear = 2020\nyuan = 5000\ngrade = "press"\nsources = ["caixin-beijing-2022-08"]\n'
    lines = found(write_rules(tmp_path, {"xizang/lasa.toml": LASA + figure * 10_000}))
    first = LASA.count("\n") + 1
    assert lines == [f"xizang/lasa.toml:{first + 5 * n + 1}: 2020 年写了两次。" for n in range(1, 10_000)]


def test_similar_sources_are_looked_for_a_hundred_times(tmp_path: Path) -> None:
    sources = ", ".join(f'"caixin-beijing-2022-{n}"' for n in range(100, 250))
    text = LASA.replace('sources = ["caixin-beijing-2022-08"]\nconfirmed', f"sources = [{sources}]\nconfirmed")
    lines = found(write_rules(tmp_path, {"xizang/lasa.toml": text}))
    assert len(lines) == 150 and sum("是不是 caixin-beijing" in line for line in lines) == 100
