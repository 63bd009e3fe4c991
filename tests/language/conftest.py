"""English: what of the Chinese in an output is the program's own."""

import re
import tomllib
from collections.abc import Callable, Iterator

import pytest
from sentences import is_chinese

from yibao_cli.core.names import GROUPS, PAYMENTS, PLANS
from yibao_cli.core.region import NATIONAL
from yibao_cli.language.catalogue import english
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.seeds import load_claims

from ..conftest import FROZEN_RULES, RULES


def _texts(item: object) -> Iterator[str]:
    """All texts in a record of the core, however deep."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict):
        for value in item.values():
            yield from _texts(value)
    elif isinstance(item, list | tuple):
        for value in item:
            yield from _texts(value)
    elif hasattr(item, "__dataclass_fields__"):
        for name in item.__dataclass_fields__:
            yield from _texts(getattr(item, name))


@pytest.fixture(scope="session")
def of_the_rules(book: Rulebook, shipped_book: Rulebook) -> list[str]:
    """Chinese that the program hands on as it stands: names of places, titles and notes of documents and rules, what
    channels of one place and claims tell."""
    found = {"(国家医保服务平台)", *_texts(list(load_claims())), *_of_files()}
    for rules in (book, shipped_book):
        places = rules.places.regions.values()
        found |= {text for place in places for text in (place.name, place.short)}
        found |= set(_texts(rules.sources(rules.file_ids)))
        found |= {
            text for place in places for way in rules.channels(place) if way.region != NATIONAL for text in _texts(way)
        }
        policies = [policy for id in rules.file_ids for policy in rules.policies(id)]
        found |= {text for policy in policies for text in (policy.reason, policy.note) if text}
        advice = [text for tip in rules.tips(None) for text in (tip.title, tip.text)]
        found |= {text for text in advice if english(text) == text}  # as it was once told
    return sorted({squeezed(text) for text in found if is_chinese(text)}, key=len, reverse=True)


def _of_files() -> Iterator[str]:
    """All Chinese texts in rule files, but the names that the program has English for."""
    ours = {*PLANS, *GROUPS, *PAYMENTS}
    for folder in (RULES, FROZEN_RULES):
        for path in folder.rglob("*.toml"):
            if path.stem not in ("channels", "national"):
                yield from (text for text in _texts(tomllib.loads(path.read_text("utf-8"))) if text not in ours)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture
def chinese_left(of_the_rules: list[str]) -> Callable[[str], list[str]]:
    """Gives the Chinese of an output that is not handed on: sentences without English, names, signs."""

    def left(text: str) -> list[str]:
        rest = squeezed(text)
        for known in of_the_rules:
            rest = rest.replace(known, "")
        rest = re.sub("《[^《》]*》|“[^“”]*”|\\(国家医保服务平台\\)", "", rest)  # documents, and what a screen shows
        return re.findall('[^"]{0,20}[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]+.{0,10}', rest)

    return left
