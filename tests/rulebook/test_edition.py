"""The edition of a rule base: its date and its number of rules."""

from datetime import date
from pathlib import Path

import pytest

from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import compiled
from yibao_cli.rulebook.compiled import CompiledStore
from yibao_cli.rulebook.directory import RuleDirectory

from ..conftest import write_rules

HEAD = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
RULE = '[[retiree]]\nfrom = 2099-01-01\ntitle = "x"\npooled = { yuan = 100 }\ngrade = "press"\nsources = ["a"]\n'


def edition(folder: Path, files: dict[str, str]) -> tuple[date | None, int]:
    found = Rulebook.from_directory(RuleDirectory(write_rules(folder, files))).edition
    return found.date, found.rules


def test_the_date_is_the_last_day_on_which_something_was_read_or_published(tmp_path: Path) -> None:
    """Not the day from which a rule will be in force, and no month without a day."""
    source = '[a]\ntitle = "x"\ngrade = "press"\ndate = "{}"\n'
    rule = HEAD + RULE
    assert edition(tmp_path, {"xizang/lasa.toml": rule, "sources.toml": source.format("2025-03-04")}) == (
        date(2025, 3, 4),
        1,
    )
    assert edition(tmp_path, {"sources.toml": source.format("2025-03")}) == (None, 1)
    confirmed = {"xizang/lasa.toml": rule + "confirmed = 2099-02-01\n", "sources.toml": source.format("2025-03-04")}
    assert edition(tmp_path, confirmed) == (date(2099, 2, 1), 1)


def test_limits_count_by_place_and_a_line_laid_over_another_counts_once(tmp_path: Path) -> None:
    line = 'from = 2025-01-01, floor = 5000, kind = "medical", grade = "press", sources = ["a"]'
    lower = write_rules(tmp_path / "lower", {"limits.toml": f'limits = [{{ regions = ["hubei", "hunan"], {line} }}]\n'})
    upper = write_rules(tmp_path / "upper", {"limits.toml": f'limits = [{{ region = "hubei", {line} }}]\n'})
    assert Rulebook.from_directory(RuleDirectory(lower)).edition.rules == 2
    assert Rulebook.from_directory(RuleDirectory(lower, upper)).edition.rules == 2


@pytest.mark.shipped_rules
def test_it_counts_what_the_models_read_and_travels_with_the_compiled_rules(shipped_book: Rulebook) -> None:
    sections = (shipped_book.policies, shipped_book.limits, shipped_book.deductions_of, shipped_book.contributions_of)
    counted = sum(len(of_file(id)) for id in shipped_book.file_ids for of_file in sections)
    days = [
        item.confirmed for id in shipped_book.file_ids for of_file in sections for item in of_file(id) if item.confirmed
    ]
    found = shipped_book.edition
    assert found.rules == counted and found.digest == shipped_book.digest
    assert found.date is not None and found.date >= max(days)
    assert CompiledStore(compiled(shipped_book.store)).edition == found
