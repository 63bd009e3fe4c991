"""In English: the commands of rule keepers, and those around the answers (regions, channels, claims, config, help …)."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sentences import is_chinese

from yibao_cli.cli.main import main
from yibao_cli.cli.tools import TOOLS, description, input_schema
from yibao_cli.core.spoken import read_group, read_plan, read_status
from yibao_cli.language import speak

from ..conftest import Runner

LIMITS = "region,from,last day,floor,ceiling,sources,kind\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """English, and a working directory and a configuration of the test's own."""
    monkeypatch.setenv("YIBAO_LANG", "en")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    yield
    speak("zh")


@pytest.fixture
def mine(yibao: Runner) -> str:
    """A rule directory with a source and a fictional place, made with the commands."""
    place = "rules new hubei/moushi --name 某市 --adcode 429999 -s retired --from 2026-07-01 --title Retirees -o mine"
    source = "rules source notice-2026-06 --title Notice --publisher Bureau --date 2026-06-20 --grade official -o mine"
    rest = ("--pooled", "under 70:100", "--pooled", "70 and over:110", "--posting", "by 15")
    made = source.split(), [*place.split(), *rest, "--grade", "official", "--source", "notice-2026-06"]
    for words in made:
        assert yibao(*words).code == 0
    return "mine"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_rules_new_says_what_it_wrote(yibao: Runner, mine: str) -> None:
    run = yibao(
        "rules", "new", "hubei/moushi", "-s", "employed", "--from", "2026-07-01", "--own", "2% of base", "-o", mine
    )
    assert lines(run.out) == ["mine/hubei/moushi.toml:7: new [[employee]]"]
    assert run.err.startswith("3 places left to fill in or change; run yibao rules check when done:\n")
    again = ("rules", "new", "hubei/moushi", "-s", "retired", "--from", "2027-07-01", "--title", "Next", "-o", mine)
    assert (
        lines(yibao(*again).out)[0]
        == "mine/hubei/moushi.toml:19: the entry before it ends on 2027-07-01 (to = 2027-07-01)"
    )


def test_comments_in_rule_files_are_chinese_in_both_languages(yibao: Runner, mine: str, tmp_path: Path) -> None:
    assert "# 引用的文件,每件一次,以 id 相认。" in (tmp_path / mine / "sources.toml").read_text(encoding="utf-8")
    assert "# 程序的地区表里没有的地方" in (tmp_path / mine / "regions.toml").read_text(encoding="utf-8")
    exported = yibao("rules", "export", "wuhan").out
    assert exported == yibao("rules", "export", "wuhan", "--lang", "zh").out


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("under 70:100", '{ age = "<70", yuan = 100 }'),
        ("70 and over:2.5% of average pension", '{ age = ">=70", rate = "2.5%", of = "average_pension" }'),
        ("60 and under:2.5% average-wage", '{ age = "<=60", rate = "2.5%", of = "average_wage" }'),
        ("60-69:3% of pension", '{ age = "60-69", rate = "3%", of = "pension" }'),
    ],
)
def test_amounts_are_read_as_english_writes_them(yibao: Runner, given: str, written: str) -> None:
    run = yibao("rules", "new", "wuhan", "-s", "retired", "--from", "2026-07-01", "--pooled", given, "-o", "new")
    assert run.code == 0
    assert written in Path("new/hubei/wuhan.toml").read_text(encoding="utf-8")


def test_limits_are_shown_then_written(yibao: Runner, mine: str) -> None:
    rows = "wuhan,2026-07-01,2027-06-30,4600,23000,notice-2026-06,medical\n"
    Path("limits.csv").write_text(LIMITS + rows, encoding="utf-8")
    run = yibao("rules", "limits", "limits.csv", "--yes", "-o", mine)
    assert run.err == "1 line written: mine/limits.toml\n"
    assert lines(run.out)[0].startswith(
        "+ Wuhan (武汉市, hubei/wuhan) from 2026-07-01: floor 4600.00, ceiling 23000.00, until 2027-07-01"
    )
    more = rows + "beijing,2026-07-01,,5000,,notice-2026-06,medical\n"
    Path("limits.csv").write_text(LIMITS + more, encoding="utf-8")
    run = yibao("rules", "limits", "limits.csv", "--yes", "-o", mine)
    assert run.err == "1 line written: mine/limits.toml; 1 was there already\n"
    run = yibao("rules", "limits", "limits.csv", "--yes", "-o", mine)
    assert (run.out, run.err) == ("", "All limits in the table are known already; nothing was changed.\n")


PRINTED = {
    "regions wuhan": [
        "Region          id           Employed  Retired  Flexibly employed  Grade      Last confirmed",
        "Wuhan (武汉市)  hubei/wuhan  2023-02   2023-02  no account         secondary  2023-05-09",
    ],
    "claims --number 3.8%": [
        "s0-28 credit · no region named · employed",
        "  Verdict: names no region, so it can be relied on nowhere.",
        "What the pages say, and the reasons for the verdicts, are in Chinese.",
        "1 in all.",
    ],
    "claims --verdict x": [
        'yibao: --verdict: "x" is not known. Use holds, held-until, contradicted, no-region, other-scheme, unsupported, channel.'
    ],
    "channels --want x": ['yibao: --want: "x" is not known. Use balance, credits, contributions, spending.'],
    "why --symptom x": ['yibao: --symptom: "x" is not known. Use nothing, less, zero, stopped.'],
    "rules show wuhan --month 2023-06": [
        "Wuhan (武汉市, hubei/wuhan, 420100) · 2023-06",
        "Retired            pooled fund: 83.00 a month",
        "Retired            [retirees who were flexibly employed] pooled fund: 66.00 a",
    ],
    "rules stale -r hubei --month 2026-11": [
        "Regions  Months  Region          id           Item         Remarks",
        "1        45      Wuhan (武汉市)  hubei/wuhan  Rule         retired, retirees who were flexibly employed: last confirmed 2023-02-08",
        "1        14      Ezhou (鄂州市)  hubei/ezhou  Base limits  the latest year ends in 2025-09",
    ],
    "rules stale --plan -r hubei --month 2026-06": [
        "# Review list of the rule base (2026-06)",
        "## Due (9)",
        "- [ ] Hubei (湖北省, hubei), retired, rule: last confirmed 2023-05-09, counts as old from 2024-06, 16 regions rest on it",
        "  - edit rules/hubei.toml",
        "- [ ] Ezhou (鄂州市, hubei/ezhou), base limits: used until 2025-09",
        "## Due in 2026-10 (1)",
    ],
    "rules diff --month 2026-06 --month 2026-06": [
        "Differences in the rules: 2026-06 → 2026-06 (the rules in use)",
        "Overview  No differences.",
    ],
    "rules diff --month 2023-01 --month 2023-02 -r wuhan": [
        "Differences in the rules: 2023-01 → 2023-02 (the rules in use)",
        "Region          Who                                                 Before       After  Difference (yuan)  Grade",
        "Wuhan (武汉市)  employed, aged 35-44, base 10000                    340.00      200.00            -140.00  secondary",
        "Overview  Changed: 4 rules.",
        "          Wuhan (武汉市), retired, retirees who were flexibly employed, new",
        "            After: press; last confirmed 2023-02-15; 《Chinese retirees take to",
    ],
    "config": [
        "Setting    What it is                Value    From",
        "region     pooling area              not set",
        "lang       language                  en       YIBAO_LANG",
        "Project: no yibao.toml here or in a directory above",
    ],
    "profile list": ["There are no profiles yet. Save one: yibao profile save mum -r wuhan -s retired --birth 1964-03"],
    "help environment": [
        "that stands for it; -n ignores those variables:",
        "  YIBAO_REGION       pooling area, the same as --region",
        "  CI                 if set, nothing that is missing is asked for",
    ],
    "help sources": [
        "Every answer names its rule and its documents, and says when a source last",
        "  press (reported by a newspaper or agency)",
        "  yibao rules show wuhan                which file the rules of a place come from",
    ],
    "rules use --none": ["No rule pack is installed; the program's own rules are used."],
    "completion fish": [
        "# Completion of yibao. Install with: yibao completion fish > ~/.config/fish/completions/yibao.fish"
    ],
}
"""Lines that a command prints, among others."""


@pytest.mark.parametrize(("words", "expected"), list(PRINTED.items()))
def test_commands_print(words: str, expected: list[str], yibao: Runner) -> None:
    run = yibao(*words.split())
    printed = lines(run.out + run.err)
    assert [line for line in expected if line not in printed] == []


def test_a_profile_is_told_of_in_a_line(yibao: Runner) -> None:
    held = ("-r", "wuhan", "-s", "retired")
    saved = yibao("profile", "save", "mum", *held, "--birth", "1964-03", "--pension", "4200")
    assert saved.out == "Saved @mum: pooling area wuhan, status retired, month of birth 1964-03, pension 4200.\n"
    again = yibao("profile", "save", "mum", *held, "--overwrite")
    assert again.out == (
        "Saved @mum: pooling area wuhan, status retired; it was: pooling area wuhan, status retired, "
        "month of birth 1964-03, pension 4200.\n"
    )
    assert yibao("profile", "remove", "mum").out == "Removed @mum (pooling area wuhan, status retired).\n"


def test_a_pack_is_described(yibao: Runner, mine: str) -> None:
    assert re.match(
        r"p\.zip: 2026-06-20, hash [0-9a-f]{12}, 1 rule, 3 files, laid over the program's own rules\n",
        yibao("rules", "pack", mine, "-o", "p.zip").out,
    )


def test_slips_are_put_right(yibao: Runner, mine: str) -> None:
    path = Path(mine, "hubei", "moushi.toml")
    path.write_text(
        path.read_text(encoding="utf-8").replace("from = 2026-07-01", "from = 2026.7.1", 1), encoding="utf-8"
    )
    assert yibao("rules", "check", mine).err == (
        "1 of them can mean only one thing; yibao rules check --fix puts it right.\n"
    )
    assert yibao("rules", "check", mine, "--fix").err == "fixed mine/hubei/moushi.toml:8: 2026.7.1 → 2026-07-01\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("yibao schedule -s ", ["employed", "retired", "flexible", "resident"]),
        ("yibao estimate --min-grade ", ["official", "press", "secondary", "unverified"]),
        ("yibao estimate -r shenzhen --plan ", ["tier-1", "tier-2"]),
        ("yibao estimate wuhan f", ["flexible"]),
        ("yibao estimate wuhan retired f", []),
        ("yibao why --symptom n", ["nothing"]),
        ("yibao channels --want c", ["credits", "contributions"]),
        ("yibao reconcile x.csv --letter ", ["employer", "12393"]),
        ("yibao estimate -r lasa", ["lasa"]),
    ],
)
def test_completion_offers_english_words(line: str, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__complete", "bash", "--", line, " "]) == 0
    assert capsys.readouterr().out.splitlines() == expected


def test_tools_of_assistants_are_told_of_in_english() -> None:
    speak("en")
    for tool in TOOLS:
        told = json.dumps([description(tool), input_schema(tool)], ensure_ascii=False)
        assert not is_chinese(told.replace("武汉", "")), tool
    speak("zh")
    assert description("estimate") == "算一个人一个月应划入多少。"


def test_what_is_no_table_has_an_english_name(yibao: Runner) -> None:
    Path("x.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert (
        yibao("batch", "x.csv").err
        == 'yibao: "x.csv" is a picture, not a table. Export Excel or CSV from the website.\n'
    )


def test_english_words_are_read_as_they_are_shown() -> None:
    assert read_status("flexibly employed") == "flexible"
    assert read_plan("pooled fund only") == "单建统筹"
    assert read_group("Retirees without a pension") == "没有养老金的退休人员"


class Terminal(io.StringIO):
    """A standard stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("words", "typed", "asked", "amount"),
    [
        (
            "estimate -r wuhan --age 66 --month 2023-03",
            "old\n2\n",
            [
                "  1 employed",
                "  2 retired",
                "  3 flexibly employed",
                "  4 resident",
                'yibao: --status: "old" is not known. Use employed, retired, flexible or resident.',
            ],
            "83.00 yuan",
        ),
        (
            "estimate -r shenzhen -s employed --base 9000 --month 2024-03",
            "tier 1\n",
            ["  tier 1", "  tier 2"],
            "180.00 yuan",
        ),
    ],
)
def test_prompts_offer_and_read_english_words(
    words: str, typed: str, asked: list[str], amount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, told = Terminal(), io.StringIO()
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("sys.stdout", shown)
    monkeypatch.setattr("sys.stderr", told)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("yibao_cli.cli.pager.is_watched", lambda: False)
    assert main(words.split()) == 0
    assert [line for line in asked if line not in told.getvalue()] == []
    assert amount in shown.getvalue()


SAID = """\
--help
--version
version
config
config --json
doctor
help environment
help exit-codes
help files
help sources
help foreigners
help x
completion
completion bash
completion zsh
completion fish
completion x
mcp --help
profile list
profile show x
profile remove x
profile save x
profile save 妈妈
profile save a/b -r wuhan
profile save x --age 62
regions
regions --all
regions wuhan
regions hubei
regions zzz
regions --help
channels
channels --all
channels -r wuhan
channels -r shanghai --want balance
channels --want x
channels --channel hotline-12393
channels --channel x
claims
claims -r wuhan
claims --topic credit
claims --topic x
claims --verdict holds
claims --verdict x
claims --help
why
why -r wuhan
why --symptom x
rules check
rules check x.toml
rules show wuhan
rules show wuhan --month 2023-06
rules show shanghai
rules show zzz
rules coverage
rules stale
rules stale --older-than x
rules stale --plan
rules stale --plan --month 2020-01
rules diff
rules diff x y z
rules diff --month 2022-12 --month 2023-06
rules diff --month 2022-12 --month 2023-06 --format md
rules diff --month 2026-06 --month 2026-06
rules use
rules use --none
rules use x.zip
rules use x.zip --digest 1
rules pack -o p.zip
rules source
rules source A
rules new zzz -o d
rules new hubei/zzz -o d
rules new wuhan --own 2% -o d
rules new wuhan --from x -o d
rules new wuhan --posting x -o d
rules new wuhan -s x -o d
rules new wuhan -s retired --own 2% -o d
rules new wuhan -s retired --pooled x:1 -o d
rules new wuhan -s retired --pooled 2%zzz -o d
rules limits x.csv
rules export zzz
rules sql
rules sql oracle
schema x
""".splitlines()


def _on_its_rules(words: str) -> object:
    """What channels tell is in English where the rules that ship tell it."""
    return pytest.param(words, marks=pytest.mark.shipped_rules) if words.startswith("channels") else words


@pytest.mark.parametrize("words", list(map(_on_its_rules, SAID)))
def test_no_chinese_is_left(words: str, yibao: Runner, chinese_left: Callable[[str], list[str]]) -> None:
    run = yibao(*words.split())
    assert chinese_left(run.out + run.err) == []
