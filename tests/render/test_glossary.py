"""The words of the scheme, and notes for holders of foreign papers, in both languages."""

from collections.abc import Iterator

import pytest

from tests.conftest import Runner
from yibao_cli.language import speak


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    speak("zh")


def test_ten_words_are_explained(yibao: Runner) -> None:
    lines = yibao("help", "glossary").out.splitlines()
    terms = [line for line in lines if line[:1] != " "]
    assert terms[:3] == ["职工医保", "个人账户", "统筹基金"] and len(terms) == 10
    english = [line for line in yibao("help", "glossary", "--lang", "en").out.splitlines() if line[:1] != " "]
    assert [line.partition("  ")[0] for line in english] == terms
    assert english[6] == "划入  credit (huàrù)"


def test_holders_of_a_passport_are_told_to_give_a_date_of_birth(yibao: Runner) -> None:
    assert "年龄用 --birth 写明" in yibao("help", "foreigners").out
    out = yibao("help", "foreigners", "--lang", "en").out
    assert out.startswith("For holders of foreign papers\n\n  No rule in the rule base speaks")
    assert "give --birth" in " ".join(out.split())


@pytest.mark.parametrize("topic", ["glossary", "foreigners"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(
    yibao: Runner, monkeypatch: pytest.MonkeyPatch, topic: str, language: str
) -> None:
    from yibao_cli.render.columns import width

    monkeypatch.setenv("COLUMNS", "40")
    assert max(map(width, yibao("help", topic, "--lang", language).out.splitlines())) <= 40
