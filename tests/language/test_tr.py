"""A sentence in the language that is spoken."""

from collections.abc import Iterator

import pytest

from yibao_cli import language
from yibao_cli.language import catalogue, of_surroundings, speak, spoken, tr


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    speak("zh")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of three sentences."""
    words = {
        "{rows} 行": "{rows} {rows|row|rows}",
        "{people} 人 {rows} 行": "{people:,} {people|person|people}, {rows|a row|rows}",
        "没有": "none",
    }
    monkeypatch.setattr(catalogue, "english", lambda sentence: words.get(sentence, sentence))
    speak("en")


def test_chinese_is_said_as_it_is_written() -> None:
    speak("zh")
    assert (spoken(), tr("没有"), tr("{rows} 行", rows=3)) == ("zh", "没有", "3 行")


@pytest.mark.usefixtures("english")
def test_english_is_looked_up() -> None:
    assert (spoken(), tr("没有"), tr("没有的句子")) == ("en", "none", "没有的句子")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("rows", "text"), [(1, "1 row"), ("1", "1 row"), (0, "0 rows"), (2, "2 rows")])
def test_one_has_a_word_of_its_own(rows: int | str, text: str) -> None:
    assert tr("{rows} 行", rows=rows) == text


@pytest.mark.usefixtures("english")
def test_two_numbers_have_each_their_word() -> None:
    assert tr("{people} 人 {rows} 行", people=1200, rows=1) == "1,200 people, a row"


@pytest.mark.usefixtures("english")
def test_values_are_not_looked_into() -> None:
    assert tr("{rows} 行", rows="{a|b}") == "{a|b} rows"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "en.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_surroundings_decide_and_chinese_where_they_do_not(variables: dict[str, str], expected: str) -> None:
    assert of_surroundings(variables) == expected


def test_the_catalogue_of_the_checkout_is_that_of_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by bisection in the bytes of the MO file, first and last sentences too; nothing is found that is not there."""
    from yibao_cli.language.compile import catalogue as whole

    sentences = [(str(message.id), str(message.string)) for message in whole() if message.id and message.string]
    for sentence, text in sentences:
        assert catalogue.english(sentence) == text
    assert catalogue.english("没有人说过的句子") == "没有人说过的句子"
    assert catalogue.english("") == ""
    assert language.VARIABLE == "YIBAO_LANG"
