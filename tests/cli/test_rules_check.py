"""`yibao rules check`: what it remarks, `--fix` and `--watch`."""

import stat
from pathlib import Path

import pytest

from ..conftest import Runner, write_rules

GOOD = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2024-01-01
title = "退休定额"   # 见通知第二条
pooled = { yuan = 100 }
grade = "press"
sources = ["caixin-2023"]
"""
SLIPS = GOOD.replace('"拉萨市"', "“拉萨市”").replace("2024-01-01", "2024.1.1").replace("yuan = 100", "yuan = 100元")


def test_a_notice_before_its_effective_day_is_no_problem_but_explained(tmp_path: Path, yibao: Runner) -> None:
    write_rules(tmp_path, {"xizang/lasa.toml": GOOD + "confirmed = 2023-12-20\n"})
    run = yibao("rules", "check", str(tmp_path))
    assert (run.code, run.out) == (0, "")
    assert run.err == (
        f"{tmp_path}/xizang/lasa.toml:12: confirmed 2023-12-20 早于 from 2024-01-01:通知先公布、后施行,不算错。"
        "from 写施行的日子,confirmed 写最后一次有来源说它有效的日子;施行以后又见到来源就改 confirmed。\n"
    )
    assert (
        yibao("estimate", "-r", "拉萨", "-s", "退休", "--month", "2024-01", "-q", "--rules", str(tmp_path)).out
        == "100.00\n"
    )


def test_slips_are_put_right_and_nothing_else(tmp_path: Path, yibao: Runner) -> None:
    root = write_rules(tmp_path, {"xizang/lasa.toml": SLIPS.replace("\n", "\r\n")})
    file = root / "xizang" / "lasa.toml"
    file.write_bytes(SLIPS.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    run = yibao("rules", "check", "--fix", str(root))
    assert (run.code, run.out) == (0, "")
    assert run.err.splitlines() == [
        f'已改 {file}:2: “拉萨市” → "拉萨市"',
        f"已改 {file}:7: 2024.1.1 → 2024-01-01",
        f"已改 {file}:9: 100元 → 100",
    ]
    assert file.read_bytes() == GOOD.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert yibao("rules", "check", "--fix", str(root)).err == ""


def test_a_check_says_that_slips_can_be_put_right(tmp_path: Path, yibao: Runner) -> None:
    write_rules(tmp_path, {"xizang/lasa.toml": SLIPS})
    run = yibao("rules", "check", str(tmp_path))
    assert run.code == 5
    assert run.err == "其中 3 处只有一个意思,yibao rules check --fix 可以改好。\n"
    assert (tmp_path / "xizang" / "lasa.toml").read_text(encoding="utf-8") == SLIPS


def test_only_the_files_asked_for_are_put_right(tmp_path: Path, yibao: Runner) -> None:
    write_rules(tmp_path, {"xizang/lasa.toml": SLIPS, "xizang/naqu.toml": "name = “那曲市”\n", "sources.toml": ""})
    yibao("rules", "check", "--fix", str(tmp_path / "xizang" / "lasa.toml"))
    assert (tmp_path / "xizang" / "naqu.toml").read_text(encoding="utf-8") == "name = “那曲市”\n"


def test_what_has_more_than_one_meaning_stays(tmp_path: Path, yibao: Runner) -> None:
    text = GOOD.replace("2024-01-01", "2024-01")
    write_rules(tmp_path, {"xizang/lasa.toml": text})
    run = yibao("rules", "check", "--fix", str(tmp_path))
    assert (run.code, run.err) == (5, "")
    assert (tmp_path / "xizang" / "lasa.toml").read_text(encoding="utf-8") == text


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rules(tmp_path, {"xizang/lasa.toml": SLIPS})
    monkeypatch.setattr("os.access", lambda *_: False)
    run = yibao("rules", "check", "--fix", str(tmp_path))
    assert run.code == 2 and "写不到" in run.err
    assert (tmp_path / "xizang" / "lasa.toml").read_text(encoding="utf-8") == SLIPS


def test_watching_checks_again_after_a_change(tmp_path: Path, yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_rules(tmp_path, {"xizang/lasa.toml": GOOD})
    file = root / "xizang" / "lasa.toml"
    texts = iter([GOOD, GOOD.replace("yuan = 100", "yuan = -1"), None])

    def sleep(seconds: float) -> None:
        text = next(texts)
        if text is None:
            raise KeyboardInterrupt
        if text != file.read_text(encoding="utf-8"):
            file.write_text(text, encoding="utf-8")

    monkeypatch.setattr("yibao_cli.cli.rules_watch.time.sleep", sleep)
    monkeypatch.setattr("yibao_cli.cli.rules_watch.time.strftime", lambda form: "09:00:00")
    run = yibao("rules", "check", "--watch", str(root))
    assert run.code == 130
    assert run.out == f"{file}:9: yuan 的值 -1 不能为负。\n"
    assert run.err.splitlines()[:2] == [
        "09:00:00 没有问题,等待改动(Ctrl-C 结束)",
        "09:00:00 1 个问题,等待改动(Ctrl-C 结束)",
    ]


@pytest.mark.parametrize("other", ["--json", "--fix"])
def test_watching_goes_with_no_other_form(yibao: Runner, other: str) -> None:
    run = yibao("rules", "check", "--watch", other)
    assert (run.code, run.complaint) == (2, f"--watch 与 {other} 不能同时用,留一个。")
