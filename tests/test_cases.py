"""The questions in tests/cases, asked of the rule files and of the compiled rulebook."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.api import estimate
from yibao_cli.cli.inputs import read_person
from yibao_cli.cli.options import read_plainly
from yibao_cli.core.credit import Answer, Credit
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import compile_rules
from yibao_cli.rulebook.compiled import CompiledStore

from .conftest import RULES, words_of

pytestmark = pytest.mark.shipped_rules

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['ask']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    target = tmp_path_factory.mktemp("compiled") / "rulebook.bin"
    compile_rules(RULES, target)
    return Rulebook(CompiledStore(target.read_bytes()))


def ask(words: str, book: Rulebook) -> Answer:
    options = read_plainly(words_of(words))
    assert options is not None and options.region and options.month
    return estimate(read_person(options), region=options.region, month=options.month, rulebook=book)


@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_the_one_worked_out_by_hand(case: dict[str, Any], shipped_book: Rulebook) -> None:
    answer = ask(case["ask"], shipped_book)
    assert answer.state == case["state"]
    assert isinstance(answer, Credit) == ("net" in case)
    if isinstance(answer, Credit):
        assert f"{answer.net:.2f}" == case["net"]
        assert f"{answer.monthly_equivalent:.2f}" == case.get("monthly", case["net"])
        if "grade" in case:
            assert answer.grade == case["grade"]


def test_every_region_with_rules_of_its_own_is_asked_about(shipped_book: Rulebook) -> None:
    asked: Counter[str] = Counter()
    for case in CASES:
        options = read_plainly(words_of(case.values[0]["ask"]))  # type: ignore[index]
        assert options is not None and options.region
        asked[shipped_book.region(options.region).id] += 1
    assert sum(asked.values()) >= 400
    for id in shipped_book.file_ids:
        if id != "national" and shipped_book.policies(id):
            assert asked[id] >= 3, id


@pytest.mark.parametrize("case", CASES)
def test_the_compiled_rulebook_gives_the_same_answer(
    case: dict[str, Any], shipped_book: Rulebook, compiled: Rulebook
) -> None:
    assert ask(case["ask"], compiled) == ask(case["ask"], shipped_book)
