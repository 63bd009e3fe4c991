"""`--lang`, YIBAO_LANG, a configuration and the surroundings: which language a command answers in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Runner
from yibao_cli.language import speak

QUESTION = ("regions", "zzzz")
CHINESE = "yibao: --region:不认识「zzzz」。yibao regions --all 列出全部地区。\n"
ENGLISH = 'yibao: --region: "zzzz" is not known. yibao regions --all lists all regions.\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working directory of the test's own, and Chinese after it."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    speak("zh")


def test_chinese_where_nobody_asks(yibao: Runner) -> None:
    assert yibao(*QUESTION).err == CHINESE


@pytest.mark.parametrize(
    "words",
    [(*QUESTION, "--lang", "en"), ("--lang", "en", *QUESTION), ("regions", "--lang=en", "zzzz")],
)
def test_the_option_stands_anywhere(yibao: Runner, words: tuple[str, ...]) -> None:
    assert yibao(*words).err == ENGLISH


def test_the_option_goes_before_the_variable_and_that_before_the_surroundings(
    yibao: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert yibao(*QUESTION).err == ENGLISH
    assert yibao(*QUESTION, "--lang", "zh").err == CHINESE
    monkeypatch.setenv("YIBAO_LANG", "zh")
    assert yibao(*QUESTION).err == CHINESE
    assert yibao(*QUESTION, "--lang", "auto").err == ENGLISH


def test_a_configuration_goes_before_the_surroundings(yibao: Runner, folder: Path) -> None:
    (folder / "yibao.toml").write_text('lang = "en"\n', encoding="utf-8")
    assert yibao(*QUESTION).err == ENGLISH
    assert yibao("--help").out.startswith("Usage: yibao [OPTIONS] COMMAND [ARGS]...\n\n  What is credited to")
    assert yibao(*QUESTION, "--lang", "zh").err == CHINESE


def test_no_config_ignores_variable_and_configuration(
    yibao: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "yibao.toml").write_text('lang = "en"\n', encoding="utf-8")
    monkeypatch.setenv("YIBAO_LANG", "en")
    words = ("estimate", "-r", "zzzz", "-s", "退休", "-n")
    assert yibao(*words).err == CHINESE


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--lang", "fr"), "yibao: --lang:不认识「fr」。可用:zh、en、auto。\n"),
        (("--lang", "en", "--lang", "zh"), "yibao: --lang 写了两次,这里只能有一个。\n"),
        (("--lang",), "yibao: 选项 --lang 缺少值,或不带值。 用法见 yibao --help。\n"),
    ],
)
def test_what_is_no_language_is_refused(yibao: Runner, words: tuple[str, ...], line: str) -> None:
    run = yibao("regions", *words)
    assert (run.code, run.out, run.err) == (2, "", line)


def test_a_variable_that_is_no_language_is_refused_by_its_name(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBAO_LANG", "english")
    run = yibao("regions")
    assert (run.code, run.out, run.err) == (2, "", "yibao: YIBAO_LANG:不认识「english」。可用:zh、en、auto。\n")
    assert yibao(*QUESTION, "--lang", "en").err == ENGLISH


def test_a_damaged_configuration_is_told_of_in_the_language_of_the_surroundings(yibao: Runner, folder: Path) -> None:
    (folder / "yibao.toml").write_text("lang = en\n", encoding="utf-8")
    run = yibao("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "-q")
    assert run.code == 2
    assert run.err.startswith(f"yibao: {folder / 'yibao.toml'}:1: 不是 TOML")


def test_the_language_is_a_setting_like_others(yibao: Runner, folder: Path) -> None:
    (folder / "yibao.toml").write_text('lang = "zh"\n', encoding="utf-8")
    assert "lang" in yibao("config").out
    run = yibao("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "-q")
    assert "lang" not in run.err + run.out
