"""The wheel, built and tried in an empty environment outside the repository."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from yibao_cli.documents.schema import schemas

from .conftest import ROOT
from .test_cases import CASES

pytestmark = pytest.mark.shipped_rules

pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the executables of an environment that holds the wheel and what it needs, nothing else."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=True)
    pins = re.findall(
        r"^([a-z0-9_.-]+==[^ ;\\]+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    (home / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    _run(
        str(home / "bin" / "pip"),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-c",
        str(home / "pins.txt"),
        str(wheel),
    )
    return home / "bin"


def _run(*command: str, cwd: Path | None = None) -> str:
    surroundings = os.environ | {"PYTHONIOENCODING": "utf-8"}
    surroundings.pop("PYTHONPATH", None)  # the program that the other tests start
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=surroundings)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_answers_outside_the_repository(installed: Path, tmp_path: Path) -> None:
    yibao = str(installed / "yibao")
    question = (
        "estimate",
        "--region",
        "北京",
        "--status",
        "在职",
        "--age",
        "30",
        "--base",
        "10000",
        "--month",
        "2024-08",
    )
    assert _run(yibao, *question, "-q", cwd=tmp_path) == "200.00\n"
    assert "200.00 元" in _run(yibao, *question, cwd=tmp_path)
    assert "随申办" in _run(yibao, "channels", "-r", "上海", cwd=tmp_path)
    assert _run(yibao, "rules", "check", cwd=tmp_path) == ""
    assert _run(str(installed / "python"), "-m", "yibao_cli", *question, "-q", cwd=tmp_path) == "200.00\n"


ASKED = "-r 北京 -s 在职 --base 10000 --month 2024-08"
SLOW = {"pydantic", "typer", "rich", "tomllib", "tomli", "polars", "matplotlib", "openpyxl", "stdnum", "dataclasses"}
"""What takes longer to load than most answers."""
STANDARD = {"typing", "inspect", "re", "enum", "contextlib", "functools", "pathlib", "datetime", "hashlib", "json"}
"""What the standard library takes its time for."""
MAY_LOAD: dict[str, set[str]] = {
    f"estimate {ASKED} -q": set(),
    f"estimate {ASKED} --json": {"json", "re", "enum", "functools", "datetime"},
    f"estimate {ASKED}": {"datetime"},
    f"estimate {ASKED} --lang en": {"datetime"},
    "__complete fish -- estimate -r wu": set(),
    "__complete fish -- estimate 深圳 一": set(),
    "channels -r 上海": {"re", "enum", "functools", "typing", "contextlib"},
    "regions": STANDARD,
    "why --symptom 没到账": STANDARD,
    "years -r 北京 --sex 女 --paid 17": STANDARD,
    "compare -r 北京 -r 上海 -s 退休 --age 72 --pension 5000 --month 2025-08": STANDARD,
    "schedule -r 武汉 -s 在职 --birth 1966-08 --base 9000 --from 2025-01 --to 2028-12 --retire-kind men": STANDARD,
    "infer -r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08": STANDARD,
    "rules show 武汉": STANDARD,
    "rules coverage": STANDARD,
    "claims": STANDARD,
}
"""What of SLOW and STANDARD a command may load, in a pipe."""


@pytest.mark.parametrize("command", MAY_LOAD)
def test_a_command_loads_what_it_may(command: str, installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom yibao_cli.cli.main import main\n"
        f"main({command.split()!r})\n"
        "print(*set(sys.modules) - before)"
    )
    loaded = set(_run(str(installed / "python"), "-c", code, cwd=tmp_path).splitlines()[-1].split())
    assert "yibao_cli.rulebook.compiled" in loaded
    assert (SLOW | STANDARD) & loaded <= MAY_LOAD[command]
    assert not {name for name in loaded if name.startswith(("yibao_cli.documents", "yibao_cli.model"))}


def test_one_estimate_takes_little_memory(installed: Path, tmp_path: Path) -> None:
    """At most 1.35 times the peak of an interpreter that does nothing."""

    def peak(code: str) -> int:
        shown = "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
        return int(_run(str(installed / "python"), "-c", f"{code}\n{shown}", cwd=tmp_path).splitlines()[-1])

    if not Path("/proc/self/status").exists():
        pytest.skip("the peak is read from /proc")
    question = f"from yibao_cli.cli.main import main\nmain({[*f'estimate {ASKED}'.split(), '-q']!r})"
    assert peak(question) <= 1.35 * peak("pass")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["-h"],
        ["--help"],
        ["rules", "--help"],
        ["rules", "check", "-h"],
        ["years", "-h"],
        ["--lang", "en", "why", "-h"],
    ],
)
def test_help_is_read_not_made(words: list[str], installed: Path, tmp_path: Path) -> None:
    """At 80 columns and more from a file; on a narrower terminal Typer writes it; the same text from the source."""
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom yibao_cli.cli.main import main\n"
        f"code = main({words!r})\n"
        "print(code, *set(sys.modules) - before)"
    )

    def asked(python: str | Path, columns: int) -> tuple[list[str], str, set[str]]:
        out = _run("env", f"COLUMNS={columns}", str(python), "-c", code, cwd=tmp_path).splitlines()
        exit_code, *loaded = out[-1].split()
        return out[:-1], exit_code, set(loaded)

    shown, exit_code, loaded = asked(installed / "python", 100)
    assert not (SLOW | STANDARD) & loaded
    assert exit_code == ("0" if words else "2")
    made, same_code, loaded = asked(sys.executable, 100)
    assert (made, same_code) == (shown, exit_code) and "typer" in loaded
    assert "typer" in asked(installed / "python", 60)[2]


QUICK = (f"estimate {ASKED} -q", "@妈妈 --month 2024-08 -q")


@pytest.mark.parametrize("command", QUICK)
def test_a_quick_answer_reads_no_words_settings_or_places(
    command: str, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(ROOT / "tests" / "fixtures" / "config"))
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom yibao_cli.cli.main import main\n"
        f"assert main({command.split()!r}) == 0\n"
        "print(*set(sys.modules) - before)"
    )
    loaded = set(_run(str(installed / "python"), "-c", code, cwd=tmp_path).splitlines()[-1].split())
    assert not (SLOW | STANDARD) & loaded
    slow = {f"yibao_cli.cli.{name}" for name in ("spoken", "configuration", "ask")} | {"yibao_cli.rulebook.areas"}
    assert not slow & loaded


def test_schemas_need_no_extra_and_keep_their_descriptions(installed: Path, tmp_path: Path) -> None:
    """The descriptions are read from the source of the types, which has to be in the wheel."""
    found = json.loads(_run(str(installed / "yibao"), "schema", "--all", cwd=tmp_path))
    assert found == schemas()
    bare = _run(str(installed / "python"), "-OO", "-m", "yibao_cli", "schema", "estimate", cwd=tmp_path)
    assert json.loads(bare)["required"] == found["estimate"]["required"]


def test_all_cases_give_the_same_answers_as_the_rule_files(installed: Path, tmp_path: Path) -> None:
    """The shipped rulebook against the TOML files beside it, through the models, in one process each."""
    asks = [case["ask"] for case in CASES]
    (tmp_path / "asks.json").write_text(json.dumps(asks), encoding="utf-8")
    code = """
import json, shlex, sys
from yibao_cli.api import estimate
from yibao_cli.cli.inputs import read_person
from yibao_cli.cli.options import EstimateOptions, read_plainly
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory, packaged_rules
shipped = sys.argv[1] == "shipped"
book = Rulebook.open() if shipped else Rulebook.from_directory(RuleDirectory(packaged_rules()))
for ask in json.load(open("asks.json", encoding="utf-8")):
    options = read_plainly(EstimateOptions, shlex.split(ask))
    print(estimate(read_person(options), region=options.region, month=options.month, rulebook=book))
assert ("pydantic" in sys.modules) != shipped
"""
    shipped, files = (
        _run(str(installed / "python"), "-c", code, which, cwd=tmp_path) for which in ("shipped", "files")
    )
    assert shipped.count("\n") == len(asks) and shipped == files


def test_of_a_copy_of_its_rules_only_what_changed_is_checked(installed: Path, tmp_path: Path) -> None:
    """Nothing changed: no model is loaded. One file changed: that one is read."""
    (rules,) = installed.parent.glob("lib/python*/site-packages/yibao_cli/rules")
    copy = shutil.copytree(rules, tmp_path / "copy")
    code = """
import sys
from yibao_cli.cli.main import main
print(int(main(["rules", "check", "copy"])), sorted({"pydantic", "tomli", "tree_sitter"} & sys.modules.keys()))
"""
    run = (str(installed / "python"), "-c", code)
    assert _run(*run, cwd=tmp_path) == "0 []\n"
    path = copy / "hubei" / "wuhan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('grade = "secondary"', 'grade = "secondery"', 1), encoding="utf-8")
    problem, last = _run(*run, cwd=tmp_path).splitlines()
    number = text.partition('grade = "secondary"')[0].count("\n") + 1
    assert problem == f"copy/hubei/wuhan.toml:{number}: grade 的值「secondery」不对。是不是 secondary?"
    assert last == "5 ['pydantic', 'tomli', 'tree_sitter']"


def test_a_damaged_rulebook_leaves_the_answer_to_the_rule_files(installed: Path, tmp_path: Path) -> None:
    """Changed, cut short, empty or gone: the same amount and the same hash, more slowly."""
    (path,) = installed.parent.glob("lib/python*/site-packages/yibao_cli/rulebook.bin")
    good = path.read_bytes()
    question = ["estimate", "-r", "武汉", "-s", "退休", "--month", "2023-03", "--json"]
    right = _run(str(installed / "yibao"), *question, cwd=tmp_path)
    assert '"83.00"' in right
    try:
        for bad in (good.replace(b"83", b"93"), good[: len(good) // 2], b""):
            path.write_bytes(bad)
            assert _run(str(installed / "yibao"), *question, cwd=tmp_path) == right
        path.unlink()
        assert _run(str(installed / "yibao"), *question, cwd=tmp_path) == right
    finally:
        path.write_bytes(good)
