"""The questions in tests/cases, asked of the rule files and of the compiled rulebook."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.api import estimate
from yibao_cli.cli.inputs import read_person
from yibao_cli.cli.options import EstimateOptions, read_plainly
from yibao_cli.core.credit import Answer, Credit
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import compile_rules
from yibao_cli.rulebook.compiled import CompiledStore

from .conftest import RULES, words_of

pytestmark = pytest.mark.shipped_rules

FILES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


def cases_of(path: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return cases


CASES = [case for path in FILES for case in cases_of(path)]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    target = tmp_path_factory.mktemp("compiled") / "rulebook.bin"
    compile_rules(RULES, target)
    return Rulebook(CompiledStore(target.read_bytes()))


def ask(words: str, book: Rulebook) -> Answer:
    options = read_plainly(EstimateOptions, words_of(words))
    assert options is not None and options.region and options.month
    return estimate(read_person(options), region=options.region, month=options.month, rulebook=book)


def told(answer: Answer) -> dict[str, str]:
    """What a case may say of an answer."""
    if not isinstance(answer, Credit):
        return {"state": answer.state}
    net, monthly = f"{answer.net:.2f}", f"{answer.monthly_equivalent:.2f}"
    return {"state": answer.state, "net": net, "monthly": monthly, "grade": answer.grade}


# A file at a time: one test for each of the thousands of questions would spend most of its time on being a test.


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_answers_are_those_worked_out_by_hand(path: Path, shipped_book: Rulebook) -> None:
    wrong = []
    for case in cases_of(path):
        found = told(ask(case["ask"], shipped_book))
        right: dict[str, str] = {name: case[name] for name in ("state", "net", "grade") if name in case}
        if "net" in case:
            right["monthly"] = case.get("monthly", case["net"])
        said = {name: found[name] for name in ("state", "net", "monthly", "grade") if name in found}
        if "grade" not in case:
            said.pop("grade", None)
        if said != right:
            wrong.append((case["ask"], said, right))
    assert wrong == []


def test_every_region_with_rules_of_its_own_is_asked_about(shipped_book: Rulebook) -> None:
    asked: Counter[str] = Counter()
    for case in CASES:
        options = read_plainly(EstimateOptions, words_of(case["ask"]))
        assert options is not None and options.region
        asked[shipped_book.region(options.region).id] += 1
    assert sum(asked.values()) >= 400
    for id in shipped_book.file_ids:
        if id != "national" and shipped_book.policies(id):
            assert asked[id] >= 3, id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_compiled_rulebook_gives_the_same_answers(path: Path, shipped_book: Rulebook, compiled: Rulebook) -> None:
    for case in cases_of(path):
        assert ask(case["ask"], compiled) == ask(case["ask"], shipped_book), case["ask"]
