"""Slips of TOML: what the checker says of them, and what `--fix` makes of those with one meaning."""

import tomllib
from pathlib import Path

import pytest

from yibao_cli.render.problems import problem_line
from yibao_cli.rulebook.check import check
from yibao_cli.rulebook.slips import corrected, newer, slips

from ..conftest import RULES, write_rules

REGION = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n'


def said(root: Path) -> list[str]:
    return [problem_line(problem, root) for problem in check(root)]


@pytest.mark.parametrize(
    ("written", "meant", "sentence"),
    [
        ("name = “武汉市”", 'name = "武汉市"', '“武汉市”:引号要用英文的,写成 "武汉市"。'),
        ("name = ‘武汉市’", 'name = "武汉市"', '‘武汉市’:引号要用英文的,写成 "武汉市"。'),
        ("name = 「武汉市」", 'name = "武汉市"', '「武汉市」:引号要用英文的,写成 "武汉市"。'),
        ('name = “武汉市"', 'name = "武汉市"', '“武汉市":引号要用英文的,写成 "武汉市"。'),
        ('name = "武汉市”', 'name = "武汉市"', '"武汉市”:引号要用英文的,写成 "武汉市"。'),
        ("name = 武汉市", 'name = "武汉市"', '武汉市 是文字,要加引号,写成 "武汉市"。'),
        ("url = https://a.cn/b", 'url = "https://a.cn/b"', 'https://a.cn/b 是文字,要加引号,写成 "https://a.cn/b"。'),
        ("own = { rate = 2.5%, of = 'base' }", """own = { rate = "2.5%", of = 'base' }""", '比例 2.5% 要加引号,写成 "2.5%"。'),
        ("rate = 2.5％", 'rate = "2.5%"', '比例 2.5％ 要加引号,写成 "2.5%"。'),
        ("from = 2026.7.1", "from = 2026-07-01", "日期 2026.7.1 的写法不对(年-月-日,月、日两位),写成 2026-07-01。"),
        ("from = 2026-7-1", "from = 2026-07-01", "日期 2026-7-1 的写法不对(年-月-日,月、日两位),写成 2026-07-01。"),
        ("from = 2026/7/1", "from = 2026-07-01", "日期 2026/7/1 的写法不对(年-月-日,月、日两位),写成 2026-07-01。"),
        ("from = 2026年7月1日", "from = 2026-07-01", "日期 2026年7月1日 的写法不对(年-月-日,月、日两位),写成 2026-07-01。"),
        ("yuan = ８３", "yuan = 83", "「８３」是全角,用半角,写成 83。"),
        ("yuan ＝ 83", "yuan = 83", "「＝」是全角,用半角。"),
        ("［region］", "[region]", "「［」是全角,用半角。"),
        ('sources = ["a"，"b"]', 'sources = ["a","b"]', "「，」是全角,用半角。"),
        ('sources = ["a"、"b"]', 'sources = ["a","b"]', "「、」是全角,用半角。"),
        ("yuan\u3000= 83", "yuan = 83", "有不是空格的空白(多半是从网页粘来的)。"),
        ("yuan\u00a0= 83", "yuan = 83", "有不是空格的空白(多半是从网页粘来的)。"),
        ("yuan = 1,680", "yuan = 1680", "数 1,680 里有逗号,写成 1680。"),
        ("yuan = 83元", "yuan = 83", "83元:只写数,不带单位,写成 83。"),
        ('title: "x"', 'title = "x"', "键和值之间的「:」不对,写 =。"),
        ("account = False", "account = false", "False:是非只有小写的 true、false,写成 false。"),
        ("account = 否", "account = false", "否:是非只有小写的 true、false,写成 false。"),
        ("yuan = 83,", "yuan = 83", "行末的「,」去掉。"),
    ],
)  # fmt: skip
def test_a_slip_with_one_meaning(tmp_path: Path, written: str, meant: str, sentence: str) -> None:
    """It is said with its line, and put right. That it is one is the standard library's word."""
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(written)
    root = write_rules(tmp_path, {"xizang/lasa.toml": f"# 拉萨\n{written}\n"})
    assert said(root)[0] == f"xizang/lasa.toml:2: {sentence}"
    assert corrected(f"# 拉萨\n{written}\n")[0] == f"# 拉萨\n{meant}\n"
    tomllib.loads(meant)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("from = 2026-07", "日期 2026-07 没有写到日,写成 2026-07-01;来源没有写哪一天的,见 CONTRIBUTING 的「时间」。"),
        (
            "from = 2026年7月",
            "日期 2026年7月 没有写到日,写成 2026-07-01;来源没有写哪一天的,见 CONTRIBUTING 的「时间」。",
        ),
        ("from = 2026.13.1", "日期 2026.13.1 的写法不对(年-月-日,月、日两位)。"),
        ("floor = 1.2万", "1.2万:只写数,不带单位。"),
        ('sources = ["a”, "b"]', '"a”, ":引号要用英文的。'),
        ("x = [1, 2", "列表没有写完:项与项之间用逗号,最后是 ]。"),
        ("x = { a = 1", "表没有写完:项与项之间用逗号,最后是 }。"),
        ("x = 1\nx = 2", "这个键在同一张表里写了两次;几条规则要用 [[…]] 分开。"),
        ("[a]\n[a]", "同一张表写了两次,或同一个名字又是表又是列表(Cannot declare ('a',) twice)。"),
        ("x = { a = 1, a = 2 }", "{ … } 里有一个键写了两次(Duplicate inline table key 'a')。"),
        ('x = "a" "b"', "值的后面还有别的字;一行一个「键 = 值」,说明写在 # 后。"),
        ('x = "a\\b"\ny = "\\q"', "引号里的反斜杠 \\ 要写成 \\\\。"),
    ],
)
def test_a_fault_that_only_its_keeper_can_mend(tmp_path: Path, written: str, sentence: str) -> None:
    root = write_rules(tmp_path, {"xizang/lasa.toml": f"{written}\n"})
    line = written.count("\n") + 1  # the last one
    assert said(root) == [f"xizang/lasa.toml:{line}: {sentence}"]
    assert corrected(written) == (written, [])


@pytest.mark.parametrize(
    ("written", "meant", "sentence"),
    [
        ("x = { a = 1, }", "x = { a = 1 }", "} 前面不写逗号:那是 TOML 1.1 的写法,标准库和多数编辑器不认。"),
        (
            'x = {\n  a = 1,\n  b = "y, }",\n}',
            'x = { a = 1, b = "y, }" }',
            '一个 { … } 要写在一行里:几行的写法是 TOML 1.1 的,标准库和多数编辑器不认,写成 { a = 1, b = "y, }" }。',
        ),
        ('x = "\\e"', 'x = "\\u001B"', "\\e 是 TOML 1.1 的写法,标准库和多数编辑器不认,写成 \\u001B。"),
        ('x = "\\x41"', 'x = "\\u0041"', "\\x41 是 TOML 1.1 的写法,标准库和多数编辑器不认,写成 \\u0041。"),
    ],
)
def test_what_only_a_newer_toml_knows_is_refused(tmp_path: Path, written: str, meant: str, sentence: str) -> None:
    root = write_rules(tmp_path, {"xizang/lasa.toml": REGION + written + "\n"})
    assert said(root) == [f"xizang/lasa.toml:5: {sentence}"]
    assert corrected(written)[0] == meant
    tomllib.loads(meant)


@pytest.mark.parametrize(
    "text",
    [
        "x = [\n  { a = 1 },\n  { a = [\n    1,\n  ] },\n]\n",
        'x = "{"\ny = ", }"\nz = "\\\\e"\n',
        "# {\nx = 1 # , }\n",
        'x = """\n{ a = 1,\n}\n"""\n',
    ],
)
def test_toml_1_0_is_no_slip(text: str) -> None:
    tomllib.loads(text)
    assert newer(text) == []


def test_an_inline_table_with_a_comment_is_left_to_its_keeper(tmp_path: Path) -> None:
    text = "x = {\n  a = 1, # 一\n  b = 2\n}\n"
    assert [slip.code for slip in newer(text)] == ["inline-lines"]
    assert corrected(text) == (text, [])


def test_a_mark_at_the_start_and_tabs_are_accepted(tmp_path: Path) -> None:
    """Notepad writes the mark; lines are counted as without it."""
    good = REGION.replace(" = ", "\t=\t")
    (tmp_path / "xizang").mkdir()
    (tmp_path / "xizang" / "lasa.toml").write_text("\ufeff" + good, encoding="utf-8")
    assert said(tmp_path) == []
    (tmp_path / "xizang" / "lasa.toml").write_text("\ufeff" + good.replace("540100", "540600"), encoding="utf-8")
    assert said(tmp_path) == ["xizang/lasa.toml:4: adcode 540600 与 regions.toml 不符,应为 540100。"]


def test_chinese_text_in_strings_and_comments_is_no_slip() -> None:
    """All of the rule base, and signs that would be slips elsewhere."""
    for path in RULES.rglob("*.toml"):
        assert slips(path.read_text(encoding="utf-8")) == [], path
    text = "note = \"“好”:2.5%,2026.7.1\" # “说明”，2.5%\nresearch = '''\n“x” = ２，\n'''\n"
    assert slips(text) == []


def test_values_with_a_form_of_their_own_are_put_right() -> None:
    """They are TOML; what is wrong with them the models say."""
    text = 'rate = "２．５％"\npooled = [{ age = "＜70", yuan = 1 }]\nfrom = "2026.7.1"\nto = "2026-07-01"\nnote = "２％"\n'
    meant = 'rate = "2.5%"\npooled = [{ age = "<70", yuan = 1 }]\nfrom = 2026-07-01\nto = 2026-07-01\nnote = "２％"\n'
    assert corrected(text)[0] == meant


def test_everything_else_stays_to_the_byte() -> None:
    text = "\ufeff# 说明\r\n[region]\r\nname\t=  “拉萨市”   # 市\r\n\r\n\r\nyuan = 83元\r\n"
    assert corrected(text)[0] == text.replace("“拉萨市”", '"拉萨市"').replace("83元", "83")


def test_all_slips_of_a_file_are_said_at_once(tmp_path: Path) -> None:
    root = write_rules(
        tmp_path, {"xizang/lasa.toml": "[region]\nname = “拉萨市”\n\n[[retiree]]\nfrom = 2026.7.1\nx = 2.5%\n"}
    )
    assert [line.partition(": ")[0] for line in said(root)] == [f"xizang/lasa.toml:{line}" for line in (2, 5, 6)]
