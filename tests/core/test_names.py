"""Plans, groups and payments in ASCII and in English."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from yibao_cli.core.names import GROUPS, PAYMENTS, PLANS, ascii_id, english_name
from yibao_cli.core.spoken import read_group, read_payment, read_plan

RULES = Path(__file__).resolve().parents[2] / "rules"


def _named(key: str, *tables: str) -> Iterator[str]:
    for path in RULES.rglob("*.toml"):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        for table in tables:
            for entry in entries.get(table, ()):
                if key in entry:
                    yield entry[key]


@pytest.mark.parametrize(
    ("names", "key", "tables"),
    [
        (PLANS, "plan", ("employee", "retiree", "flexible")),
        (GROUPS, "group", ("employee", "retiree", "flexible", "limits")),
        (PAYMENTS, "name", ("deduction", "contribution")),
    ],
)
def test_every_name_in_the_rules_has_its_english(
    names: dict[str, tuple[str, str]], key: str, tables: tuple[str, ...]
) -> None:
    assert set(_named(key, *tables)) - names.keys() == set()


@pytest.mark.parametrize("names", [PLANS, GROUPS, PAYMENTS])
def test_an_id_is_ascii_and_stands_for_one_name(names: dict[str, tuple[str, str]]) -> None:
    ids = [id for id, _ in names.values()]
    assert len(set(ids)) == len(ids)
    assert all(text.isascii() and text == text.strip() for both in names.values() for text in both)
    assert all(id == id.lower() and " " not in id for id in ids)


def test_ids_are_read() -> None:
    assert read_plan("no-account") == "不建个人账户"
    assert read_plan(" Tier-1 ") == read_plan("1") == "一档"
    assert read_plan("按8%缴费") == read_plan("rate-8") == "按8%缴费"
    assert read_group("province") == "省本级"
    assert read_group("某人群") == "某人群"
    assert read_payment("long-term-care") == read_payment("长护") == "长期护理保险"


def test_a_name_nobody_knows_has_neither() -> None:
    assert (english_name("某档"), ascii_id("某档"), ascii_id(None)) == ("某档", None, None)
    assert (english_name("省本级"), ascii_id("省本级"), ascii_id("二档")) == (
        "insured by the province itself",
        "province",
        "tier-2",
    )
