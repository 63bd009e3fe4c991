"""What the documents show is what the program does."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from yibao_cli.render import words
from yibao_cli.render.answer_table import markdown_text
from yibao_cli.rulebook.book import Rulebook

from .conftest import ROOT, Runner

pytestmark = pytest.mark.shipped_rules

PAGES = sorted([*ROOT.glob("*.md"), ROOT / "llms.txt", *ROOT.glob("docs/*.md")])
CONSOLE = [
    pytest.param(command, expected, id=f"{page.name}: {command}")
    for page in PAGES
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for command, expected in re.findall(r"^\$ (yibao [^\n]*)\n(.*?)(?=^\$ |\Z)", block, re.DOTALL | re.MULTILINE)
]
PYTHON = [
    pytest.param(code, id=f"{page.name} {number}")
    for page in PAGES
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
]


@pytest.fixture(autouse=True)
def _profiles(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples have the profiles that one of them saves."""
    home = tmp_path_factory.mktemp("home") / "config"
    shutil.copytree(ROOT / "tests" / "fixtures" / "config", home)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))


@pytest.mark.parametrize(("command", "expected"), CONSOLE)
def test_a_command_prints_what_the_page_shows(yibao: Runner, command: str, expected: str) -> None:
    """`2>&1`, `| head -n` and `| grep word` are done here; a line of `…` stands for the rest."""
    command, _, pipe = command.partition(" | ")
    run = yibao(*shlex.split(command.removesuffix(" 2>&1"))[1:])
    lines = (run.out + run.err if command.endswith(" 2>&1") else run.out).splitlines()
    if pipe.startswith("head -"):
        lines = lines[: int(pipe.removeprefix("head -"))]
    elif pipe.startswith("grep "):
        lines = [line for line in lines if pipe.removeprefix("grep ") in line]
    shown = expected.rstrip("\n").split("\n")
    if shown[-1] == "…":
        shown, lines = shown[:-1], lines[: len(shown) - 1]
    assert lines == shown


@pytest.mark.parametrize("code", PYTHON)
def test_python_examples_run(code: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_way_from_a_notice_to_a_green_check(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What CONTRIBUTING says step by step, by the commands alone, in an empty directory."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = page.split("## 从一份通知到检查通过\n")[1].split("\n## ")[0]
    (table,) = re.findall(r"```csv\n(.*?)```", section, re.DOTALL)
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    commands = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    monkeypatch.chdir(tmp_path)
    Path("限额.csv").write_text("\n".join(map(str.strip, table.splitlines())), encoding="utf-8")
    runs = [yibao(*shlex.split(command)[1:]) for command in commands]
    assert [run.code for run in runs] == [0] * len(commands), [run.err for run in runs]
    assert [run.out for run in runs[-3:]] == ["", "110.00\n", "400.00\n"]
    for ask, amount in (
        ("-s 退休 --age 69 --month 2026-08", "100.00"),
        ("-s 退休 --age 70 --month 2026-07", "110.00"),
        ("-s 在职 --base 3000 --month 2026-08", "80.00"),
    ):
        assert yibao("estimate", "-r", "某市", *ask.split(), "-q", "--rules", "我的规则").out == f"{amount}\n"
    assert (
        "每月 10 至 15 日"
        in yibao(
            *["estimate", "-r", "某市", "-s", "退休", "--age", "71", "--month", "2026-08", "--rules", "我的规则"]
        ).out
    )


def test_the_commands_of_a_keeper_in_english(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What README.en shows, in an empty directory: every command succeeds; `rules diff` finds the two new amounts."""
    page = (ROOT / "README.en.md").read_text(encoding="utf-8")
    section = page.split("## For those who keep the rules\n")[1]
    (table,) = re.findall(r"```csv\n(.*?)```", section, re.DOTALL)
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    Path("limits.csv").write_text(table, encoding="utf-8")
    runs = {command: yibao(*shlex.split(command)[1:]) for command in block.splitlines()}
    codes = {" ".join(command.split()[1:3]): run.code for command, run in runs.items() if run.code}
    assert codes == {"rules diff": 5}, [run.err for run in runs.values()]
    (diff,) = (run.out for command, run in runs.items() if command.startswith("yibao rules diff"))
    after = diff.splitlines()[0].split(",").index("after")
    assert [line.split(",")[after] for line in diff.splitlines() if ",retiree," in line] == ["100.00", "110.00"]
    (amount,) = (run.out for command, run in runs.items() if command.startswith("yibao estimate"))
    assert amount == "110.00\n"


def test_there_are_examples_to_run() -> None:
    assert len(CONSOLE) >= 8 and len(PYTHON) >= 3


def test_generated_pages_are_up_to_date() -> None:
    code = "import generate, json; print(json.dumps(generate.pages()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT / "docs", check=True)
    for name, text in json.loads(done.stdout).items():
        assert text == (ROOT / "docs" / name).read_text(encoding="utf-8"), "run: make docs"


def test_the_measured_tables_are_filled() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for section in ("startup", "more", "batch", "rules"):
        assert page.split(f"<!-- {section} -->\n")[1].split(f"<!-- /{section} -->")[0].count("\n| ") >= 4


def test_coverage_lists_all_provinces_and_many_cities() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([a-z/]+) \|", (ROOT / "docs" / "coverage.md").read_text("utf-8"), re.MULTILINE)
    assert sum("/" not in id for id in rows if id != "id") == 31
    assert sum("/" in id for id in rows) >= 180


def test_every_province_has_a_page_and_coverage_leads_to_each_place() -> None:
    coverage = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    links = re.findall(r"\[([^\]]+)\]\((regions/[a-z]+\.md)#([^)]+)\)", coverage)
    rows = len(re.findall(r"^\| \[", coverage, re.MULTILINE))
    assert len(links) == rows >= 200
    pages = {page: (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines() for _, page, _ in links}
    assert len(pages) == 31
    assert {f"regions/{page.name}" for page in (ROOT / "docs" / "regions").iterdir()} == set(pages)
    for name, page, anchor in links:
        assert name == anchor and pages[page].count(f"## {anchor}") == 1, (page, anchor)


def test_the_page_of_a_province_says_all_that_is_known_of_it(shipped_book: Rulebook) -> None:
    page = (ROOT / "docs" / "regions" / "beijing.md").read_text(encoding="utf-8")
    region = shipped_book.region("北京")
    for policy in shipped_book.policies("beijing"):
        assert policy.title in page
    for limits in shipped_book.limits("beijing"):
        assert words.limits(limits) in page
    for item in shipped_book.withheld(region):
        assert item.file != "beijing.toml" or item.figure in page
    cited = {id for policy in shipped_book.policies("beijing") for id in policy.sources}
    titles = [source.title for id, source in shipped_book.sources(["beijing"]).items() if id in cited]
    assert titles and all(markdown_text(title) in page for title in titles)
    numbers = [int(number) for number in re.findall(r"^(\d+)\. 《", page, re.MULTILINE)]
    marks = {int(number) for number in re.findall(r"\[(\d+)\]", page)}
    assert numbers == list(range(1, len(numbers) + 1)) and marks >= set(numbers)


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page, target)


def test_the_sample_rule_file_of_contributing_passes_the_check(tmp_path: Path, yibao: Runner) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    rules, limits, source = blocks
    cited = sorted(set(re.findall(r'sources = \["([^"]+)"\]', rules)))
    sources = "".join(
        source.replace("some-paper-2023-02", id).replace("……", "x").replace('"2023-02-15"', '"2023-02"') for id in cited
    )
    (tmp_path / "xizang").mkdir()
    (tmp_path / "xizang" / "lasa.toml").write_text(rules.replace("某市", "拉萨市"), encoding="utf-8")
    (tmp_path / "limits.toml").write_text(limits, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(sources.replace("https://x", "https://example.gov.cn"), encoding="utf-8")
    assert yibao("rules", "check", str(tmp_path)).out == ""
