"""The claims of the seed documents and our verdicts on them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.api import estimate
from yibao_cli.cli.inputs import read_person
from yibao_cli.cli.options import EstimateOptions, read_plainly
from yibao_cli.core.credit import Credit
from yibao_cli.core.month import parse_month
from yibao_cli.core.person import Person
from yibao_cli.model.claims import ClaimCheck, ClaimTable, Document
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import packaged
from yibao_cli.rulebook.seeds import load_claim_file
from yibao_cli.rulebook.toml_store import TomlStore

from .conftest import RULES, words_of, write_rules

FILES = [load_claim_file(path) for path in sorted(packaged("seeds").glob("*.toml"))]
CLAIMS = [(file.document, claim) for file in FILES for claim in file.claim]
OURS = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[{status}]]
from = 2025-01-01
title = "种子文档自己的规则"
{rule}
grade = "secondary"
sources = ["seed-004"]
"""
NOTHING = '[region]\nname = "西藏自治区"\nname_en = "Xizang"\nadcode = "540000"\n'


def test_there_is_one_file_a_document_and_every_id_is_there_once() -> None:
    assert [file.document.id for file in FILES] == [f"seed-00{number}" for number in range(5)]
    ids = [claim.id for _, claim in CLAIMS]
    assert len(ids) == len(set(ids)) >= 157
    for file in FILES:
        prefix = f"s{file.document.id[-1]}"
        numbers = [int(claim.id.removeprefix(prefix + "-")) for claim in file.claim]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(("document", "claim"), CLAIMS, ids=[claim.id for _, claim in CLAIMS])
def test_a_verdict_rests_on_something_that_exists(
    document: Document, claim: ClaimTable, shipped_book: Rulebook
) -> None:
    store = shipped_book.store
    assert isinstance(store, TomlStore)
    assert document.id in store.source_tables
    if claim.region not in (None, "national"):
        assert claim.region in shipped_book.places.regions
    if claim.rule is not None:
        assert (RULES / claim.rule).is_file()
    if claim.source is not None:
        assert claim.source in store.source_tables
    if claim.channel is not None:
        channels = {channel.id for id in shipped_book.file_ids for channel in store.section(id, "channels")}
        assert claim.channel in channels


EXAMPLES = [claim for _, claim in CLAIMS if claim.example is not None]


@pytest.mark.parametrize("claim", EXAMPLES, ids=[claim.id for claim in EXAMPLES])
def test_worked_examples_come_out_to_the_fen_under_the_documents_own_rule(claim: ClaimTable, tmp_path: Path) -> None:
    example = claim.example
    assert example is not None
    rules = OURS.format(status=example.status, rule=example.rule)
    book = Rulebook.open(write_rules(tmp_path, {"xizang/lasa.toml": rules, "xizang.toml": NOTHING}))
    given: dict[str, Any] = {key: value if key == "age" else Decimal(value) for key, value in example.given.items()}
    answer = estimate(Person(example.status, **given), region="拉萨", month="2025-04", rulebook=book)
    assert isinstance(answer, Credit) and f"{answer.gross:.2f}" == example.credit


def test_the_examples_of_the_documents_are_all_there() -> None:
    assert sorted(claim.example.credit for claim in EXAMPLES if claim.example) == [
        "100.00",
        "111.00",
        "170.00",
        "230.00",
        "480.00",
    ]


@pytest.mark.parametrize(
    ("id", "verdict"),
    [
        ("s4-04", "no-region"),  # 2.3% of nowhere
        ("s4-06", "no-region"),  # 6% of the own pension of nowhere
    ],
)
def test_rates_without_a_place_hold_nowhere(id: str, verdict: str) -> None:
    assert next(claim.verdict for _, claim in CLAIMS if claim.id == id) == verdict


def test_the_flat_270_yuan_and_the_beijing_cap_are_contradicted() -> None:
    texts = {
        claim.id: claim for _, claim in CLAIMS if {"270"} & set(claim.numbers) or {"3.5%", "500"} <= set(claim.numbers)
    }
    assert texts and all(claim.verdict == "contradicted" for claim in texts.values())


def test_what_held_until_the_reform_has_ended(shipped_book: Rulebook) -> None:
    for _, claim in CLAIMS:
        if claim.verdict == "held-until":
            assert claim.rule and claim.month
            policies = [
                p for p in shipped_book.policies(claim.rule.removesuffix(".toml")) if claim.who in (None, p.status)
            ]
            answering = [policy for policy in policies if policy.covers(parse_month(claim.month))]
            assert answering and all(policy.ends for policy in answering)


CHECKS = [(claim, check) for _, claim in CLAIMS for check in claim.check]


@pytest.mark.parametrize(("claim", "check"), CHECKS, ids=[f"{claim.id}: {check.given}" for claim, check in CHECKS])
def test_a_claim_that_holds_comes_out_to_the_fen(claim: ClaimTable, check: ClaimCheck, shipped_book: Rulebook) -> None:
    options = read_plainly(EstimateOptions, words_of(check.given))
    assert options is not None and options.region and options.month
    assert options.month == claim.month
    answer = estimate(read_person(options), region=options.region, month=options.month, rulebook=shipped_book)
    assert isinstance(answer, Credit)
    assert f"{answer.gross:.2f}" == check.credit
    assert answer.policy.file == claim.rule


def test_every_credit_with_a_number_that_holds_is_checked() -> None:
    for _, claim in CLAIMS:
        if claim.verdict in ("holds", "held-until") and claim.topic in ("credit", "flexible") and claim.numbers:
            assert claim.check or claim.example, claim.id
