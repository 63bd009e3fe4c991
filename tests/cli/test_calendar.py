"""`yibao calendar`: the days of a schedule, read back by a library that knows nothing of the one that wrote them."""

import builtins
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vobject

from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.month import Month
from yibao_cli.core.posting import Posting, arrival

from ..conftest import Run, Runner, write_rules

HEAD = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
RULED = 'grade = "official"\nsources = ["notice"]\n'
POSTING = (
    '[[posting]]\nevery = "month"\nfirst_day = 10\nlast_day = 31\nlag = 1\ngrade = "press"\nsources = ["paper"]\n\n'
)
UNDATED = '[[posting]]\nevery = "month"\ngrade = "press"\nsources = ["paper"]\n'
RULES = (
    HEAD + f'[[employee]]\nfrom = 2024-01-01\ntitle = "在职"\nown = {{ rate = "2%", of = "base" }}\n{RULED}\n'
    '[[retiree]]\nfrom = 2024-01-01\ntitle = "退休定额"\npooled = [{ age = "<70", yuan = 100 }, { age = ">=70", yuan = 110 }]\n'
    + RULED
    + "\n"
)
FILES = {
    "xizang/lasa.toml": RULES + POSTING,
    "sources.toml": '[notice]\ntitle = "划入的通知"\npublisher = "拉萨市医保局"\ngrade = "official"\ndate = "2023-12-20"\n\n'
    '[paper]\ntitle = "每月几日到账"\npublisher = "某报"\ngrade = "press"\ndate = "2024-02-01"\n',
    "limits.toml": 'limits = [\n  { region = "xizang/lasa", from = 2024-07-01, to = 2025-07-01, floor = 5000, '
    'ceiling = 25000, kind = "medical", grade = "official", sources = ["notice"] },\n]\n',
}
RETIREE = ("calendar", "-r", "拉萨", "-s", "退休", "--birth", "1955-03-31")
EMPLOYEE = ("calendar", "-r", "拉萨", "-s", "在职", "--base", "6000", "--birth", "1980-03")


@pytest.fixture
def rules(tmp_path: Path) -> str:
    return str(write_rules(tmp_path / "rules", FILES))


def events(text: str) -> list[tuple[date, str]]:
    return [(item.dtstart.value, item.summary.value) for item in _read(text)]


def _read(text: str) -> list[Any]:
    calendar: Any = vobject.readOne(text)
    assert calendar.validate(raiseException=True)
    return list(calendar.vevent_list)


def test_days_of_arrival_and_a_birthday(yibao: Runner, rules: str) -> None:
    """The money of a month arrives by the end of the next one; 70 on 31 March 2025 counts from March on."""
    run = yibao(*RETIREE, "--from", "2025-01", "--to", "2025-03", "--rules", rules)
    assert run.code == ExitCode.ANSWER
    assert events(run.out) == [
        (date(2025, 2, 28), "医保个人账户应到账 100.00 元(2025-01)"),
        (date(2025, 3, 31), "医保个人账户应到账 100.00 元(2025-02)"),
        (date(2025, 3, 31), "医保个人账户:满 70 岁,划入 100.00 元 → 110.00 元"),
        (date(2025, 4, 30), "医保个人账户应到账 110.00 元(2025-03)"),
    ]
    posting = _read(run.out)[0]
    text = posting.description.value.split("\n")
    assert text[0] == "拉萨市 · 退休 · 2025-01"
    assert text[2:] == [
        "到账:次月 10 至 31 日(报刊)",
        "规则:退休定额(官方)",
        "来源:《划入的通知》 拉萨市医保局 2023-12-20(官方)",
        "来源:《每月几日到账》 某报 2024-02-01(报刊)",
        "非官方估算,以当地医保经办机构的记录为准。",
    ]
    assert posting.transp.value == "TRANSPARENT" and posting.dtstamp.value is not None


def test_what_changes_in_the_first_month(yibao: Runner, rules: str) -> None:
    run = yibao(*RETIREE, "--from", "2025-03", "--to", "2025-03", "--rules", rules)
    assert [summary for _, summary in events(run.out)] == [
        "医保个人账户:满 70 岁,划入 100.00 元 → 110.00 元",
        "医保个人账户应到账 110.00 元(2025-03)",
    ]


def test_the_end_of_the_limits(yibao: Runner, rules: str) -> None:
    run = yibao(*EMPLOYEE, "--from", "2025-06", "--to", "2025-07", "--rules", rules)
    assert events(run.out) == [
        (date(2025, 7, 1), "医保缴费基数上下限 2025-07 起没有见到"),
        (date(2025, 7, 31), "医保个人账户应到账 120.00 元(2025-06)"),
        (date(2025, 8, 31), "医保个人账户应到账 120.00 元(2025-07)"),
    ]
    text = _read(run.out)[0].description.value
    assert "见到的上下限 5000.00 至 25000.00,用到 2025-06(官方);以后的公布前按它计" in text.split("\n")


def test_the_month_of_retirement(yibao: Runner, rules: str) -> None:
    given = ("--from", "2025-01", "--to", "2025-03", "--retire", "2025-02", "--rules", rules)
    run = yibao(*EMPLOYEE, *given)
    assert (date(2025, 2, 1), "2025-02 退休,医保个人账户 2025-03 起按退休划入") in events(run.out)
    item = next(item for item in _read(run.out) if "退休," in item.summary.value)
    assert "划入 120.00 元 → 100.00 元" in item.description.value


def test_the_same_events_each_time_and_others_for_others(yibao: Runner, rules: str) -> None:
    """A new amount keeps the event; another person in the same calendar has other ones."""
    span = ("--from", "2025-01", "--to", "2025-02", "--rules", rules)

    def names(*words: str) -> list[str]:
        return [item.uid.value for item in _read(yibao(*words, *span).out)]

    assert len(set(names(*EMPLOYEE))) == len(names(*EMPLOYEE)) == 2
    assert names(*EMPLOYEE) == names(*EMPLOYEE[:6], "8000", *EMPLOYEE[7:])
    assert not set(names(*RETIREE)) & set(names(*RETIREE[:-1], "1957-01"))
    assert yibao(*EMPLOYEE, *span) == yibao(*EMPLOYEE, *span)


def test_a_file_whole_and_for_its_owner(yibao: Runner, rules: str, tmp_path: Path) -> None:
    target = tmp_path / "到账.ics"
    words = (*RETIREE, "--from", "2025-01", "--to", "2025-03", "--rules", rules, "-o", str(target))
    assert yibao(*words) == Run(ExitCode.ANSWER, "", yibao(*words[:-2]).err)
    content = target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
    assert len(events(content.decode())) == 4
    run = yibao(*words)
    assert run.code == ExitCode.USAGE and target.read_bytes() == content
    assert yibao(*words, "--overwrite").code == ExitCode.ANSWER


def test_no_number_of_a_person(yibao: Runner, tmp_path: Path) -> None:
    """A group or a title may hold one: 11010519491231002X is the example of the standard GB 11643."""
    number = "11010519491231002X"
    files = {"xizang/lasa.toml": RULES.replace("退休定额", f"退休定额 {number}") + POSTING}
    rules = str(write_rules(tmp_path / "rules", FILES | files))
    out = yibao(*RETIREE, "--from", "2025-01", "--to", "2025-01", "--rules", rules).out
    assert "退休定额" in out and number not in re.sub(r"\r\n ", "", out)


def test_no_day_known(yibao: Runner, tmp_path: Path) -> None:
    """It is said once; what else there is stays."""
    rules = str(write_rules(tmp_path / "rules", FILES | {"xizang/lasa.toml": RULES + UNDATED}))
    run = yibao(*RETIREE, "--from", "2025-02", "--to", "2025-03", "--rules", rules)
    assert [summary for _, summary in events(run.out)] == ["医保个人账户:满 70 岁,划入 100.00 元 → 110.00 元"]
    said = "yibao: 拉萨市 2 个月的钱几日到账,没有见到规则:日历里没有这些月份到账的日子。"
    assert run.err.splitlines().count(said) == 1


def test_nothing_to_note(yibao: Runner, tmp_path: Path) -> None:
    rules = str(write_rules(tmp_path / "rules", FILES | {"xizang/lasa.toml": RULES + UNDATED}))
    target = tmp_path / "x.ics"
    run = yibao(*RETIREE, "--from", "2024-05", "--to", "2024-06", "--rules", rules, "-o", str(target))
    assert (run.code, run.out) == (ExitCode.NO_RULE, "")
    assert run.err.splitlines()[-1] == "yibao: 这几个月里没有要记的日子,没有写日历。"
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-o", "到账.txt"), "yibao: --output:「到账.txt」的后缀认不出是哪种格式。可用:.ics。\n"),
        (("--from", "2025-03", "--to", "2025-01"), "yibao: --to"),
        (("--from", "三月"), "yibao: --from"),
    ],
)
def test_what_is_refused(
    yibao: Runner, rules: str, words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = yibao(*RETIREE, *words, "--rules", rules)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert message in run.err


def test_without_the_library(yibao: Runner, rules: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    run = yibao(*RETIREE, "--from", "2025-01", "--to", "2025-03", "--rules", rules)
    assert run.code == ExitCode.USAGE
    assert run.err.splitlines()[-1] == "yibao: 写日历要用 icalendar,先运行:pip install 'yibao-cli[calendar]'。"


def _rule(**facts: Any) -> Posting:
    return Posting("x", None, None, grade="press", sources=(), **facts)


@pytest.mark.parametrize(
    ("rule", "month", "expected"),
    [
        (_rule(every="month", first_day=10, last_day=15), Month(2025, 1), (Month(2025, 1), 15)),
        (_rule(every="month", last_day=6, lag=1), Month(2025, 12), (Month(2026, 1), 6)),
        (_rule(every="month"), Month(2025, 1), None),
        (_rule(every="year", month=7, first_day=1, last_day=1), Month(2025, 7), (Month(2025, 7), 1)),
        (_rule(every="year", month=1, last_day=5), Month(2025, 7), (Month(2026, 1), 5)),
        (_rule(every="year", month=4), Month(2025, 4), None),
    ],
)
def test_arrival(rule: Posting, month: Month, expected: object) -> None:
    assert arrival(rule, month) == expected
