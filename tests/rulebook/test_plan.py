"""The work list: what runs out when, which document comes next, in which month."""

from pathlib import Path

import pytest

from yibao_cli.core.month import Month
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.plan import Task, Usual, plan, usual_month

from ..conftest import write_rules

HEAD = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
SOURCES = (
    '[notice]\ntitle = "关于 2024 年基数的通知(拉医保〔2024〕3号)"\ngrade = "official"\ndate = "2024-06-20"\n\n'
    '[page]\ntitle = "一个网页"\ngrade = "secondary"\ndate = "2025-07-02"\n\n'
    '[paper]\ntitle = "报道"\ngrade = "press"\ndate = "2025-01-10"\n'
)
LIMITS = (
    'limits = [\n  {{ region = "xizang/lasa", from = 2023-07-01, to = 2024-07-01, floor = 5000, ceiling = 25000, {0} }},\n'
    '  {{ region = "xizang/lasa", from = 2024-07-01, to = 2025-07-01, floor = 5100, ceiling = 25500, {0} }},\n'
    '  {{ region = "xizang/lasa", from = 2025-07-01, to = 2026-07-01, floor = 5200, ceiling = 26000, {1} }},\n]\n'
).format(
    'kind = "medical", grade = "official", sources = ["notice"]',
    'kind = "medical", grade = "secondary", sources = ["page"]',
)
RULE = (
    '[[retiree]]\nfrom = 2024-01-01\n{}title = "x"\npooled = {{ yuan = 100 }}\ngrade = "press"\nsources = ["paper"]\n'
    "confirmed = 2025-01-10\n"
)


@pytest.fixture
def tasks_of(tmp_path: Path) -> object:
    def tasks(month: Month, rule: str = RULE.format("")) -> list[Task]:
        files = {"xizang/lasa.toml": HEAD + rule, "sources.toml": SOURCES, "limits.toml": LIMITS}
        book = Rulebook.open(write_rules(tmp_path, files))
        return [task for task in plan(book, month, 12, [book.region("拉萨")]) if task.kind != "national"]

    return tasks


def test_limits_are_due_when_they_run_out(tasks_of) -> None:  # type: ignore[no-untyped-def]
    (limits,) = (task for task in tasks_of(Month(2026, 3)) if task.kind == "limits")
    assert limits.due == Month(2026, 7) and limits.file == "limits.toml"
    assert limits.document.id == "page" and limits.official.id == "notice"
    assert limits.usual == Usual(month=7, times=3, periods=3)


def test_a_rule_is_due_when_nobody_confirmed_it_for_long(tasks_of) -> None:  # type: ignore[no-untyped-def]
    """Confirmed in 2025-01: twelve months later it may pass, in the thirteenth it counts as old."""
    (rule,) = (task for task in tasks_of(Month(2026, 3)) if task.kind == "policy")
    assert rule.due == Month(2026, 2) and rule.file == "xizang/lasa.toml"
    assert rule.document.id == "paper" and rule.official is None and rule.usual is None


def test_a_rule_with_a_known_end_and_none_after_it(tasks_of) -> None:  # type: ignore[no-untyped-def]
    ending = RULE.format("to = 2026-06-01\n")
    (rule,) = (task for task in tasks_of(Month(2026, 3), ending) if task.policy is not None)
    assert (rule.kind, rule.due) == ("rule-ends", Month(2026, 6))
    followed = (
        ending + "\n" + RULE.format("").replace("2024-01-01", "2026-06-01").replace("confirmed = 2025-01-10\n", "")
    )
    assert [task.kind for task in tasks_of(Month(2026, 3), followed) if task.policy is not None] == []


def test_what_is_due_later_than_a_year_ahead_is_not_listed(tasks_of) -> None:  # type: ignore[no-untyped-def]
    assert [task.kind for task in tasks_of(Month(2025, 1))] == []
    assert [task.kind for task in tasks_of(Month(2025, 2))] == ["policy"]
    assert [task.kind for task in tasks_of(Month(2025, 7))] == ["policy", "limits"]


def test_the_usual_month_is_never_made_up() -> None:
    assert usual_month([Month(2024, 7)]) is None
    assert usual_month([Month(2024, 7), Month(2025, 1)]) is None
    assert usual_month([Month(2023, 7), Month(2024, 7), Month(2025, 1)]) == Usual(7, 2, 3)
    assert usual_month([]) is None


def test_what_most_regions_live_on_comes_first_among_what_is_overdue(book: Rulebook) -> None:
    tasks = plan(book, Month(2030, 1), 12)
    overdue = [task.reach for task in tasks if task.due is not None and task.due <= Month(2030, 1)]
    assert overdue == sorted(overdue, reverse=True) and len(overdue) > 10
    assert [task.due is None for task in tasks] == sorted(task.due is None for task in tasks)
