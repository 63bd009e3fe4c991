"""The English catalogue is whole: every sentence of the code, nothing else, with the same places for values."""

import re
from string import Formatter

from sentences import AREAS, OF_RULES, english, is_chinese, said

AREAS_SAID = said()
SAID = {sentence: area for area, sentences in AREAS_SAID.items() for sentence in sentences}
ENGLISH = {
    str(message.id): str(message.string) for catalogue in english().values() for message in catalogue if message.id
}
PLACES = re.compile(r"(?<!\{)\{([a-z_0-9]+)")
MAY_BE_CHINESE = (
    "某市通知",
    "某市",
    "全部",
    "平均养老金",
    "不满",
    "以上",
    "日前",
    "元",
    "武汉市",
    "武汉",
    "宋体",
)
"""What is typed as it stands, in examples."""


def test_every_sentence_has_its_english() -> None:
    assert {sentence: area for sentence, area in SAID.items() if not ENGLISH.get(sentence)} == {}


def test_no_english_is_kept_that_nobody_says() -> None:
    assert ENGLISH.keys() - SAID.keys() == set()


def test_every_file_holds_the_sentences_of_its_area() -> None:
    held = {area: {str(message.id) for message in catalogue if message.id} for area, catalogue in english().items()}
    assert held == {area: set(sentences) for area, sentences in AREAS_SAID.items()}


def test_values_have_the_same_places_in_both_languages() -> None:
    places = {
        sentence: (set(PLACES.findall(sentence)), set(PLACES.findall(text))) for sentence, text in ENGLISH.items()
    }
    assert {sentence: both for sentence, both in places.items() if both[0] != both[1]} == {}


def test_each_area_names_modules() -> None:
    assert all(AREAS_SAID[area] for area in AREAS)


def test_english_is_english() -> None:
    """But for names of documents and of what a screen shows, and for what is typed as it stands."""
    wrong = {}
    for sentence, text in ENGLISH.items():
        rest = re.sub("《.*?》|“.*?”|「.*?」", "", text) if SAID.get(sentence) != OF_RULES else ""
        for word in MAY_BE_CHINESE:
            rest = rest.replace(word, "")
        if is_chinese(rest):
            wrong[sentence] = text
    assert wrong == {}


def test_plural_places_have_two_words() -> None:
    for text in ENGLISH.values():
        for place in re.findall(r"\{[a-z_0-9]+\|([^}]*)\}", text):
            assert len(place.split("|")) == 2
        plain = re.sub(r"\{([a-z_0-9]+)\|[^}]*\}", r"{\1}", text)
        if PLACES.search(text):
            assert list(Formatter().parse(plain))
