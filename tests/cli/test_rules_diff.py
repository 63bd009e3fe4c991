"""`yibao rules diff`: two months, a draft against the rules in use, two rule bases."""

import csv
import io
import json
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Runner, write_rules

REFORM = ("rules", "diff", "--month", "2022-11", "--month", "2022-12", "-r", "广州")
HEAD = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
SOURCES = (
    '[old-page]\ntitle = "旧办法"\npublisher = "拉萨日报"\ngrade = "press"\ndate = "2024-01-05"\n\n'
    '[new-page]\ntitle = "新办法"\npublisher = "拉萨市医保局"\ngrade = "official"\ndate = "2024-12-20"\n'
)


def retirees(period: str, yuan: int, source: str = "old-page", grade: str = "press") -> str:
    return (
        f'[[retiree]]\n{period}\ntitle = "退休人员定额"\npooled = {{ yuan = {yuan} }}\n'
        f'grade = "{grade}"\nsources = ["{source}"]\n\n'
    )


OLD = retirees("from = 2024-01-01", 100)
NEW = retirees("from = 2024-01-01\nto = 2025-01-01", 100) + retirees("from = 2025-01-01", 120, "new-page", "official")


def draft(folder: Path, rules: str, **more: str) -> Path:
    """A directory laid over the frozen rules that says something of Lhasa, of which they say nothing."""
    cited = SOURCES if "new-page" in rules else SOURCES.partition("[new-page]")[0]
    return write_rules(folder, {"xizang/lasa.toml": HEAD + rules, "sources.toml": cited, **more})


def test_two_months_of_a_reform(yibao: Runner) -> None:
    """2 % of the base, and until 2022-11 of the employer 0 / 1 / 1.8 % below 35, from 35, from 45."""
    run = yibao(*REFORM, "--format", "csv")
    rows = [
        row for row in csv.DictReader(io.StringIO(run.out)) if row["status"] == "employee" and row["base"] == "round"
    ]
    found = [(row["age_from"], row["age_to"], row["before"], row["after"], row["difference"]) for row in rows]
    assert run.code == ExitCode.DIFFERENCES
    assert found == [("35", "44", "300.00", "200.00", "-100.00"), ("45", "", "380.00", "200.00", "-180.00")]
    assert {row["regions"] for row in rows} == {"guangdong/guangzhou"}
    assert {(row["from"], row["to"]) for row in rows} == {("", "")}


def test_a_rule_that_takes_the_place_of_another_is_said_with_both_grades(yibao: Runner) -> None:
    document = json.loads(yibao(*REFORM, "--json").out)
    rule = next(item for item in document["rules"] if item["after"] and item["after"]["status"] == "employee")
    assert rule["before"]["answers_to"] == "2022-11" and rule["after"]["answers_from"] == "2022-12"
    assert document["before"] == {"name": "", "month": "2022-11"} and document["rulebook_after"] is None
    cited = [{item["id"] for item in document[f"sources_{side}"]} for side in ("before", "after")]
    assert set(rule["before"]["sources"]) <= cited[0] and set(rule["after"]["sources"]) <= cited[1]


def test_the_same_month_twice_differs_in_nothing(yibao: Runner) -> None:
    run = yibao("rules", "diff", "--month", "2022-11", "--month", "2022-11")
    assert (run.code, run.err) == (ExitCode.ANSWER, "")
    assert "概况  没有差别。" in run.out


def test_a_directory_against_itself(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("rules", "diff", *[str(draft(tmp_path, OLD))] * 2)
    assert run.code == ExitCode.ANSWER
    assert "".join(run.out.partition("概况")[0].split()) == f"规则差别:{tmp_path}→{tmp_path}"


def test_a_draft_against_the_rules_in_use(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("rules", "diff", str(draft(tmp_path, OLD)))
    title, _, rest = run.out.partition("\n地区")
    lines = rest.splitlines()
    assert run.code == ExitCode.DIFFERENCES and title.split() == ["规则差别:现用的规则", "→", str(tmp_path)]
    assert lines[1].split() == ["拉萨市", "退休", "2024-01", "起", "没有答案", "100.00", "报刊"]
    assert "概况  变了 1 条规则。" in lines
    assert "规则  拉萨市 退休 新增(自 2024-01-01 起):统筹基金 每月定额 100.00" in lines
    assert "        后来 报刊;《旧办法》 拉萨日报 2024-01-05" in lines


def test_two_directories_over_all_of_time(yibao: Runner, tmp_path: Path) -> None:
    sides = draft(tmp_path / "old", OLD), draft(tmp_path / "new", NEW)
    document = json.loads(yibao("rules", "diff", *map(str, sides), "--json").out)
    amount = document["amounts"][0]
    assert len(document["amounts"]) == 1 and (amount["from"], amount["to"]) == ("2025-01", None)
    assert (amount["before"]["monthly"], amount["after"]["monthly"], amount["difference"]) == (
        "100.00",
        "120.00",
        "20.00",
    )
    assert (amount["before"]["grade"], amount["after"]["grade"]) == ("press", "official")
    assert amount["who"]["text"] == "退休" and amount["regions"] == ["xizang/lasa"]
    changes = [
        (item["before"] and item["before"]["to"], item["after"]["to"], item["changed"]) for item in document["rules"]
    ]
    assert changes == [(None, "2025-01-01", ["ends", "to_day"]), (None, None, [])]
    assert document["rulebook"]["overlay"] == str(sides[0]) and document["rulebook_after"]["overlay"] == str(sides[1])


def test_two_directories_in_one_month(yibao: Runner, tmp_path: Path) -> None:
    sides = [str(draft(tmp_path / name, rules)) for name, rules in (("old", OLD), ("new", NEW))]
    before = yibao("rules", "diff", *sides, "--month", "2024-12", "--format", "csv")
    after = yibao("rules", "diff", *sides, "--month", "2025-01", "--format", "csv")
    assert len(before.out.splitlines()) == 1
    assert after.out.splitlines()[1:] == ["xizang/lasa,retiree,,,,,,,,,100.00,120.00,20.00,press,official"]


def test_other_directories_month_by_month(yibao: Runner, tmp_path: Path) -> None:
    words = ("rules", "diff", "--month", "2024-12", "--month", "2025-01", "-r", "拉萨", "--format", "csv")
    new = str(draft(tmp_path, NEW))
    line = "xizang/lasa,retiree,,,,,,,,,100.00,120.00,20.00,press,official"
    assert yibao(*words, "--rules", new).out.splitlines()[1:] == [line]
    assert yibao("rules", "diff", new, *words[2:]).out.splitlines()[1:] == [line]


def test_a_region_that_only_the_draft_has(yibao: Runner, tmp_path: Path) -> None:
    regions = '["xizang/xincheng"]\nadcode = "549900"\nname = "新城市"\n'
    head = '[region]\nname = "新城市"\nname_en = "New Town"\nadcode = "549900"\n\n'
    page = SOURCES.partition("[new-page]")[0]
    files = {"regions.toml": regions, "xizang/xincheng.toml": head + OLD, "sources.toml": page}
    new = str(write_rules(tmp_path, files))
    run = yibao("rules", "diff", new)
    assert "只在后来  新城市(xizang/xincheng)" in run.out.splitlines()
    document = json.loads(yibao("rules", "diff", new, "-r", "新城", "--json").out)
    assert [item["id"] for item in document["regions_new"]] == ["xizang/xincheng"]
    amount = next(item for item in document["amounts"] if item["who"]["status"] == "retiree")
    assert amount["before"] is None and amount["after"]["monthly"] == "100.00"


def test_limits_that_move_and_limits_that_run_out(yibao: Runner, tmp_path: Path) -> None:
    """Lhasa's employees: 2 % of the base, which a limit holds."""
    rule = (
        '[[employee]]\nfrom = 2024-01-01\ntitle = "在职"\nown = { rate = "2%", of = "base" }\n'
        'grade = "press"\nsources = ["old-page"]\n\n'
    )
    line = 'region = "xizang/lasa", kind = "medical", grade = "press", sources = ["old-page"]'
    limits = (
        f"limits = [\n  {{ {line}, from = 2024-01-01, to = 2025-01-01, floor = 5000, ceiling = 25000 }},\n"
        f"  {{ {line}, from = 2025-01-01, to = 2026-01-01, floor = 5500, ceiling = 27500 }},\n]\n"
    )
    new = str(draft(tmp_path, rule, **{"limits.toml": limits}))
    words = ("rules", "diff", new, "-r", "拉萨", "--month")
    moved = yibao(*words, "2024-12", "--month", "2025-01")
    assert "限额  拉萨市:5000.00 至 25000.00 → 5500.00 至 27500.00(2025-01 至 2025-12)" in moved.out
    rows = csv.DictReader(io.StringIO(yibao(*words, "2024-12", "--month", "2025-01", "--format", "csv").out))
    amounts = [(row["base"], row["before"], row["after"]) for row in rows]
    assert amounts == [("floor", "100.00", "110.00"), ("ceiling", "500.00", "550.00")]
    ended = yibao(*words, "2025-12", "--month", "2026-01")
    assert ended.code == ExitCode.DIFFERENCES
    assert "限额  拉萨市:5500.00 至 27500.00 用到 2025-12,以后的没有见到,沿用" in ended.out
    assert yibao(*words, "2025-12", "--month", "2026-01", "-q").out == "0\n"


def test_what_is_taken_once_a_year_counts_in_the_year_alone(yibao: Runner, tmp_path: Path) -> None:
    """100 yuan a month; 30 yuan taken every February: 1200.00 a year becomes 1170.00, no month but that is other."""
    taken = (
        '[[deduction]]\nname = "长期护理保险"\nstatus = ["retiree"]\nfrom = 2024-01-01\nyuan = 30\nper = "year"\nmonth = 2\n'
        'grade = "press"\nsources = ["old-page"]\n'
    )
    sides = [str(draft(tmp_path / name, rules)) for name, rules in (("old", OLD), ("new", OLD + taken))]
    document = json.loads(yibao("rules", "diff", *sides, "--json").out)
    before, after = (document["amounts"][0][side] for side in ("before", "after"))
    assert (before["monthly"], before["yearly"]) == ("100.00", "1200.00")
    assert (after["monthly"], after["yearly"]) == ("100.00", "1170.00")
    text = yibao("rules", "diff", *sides).out
    assert "全年 1200.00  全年 1170.00" in text
    assert "代扣  拉萨市 退休 新增:长期护理保险 每年定额 30.00,每年 2 月" in text
    february = yibao("rules", "diff", sides[1], "--month", "2025-01", "--month", "2025-02", "-r", "拉萨")
    assert february.code == ExitCode.ANSWER


def test_a_rule_base_of_its_own_stands_alone(yibao: Runner, tmp_path: Path) -> None:
    """What a whole rule base no longer says is gone; a directory laid over the program's takes nothing away."""
    whole = {
        "national.toml": '[region]\nname = "全国"\nname_en = "China"\nadcode = "100000"\n',
        "regions.toml": 'xizang = { adcode = "540000", name = "西藏自治区" }\n'
        '"xizang/lasa" = { adcode = "540100", name = "拉萨市" }\n',
    }
    of_province = HEAD.replace("拉萨市", "西藏自治区").replace("540100", "540000") + OLD
    old = draft(tmp_path / "old", OLD, **whole, **{"xizang.toml": of_province})
    new = draft(tmp_path / "new", OLD, **whole, **{"xizang.toml": of_province})
    (new / "xizang" / "lasa.toml").unlink()
    document = json.loads(yibao("rules", "diff", str(old), str(new), "--json").out)
    assert [(item["region"], item["after"]) for item in document["rules"]] == [("xizang/lasa", None)]
    assert document["amounts"] == []  # the province's rule gives Lasa's retirees the same


@pytest.mark.parametrize("width", [40, 80])
def test_it_fits_the_terminal(yibao: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, width: int) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    lines = yibao("rules", "diff", str(draft(tmp_path, NEW))).out.splitlines()
    assert max(cell_len(line) for line in lines[lines.index("概况  变了 2 条规则。") :]) <= width


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "写明比什么:两个规则目录;或一个目录,与现用的规则比;或 --month 写两次,比两个月。"),
        ("--month 2026-06", "写明比什么:两个规则目录;或一个目录,与现用的规则比;或 --month 写两次,比两个月。"),
        ("--month 2026-06 --month 2026-07 --month 2026-08", "--month:最多写两个月,「2026-08」是多余的。"),
        ("--month 2026-13 --month 2026-07", "--month:「2026-13」不是月份。写成 2024-08。"),
        ("没有的目录", "没有规则目录或规则包「没有的目录」。"),
        ("pyproject.toml", "没有规则目录或规则包「pyproject.toml」。"),
        ("2026-06 2026-07", "没有规则目录或规则包「2026-06」。比两个月要写成 --month 2026-06 --month ……。"),
        ("a b c", "多余的参数「c」。 用法见 yibao rules diff --help。"),
        ("a b --rules c", "a 与 --rules 不能同时用,留一个。"),
        ("--month 2026-06 --month 2026-07 --json -q", "-q 与 --json 不能同时用,留一个。"),
        ("--month 2026-06 --month 2026-07 -r 武汉汉", "--region:不认识「武汉汉」。是不是:武汉市 (hubei/wuhan)?"),
    ],
)
def test_bad_input(yibao: Runner, words: str, said: str) -> None:
    run = yibao("rules", "diff", *words.split())
    assert (run.code, run.out, run.complaint) == (ExitCode.USAGE, "", said)


def test_a_draft_with_a_fault_is_not_compared(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("rules", "diff", str(write_rules(tmp_path, {"xizang/lasa.toml": HEAD + "[[retire]]\n"})))
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert run.err.startswith("yibao: 规则文件有问题,没有计算:\n")
