"""The same from Python."""

import doctest
import subprocess
import sys
import tracemalloc
from decimal import Decimal
from itertools import product

import pytest

import yibao_cli
from yibao_cli import Credit, Month, NoRule, Person, Rulebook, estimate
from yibao_cli.core import money, month


@pytest.mark.parametrize("module", [yibao_cli, money, month])
def test_the_examples_in_the_docstrings_run(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0 and result.failed == 0


def test_every_public_name_is_there_and_documented() -> None:
    for name in yibao_cli.__all__:
        thing = getattr(yibao_cli, name)
        generated = f"{name}("  # what a dataclass says of itself when nobody wrote anything
        assert name.startswith("__") or name == "Answer" or (thing.__doc__ and not thing.__doc__.startswith(generated))


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError):
        yibao_cli.nothing_here  # noqa: B018


def test_a_question_takes_names_or_values() -> None:
    book = Rulebook.open()
    by_name = estimate(Person("retiree"), region="武汉", month="2024-01")
    by_value = estimate(Person("retiree"), region=book.region("武汉"), month=Month(2024, 1), rulebook=book)
    assert by_name == by_value and isinstance(by_name, Credit)


def test_no_rule_is_an_answer_without_an_amount() -> None:
    answer = estimate(Person("retiree"), region="拉萨", month="2024-01")
    assert isinstance(answer, NoRule) and not hasattr(answer, "net")


def loaded_by(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def test_estimates_leave_nothing_behind() -> None:
    """The same round of questions, asked again and again, keeps what the first rounds kept."""
    book = Rulebook.open()
    regions = [book.region(name) for name in ("武汉", "北京", "上海")]

    def ask() -> None:
        for region, age, number in product(regions, range(40, 90, 5), range(1, 13)):
            person = Person("retiree", age=age, pension=Decimal(3000))
            estimate(person, region=region, month=Month(2025, number), rulebook=book)

    ask()
    ask()
    tracemalloc.start()
    try:
        ask()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(5):
            ask()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100_000  # of 1,800 answers; one alone takes more than 500 bytes


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded_by("import yibao_cli") & {
        "typer",
        "rich",
        "pydantic",
        "tomllib",
        "polars",
        "decimal",
        "dataclasses",
    }


def test_help_loads_no_rules() -> None:
    loaded = loaded_by("from yibao_cli.cli.main import main\nmain(['--help'])")
    assert not loaded & {"rich", "pydantic", "tomli", "yibao_cli.rulebook.book", "yibao_cli.core.credit"}
