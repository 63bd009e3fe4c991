"""`yibao rules stale --plan`: a check list, a calendar, JSON."""

import builtins
import json
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Runner, write_rules

HEAD = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
FILES = {
    "xizang/lasa.toml": HEAD
    + '[[retiree]]\nfrom = 2024-01-01\ntitle = "x"\npooled = { yuan = 100 }\ngrade = "official"\n'
    'sources = ["notice"]\nconfirmed = 2025-01-10\n',
    "sources.toml": '[notice]\ntitle = "基数的通知(拉医保〔2024〕3号)"\npublisher = "拉萨市医保局"\ngrade = "official"\n'
    'date = "2024-06-20"\n',
    "limits.toml": 'limits = [\n  { region = "xizang/lasa", from = 2024-07-01, to = 2025-07-01, floor = 5100, '
    'ceiling = 25500, kind = "medical", grade = "official", sources = ["notice"] },\n  { region = "xizang/lasa", '
    'from = 2025-07-01, to = 2026-07-01, floor = 5200, ceiling = 26000, kind = "medical", grade = "official", '
    'sources = ["notice"] },\n]\n',
}
LIST = """\
# 规则库复核清单(2026-03)

## 已经到期(1)

- [ ] 拉萨市(xizang/lasa) 退休 规则:最后确认 2025-01-10,2026-02 起算旧
  - 看还有没有效,或者找后来的一份:上一份是《基数的通知(拉医保〔2024〕3号)》 拉萨市医保局 2024-06-20(官方)
  - 改 rules/xizang/lasa.toml

## 2026-07 到期(1)

- [ ] 拉萨市(xizang/lasa) 基数限额:用到 2026-06
  - 找后来的一份:上一份是《基数的通知(拉医保〔2024〕3号)》 拉萨市医保局 2024-06-20(官方)
  - 一般 7 月换:收录的 2 段里 2 段从 7 月起
  - 改 rules/limits.toml

## 没有当地规则(1)

- [ ] 拉萨市(xizang/lasa) 在职规则:只有全国规则回答,没有见到当地或省里的
  - 改 rules/xizang/lasa.toml
"""


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    rules = str(write_rules(tmp_path / "rules", FILES))
    return ("rules", "stale", "--plan", "--month", "2026-03", "-r", "拉萨", "--rules", rules)


def test_a_check_list(yibao: Runner, words: tuple[str, ...], tmp_path: Path) -> None:
    run = yibao(*words)
    assert (run.code, run.out) == (ExitCode.ANSWER, LIST)
    target = tmp_path / "清单.md"
    assert yibao(*words, "-o", str(target)).out == ""
    assert target.read_text(encoding="utf-8") == LIST


def test_a_calendar(yibao: Runner, words: tuple[str, ...], tmp_path: Path) -> None:
    """Overdue ones on the first of the month asked about, the others on that of the month they are due in."""
    target = tmp_path / "复核.ics"
    assert yibao(*words, "-o", str(target)).code == ExitCode.ANSWER
    content = target.read_bytes()
    calendar: Any = icalendar.Calendar.from_ical(content)
    events = [(str(event["summary"]), event["dtstart"].dt, str(event["uid"])) for event in calendar.walk("VEVENT")]
    assert events == [
        ("拉萨市(xizang/lasa) 退休 规则 复核", date(2026, 3, 1), "xizang.lasa-policy-retiree-2024-01@yibao"),
        ("拉萨市(xizang/lasa) 基数限额 复核", date(2026, 7, 1), "xizang.lasa-limits-2025-07@yibao"),
    ]
    described = str(calendar.walk("VEVENT")[1]["description"]).split("\n")
    assert described[0] == "用到 2026-06" and described[-1] == "改 rules/limits.toml"
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
    assert yibao(*words, "--format", "ics").out.encode().replace(b"\r\n", b"\n") == content.replace(b"\r\n", b"\n")


def test_the_same_calendar_each_time(yibao: Runner, words: tuple[str, ...], tmp_path: Path) -> None:
    for name in ("a.ics", "b.ics"):
        yibao(*words, "-o", str(tmp_path / name))
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


def test_json(yibao: Runner, words: tuple[str, ...], tmp_path: Path) -> None:
    document = json.loads(yibao(*words, "--json").out)
    assert [(task["kind"], task["due"], task["overdue"]) for task in document["tasks"]] == [
        ("policy", "2026-02", True),
        ("limits", "2026-07", False),
        ("national", None, False),
    ]
    assert document["tasks"][1]["usual"] == {"month": 7, "times": 2, "periods": 2}
    yibao(*words, "-o", str(tmp_path / "plan.json"))
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8")) == document


def test_a_province_with_its_cities(yibao: Runner, words: tuple[str, ...]) -> None:
    province = [word if word != "拉萨" else "西藏" for word in words]
    assert "拉萨市(xizang/lasa) 基数限额" in yibao(*province).out
    plain = yibao("rules", "stale", "-r", "湖北", "--month", "2026-03").out.splitlines()[1:]
    assert plain and all(" hubei" in line for line in plain)


def test_nothing_to_do(yibao: Runner, words: tuple[str, ...]) -> None:
    rules = words[-1]
    employee = FILES["xizang/lasa.toml"] + (
        '[[employee]]\nfrom = 2024-01-01\ntitle = "x"\nown = { yuan = 100 }\ngrade = "official"\nsources = ["notice"]\n'
        "confirmed = 2025-01-10\n"
    )
    write_rules(Path(rules), {"xizang/lasa.toml": employee})
    run = yibao("rules", "stale", "--plan", "--month", "2024-12", "-r", "拉萨", "--rules", rules)
    assert run.out == "# 规则库复核清单(2024-12)\n\n没有要复核的。\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("--format text", "--format:不认识「text」。可用:md、ics、json。"),
        ("--json --format md", "--json 与 --format 不能同时用,留一个。"),
        ("-o 清单.doc", "--output:「清单.doc」的后缀认不出是哪种格式。可用:.md、.ics、.json。"),
        ("-o 没有/清单.md", "写不到「没有/清单.md」:No such file or directory。"),
    ],
)
def test_bad_input(yibao: Runner, words: tuple[str, ...], more: str, said: str) -> None:
    run = yibao(*words, *more.split())
    assert (run.code, run.out, run.complaint) == (ExitCode.USAGE, "", said)


def test_an_output_that_is_there_stays(yibao: Runner, words: tuple[str, ...], tmp_path: Path) -> None:
    target = tmp_path / "plan.md"
    target.write_text("mine", encoding="utf-8")
    run = yibao(*words, "-o", str(target))
    assert run.err.splitlines()[-1] == f"yibao: --output:「{target}」已经有了。换一个名字,或加 --overwrite。"
    assert target.read_text(encoding="utf-8") == "mine"
    assert yibao(*words, "-o", str(target), "--overwrite").code == ExitCode.ANSWER
    assert target.read_text(encoding="utf-8") == LIST


def test_what_goes_with_the_plan_alone(yibao: Runner) -> None:
    run = yibao("rules", "stale", "-o", "清单.md")
    assert (run.code, run.err) == (ExitCode.USAGE, "yibao: -o 只用于 --plan。\n")


def test_without_the_library(yibao: Runner, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    run = yibao(*words, "--format", "ics")
    assert run.code == ExitCode.USAGE
    assert run.err.splitlines()[-1] == "yibao: 写日历要用 icalendar,先运行:pip install 'yibao-cli[calendar]'。"
