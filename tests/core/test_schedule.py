"""Month by month, on rules made up for it and over the rule base. Expected amounts worked out by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_cli import api
from yibao_cli.core.change import Change
from yibao_cli.core.credit import Answer, Credit, NoRule, credit
from yibao_cli.core.errors import InputError
from yibao_cli.core.literals import AgeOn, Status
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.core.policy import BaseLimits, Figure, Policy
from yibao_cli.core.region import Region
from yibao_cli.core.ruling import Ruling
from yibao_cli.core.schedule import LONGEST, AnswerFor, Course, Entry, Schedule, schedule
from yibao_cli.core.switch import Switch
from yibao_cli.rulebook.book import Rulebook

from .builders import PLACE, band, limits, own, policy, pooled, yuan
from .test_properties import BOOK, REGIONS, fen

TWO_PERCENT = policy(own(band(rate="0.02", of="base")), title="本人 2%")
FIXED = policy(pooled(band(yuan="83")), status="retiree", title="定额")
YEARLY = policy(
    pooled(band(per="year", yuan="1680")), status="retiree", title="年度定额", posting="year", account_year=7
)
WORKER = Person("employee", base=yuan("9000"))
RETIREE = Person("retiree")


def month(text: str) -> Month:
    year, number = map(int, text.split("-"))
    return Month(year, number)


def asking(*rules: Policy, of: Sequence[BaseLimits] = ()) -> AnswerFor:
    """Answers from a few rules and base limits; the limits go on after their end, carried."""

    def answer_for(person: Person, when: Month) -> Answer:
        rule = next((rule for rule in rules if rule.status == person.status and rule.covers(when)), None)
        if rule is None:
            return NoRule(PLACE, person, when, "month", nearest=rules[0])
        found = next((item for item in reversed(of) if item.starts <= when), None)
        carried = found is not None and found.ends is not None and when >= found.ends
        return credit(person, Ruling(PLACE, rule, limits=found, limits_carried=carried), when)

    return answer_for


def told(person: Person, first: str, last: str, answer_for: AnswerFor, **course: Any) -> Schedule:
    return schedule(Course(person, month(first), month(last), **course), answer_for)


def posted(result: Schedule) -> list[str | None]:
    return [None if entry.posted is None else str(entry.posted) for entry in result.entries]


def entry_of(result: Schedule, text: str) -> Entry:
    return next(entry for entry in result.entries if entry.month == month(text))


def changed(result: Schedule) -> dict[str, tuple[Change, ...]]:
    return {str(entry.month): entry.changes for entry in result.entries if entry.changes}


def test_months_years_and_their_sum() -> None:
    result = told(RETIREE, "2024-11", "2026-02", asking(FIXED))
    assert posted(result) == ["83.00"] * 16
    assert str(result.posted) == "1328.00"  # 16 x 83
    assert [(year.year, str(year.posted), year.known) for year in result.years] == [
        (2024, "166.00", 2),
        (2025, "996.00", 12),
        (2026, "166.00", 2),
    ]
    assert (result.unknown, result.grade, changed(result)) == (0, "press", {})


def test_from_the_month_on_in_which_a_retirement_counts() -> None:
    """9000 x 2% = 180 until 2026-09, then 83: 2 x 180 + 3 x 83 = 609."""
    result = told(
        WORKER,
        "2026-08",
        "2026-12",
        asking(TWO_PERCENT, FIXED),
        retirement=month("2026-09"),
        retired_from=month("2026-10"),
        retired=RETIREE,
    )
    assert posted(result) == ["180.00", "180.00", "83.00", "83.00", "83.00"]
    assert [entry.answer.person.status for entry in result.entries] == ["employee"] * 2 + ["retiree"] * 3
    assert changed(result) == {"2026-10": (Change("status", "employee", "retiree"),)}  # and not the rule besides
    assert str(result.posted) == "609.00"


def test_a_retirement_with_the_same_amount_changes_nothing() -> None:
    result = told(
        Person("employee", base=yuan("4150")),  # 4150 x 2% = 83
        "2026-08",
        "2026-09",
        asking(TWO_PERCENT, FIXED),
        retired_from=month("2026-09"),
        retired=RETIREE,
    )
    assert posted(result) == ["83.00", "83.00"] and changed(result) == {}


@pytest.mark.parametrize("turned", [False, True])
def test_bases_from_a_month_on_in_whatever_order_they_are_given(turned: bool) -> None:
    """9000, 9800, 10000 x 2% = 180, 196, 200."""
    bases = ((month("2026-07"), yuan("9800")), (month("2026-09"), yuan("10000")))
    result = told(WORKER, "2026-06", "2026-10", asking(TWO_PERCENT), base_changes=bases[::-1] if turned else bases)
    assert posted(result) == ["180.00", "196.00", "196.00", "200.00", "200.00"]
    assert changed(result) == {
        "2026-07": (Change("base", "9000.00", "9800.00"),),
        "2026-09": (Change("base", "9800.00", "10000.00"),),
    }


def test_a_new_base_takes_the_place_of_a_wage_and_ends_with_the_work() -> None:
    result = told(
        Person("employee", salary=yuan("9000")),
        "2026-06",
        "2026-08",
        asking(TWO_PERCENT, FIXED),
        base_changes=((month("2026-07"), yuan("9800")), (month("2026-08"), yuan("10000"))),
        retired_from=month("2026-08"),
        retired=RETIREE,
    )
    assert posted(result) == ["180.00", "196.00", "83.00"]


def test_a_base_may_change_in_the_first_month() -> None:
    changes = ((month("2026-06"), yuan("9800")),)
    result = told(WORKER, "2026-06", "2026-06", asking(TWO_PERCENT), base_changes=changes)
    assert posted(result) == ["196.00"]


@pytest.mark.parametrize(
    ("base", "amounts", "change"),
    [
        ("4000", ["89.88", "92.00"], Change("floor", "4494.00", "4600.00")),  # 4494 x 2%, 4600 x 2%
        ("40000", ["705.66", "716.22"], Change("ceiling", "35283.00", "35811.00")),
        ("9000", ["180.00", "180.00"], None),
    ],
)
def test_limits_that_move(base: str, amounts: list[str], change: Change | None) -> None:
    of = (
        limits("4494", "35283"),
        limits("4600", "35811", starts=month("2025-07"), ends=month("2026-07")),
    )
    result = told(Person("employee", base=yuan(base)), "2025-06", "2025-07", asking(TWO_PERCENT, of=of))
    assert posted(result) == amounts
    assert changed(result) == ({"2025-07": (change,)} if change else {})


@pytest.mark.parametrize(
    ("age_on", "account_year", "first"),
    [
        (None, 1, "2025-03"),  # born 1955-03-20: 70 in March 2025
        ("month", 1, "2025-03"),
        ("next-month", 1, "2025-04"),
        ("account-year", 1, "2026-01"),  # 69 on 1 January 2025
        ("account-year", 7, "2025-07"),  # 70 on 1 July 2025
        ("year-end-before", 1, "2026-01"),  # 70 on 31 December 2025
        ("year-end-before", 7, "2026-07"),  # 69 on 31 December 2024
    ],
)
def test_the_month_in_which_an_age_band_begins(age_on: AgeOn | None, account_year: int, first: str) -> None:
    rule = policy(
        pooled(band(0, 70, yuan="100"), band(70, yuan="110")),
        status="retiree",
        age_on=age_on,
        account_year=account_year,
    )
    result = told(Person("retiree", birth=Birth(1955, 3, 20)), "2025-01", "2026-12", asking(rule))
    assert changed(result) == {first: (Change("age", "69", "70"),)}
    before = month(first).index - month("2025-01").index
    assert posted(result) == ["100.00"] * before + ["110.00"] * (24 - before)


def test_an_age_beside_a_birth_is_that_of_the_first_month() -> None:
    rule = policy(pooled(band(0, 70, yuan="100"), band(70, yuan="110")), status="retiree")
    person = Person("retiree", age=69, birth=Birth(1955, 3))
    result = told(person, "2025-02", "2026-04", asking(rule))
    assert posted(result) == ["100.00"] + ["110.00"] * 14
    assert result.entries[0].answer.person.age == 69
    with pytest.raises(InputError) as caught:
        told(replace(person, age=60), "2025-02", "2026-04", asking(rule))
    assert caught.value.code == "age-and-birth"


def test_a_yearly_sum_comes_in_the_first_month_of_its_year() -> None:
    result = told(RETIREE, "2025-05", "2025-09", asking(YEARLY))
    assert posted(result) == ["0.00", "0.00", "1680.00", "0.00", "0.00"]
    assert [entry.posted_in and str(entry.posted_in) for entry in result.entries] == [
        "2024-07",
        "2024-07",
        None,
        "2025-07",
        "2025-07",
    ]
    assert not any(entry.spread for entry in result.entries)
    assert str(result.posted) == "1680.00" and changed(result) == {}


def _retiring(first: str, last: str, since: str, *rules: Policy) -> Schedule:
    return told(WORKER, first, last, asking(*rules), retired_from=month(since), retired=RETIREE)


def test_entering_a_yearly_rule_in_the_middle_of_its_year_counts_by_month() -> None:
    """Retired from November: 1680 / 12 = 140 for 8 months, the whole sum in July: 180 + 8 x 140 + 1680 = 2980."""
    result = _retiring("2024-10", "2025-08", "2024-11", TWO_PERCENT, YEARLY)
    assert posted(result) == ["180.00", *["140.00"] * 8, "1680.00", "0.00"]
    assert [entry.spread for entry in result.entries] == [False, *[True] * 8, False, False]
    assert [str(entry.month) for entry in result.entries if entry.posted_in] == ["2025-08"]
    assert str(result.posted) == "2980.00"
    assert changed(result) == {"2024-11": (Change("status", "employee", "retiree"),)}


def test_entering_a_yearly_rule_with_its_year_takes_the_whole_sum() -> None:
    result = _retiring("2025-06", "2025-08", "2025-07", TWO_PERCENT, YEARLY)
    assert posted(result) == ["180.00", "1680.00", "0.00"]
    assert not any(entry.spread for entry in result.entries)


def test_entering_a_yearly_rule_from_no_account_counts_by_month() -> None:
    none = policy(account=False, reason="没有账户")
    result = _retiring("2025-04", "2025-07", "2025-05", none, YEARLY)
    assert posted(result) == ["0.00", "140.00", "140.00", "1680.00"]


def test_from_one_yearly_rule_to_the_next_nothing_is_posted_twice() -> None:
    more = replace(YEARLY, starts=month("2025-05"), parts=(pooled(band(per="year", yuan="1890")),), title="新")
    result = told(RETIREE, "2025-04", "2025-07", asking(replace(YEARLY, ends=month("2025-05")), more))
    assert posted(result) == ["0.00", "0.00", "0.00", "1890.00"]
    assert changed(result) == {"2025-05": (Change("rule", "年度定额", "新"),)}


def test_a_yearly_sum_within_a_balance() -> None:
    """500 a month from 600 + 1680: the sum of July lasts until October (2280 - 4 x 500 = 280)."""
    result = told(RETIREE, "2025-06", "2025-12", asking(YEARLY), balance=yuan("1100"), spend=yuan("500"))
    assert [str(entry.balance) for entry in result.entries] == [
        "600.00",
        "1780.00",
        "1280.00",
        "780.00",
        "280.00",
        "0.00",
        "0.00",
    ]
    assert str(entry_of(result, "2025-11").spent) == "280.00"


def test_months_without_a_rule_have_no_number_and_do_not_count() -> None:
    """83 in five months of ten: 415."""
    rules = (replace(FIXED, starts=month("2024-11"), ends=month("2025-02")), replace(FIXED, starts=month("2025-05")))
    result = told(RETIREE, "2024-09", "2025-06", asking(*rules), balance=yuan("100"), spend=yuan("10"))
    assert posted(result) == [None, None, "83.00", "83.00", "83.00", None, None, None, "83.00", "83.00"]
    assert (str(result.posted), result.unknown, result.grade) == ("415.00", 5, "press")
    assert [(year.year, str(year.posted), year.known, year.unknown) for year in result.years] == [
        (2024, "166.00", 2, 2),
        (2025, "249.00", 3, 3),
    ]
    assert changed(result) == {
        "2024-11": (Change("known"),),
        "2025-02": (Change("unknown"),),
        "2025-05": (Change("known"),),
    }
    assert [str(entry.balance) for entry in result.entries[:4]] == ["90.00", "80.00", "153.00", "226.00"]
    assert str(result.years[0].balance) == "226.00"
    assert str(result.years[1].balance) == "415.00"  # 226 + 3 x 83 - 6 x 10


def test_no_rule_at_all() -> None:
    result = told(WORKER, "2025-01", "2025-03", asking(FIXED))
    assert (posted(result), str(result.posted), result.unknown, result.grade) == ([None] * 3, "0.00", 3, None)
    assert all(not entry.projected and entry.evidence is None for entry in result.entries)


def test_no_account_posts_nothing_and_that_is_known() -> None:
    result = told(WORKER, "2025-01", "2025-02", asking(policy(account=False, reason="没有账户", confirmed=None)))
    assert (posted(result), result.unknown) == (["0.00", "0.00"], 0)


def test_the_balance_never_falls_below_zero() -> None:
    """83 come and 100 go: 17 less each month, until 98 and then 83 are all there is."""
    result = told(RETIREE, "2025-01", "2025-08", asking(FIXED), balance=yuan("100"), spend=yuan("100"))
    assert [str(entry.balance) for entry in result.entries] == [
        "83.00",
        "66.00",
        "49.00",
        "32.00",
        "15.00",
        "0.00",
        "0.00",
        "0.00",
    ]
    assert [str(entry.spent) for entry in result.entries[4:]] == ["100.00", "98.00", "83.00", "83.00"]
    assert str(result.years[0].balance) == "0.00"


def test_without_a_balance_none_is_kept() -> None:
    (entry,) = told(RETIREE, "2025-01", "2025-01", asking(FIXED)).entries
    assert (entry.balance, entry.spent) == (None, None)
    (entry,) = told(RETIREE, "2025-01", "2025-01", asking(FIXED), balance=yuan("0")).entries
    assert (str(entry.balance), str(entry.spent)) == ("83.00", "0.00")


@pytest.mark.parametrize(
    ("fields", "evidence", "projected"),
    [
        ({"ends": Month(2024, 5), "confirmed": date(2023, 6, 30)}, None, []),  # the rule has an end: all of it is known
        ({"confirmed": date(2024, 3, 31)}, "2024-03", ["2024-04"]),
        ({"confirmed": date(2024, 3, 1)}, "2024-03", ["2024-04"]),  # the month counts as a whole
        ({"confirmed": date(2024, 4, 1)}, "2024-04", []),
        ({"confirmed": None, "starts": Month(2024, 3)}, "2024-03", ["2024-04"]),
        ({"confirmed": None, "starts": Month(2024, 3), "start_kind": "seen"}, "2024-03", ["2024-04"]),
        ({"confirmed": date(2023, 12, 1), "starts": Month(2024, 3)}, "2024-03", ["2024-04"]),  # announced before
    ],
)
def test_how_far_the_evidence_reaches(fields: dict[str, Any], evidence: str | None, projected: list[str]) -> None:
    result = told(RETIREE, "2024-03", "2024-04", asking(replace(FIXED, **fields)))
    assert [entry.evidence and str(entry.evidence) for entry in result.entries] == [evidence] * 2
    assert [str(entry.month) for entry in result.entries if entry.projected] == projected
    assert [year.projected for year in result.years] == [len(projected)]


def test_limits_of_an_earlier_year_make_a_projection_of_a_known_rule() -> None:
    rule = replace(TWO_PERCENT, ends=month("2030-01"))
    result = told(WORKER, "2025-06", "2025-07", asking(rule, of=(limits("4494", "35283"),)))
    reached = [(entry.projected, entry.evidence) for entry in result.entries]
    assert reached == [(False, None), (True, month("2025-06"))]  # the last month of the limits


def test_the_grade_is_the_weakest() -> None:
    rules = (replace(FIXED, ends=month("2025-02")), replace(FIXED, starts=month("2025-02"), grade="unverified"))
    assert told(RETIREE, "2025-01", "2025-02", asking(*rules)).grade == "unverified"
    assert told(RETIREE, "2025-01", "2025-01", asking(*rules)).grade == "press"


JULY = Month(2026, 7)
BASE = yuan("9800")


@pytest.mark.parametrize(
    ("person", "first", "last", "course", "code", "facts"),
    [
        (WORKER, "2026-07", "2026-06", {}, "months-order", {"field": "to", "value": "2026-06", "first": "2026-07"}),
        (WORKER, "1926-07", "2026-07", {}, "schedule-too-long", {"field": "to", "value": "2026-07", "years": 100}),
        (replace(WORKER, age=40), "2026-07", "2026-08", {}, "schedule-needs-birth", {"field": "age"}),
        (WORKER, "2026-08", "2026-09", {"base_changes": ((JULY, BASE),)}, "base-change-outside", {"value": "2026-07"}),
        (WORKER, "2026-05", "2026-06", {"base_changes": ((JULY, BASE),)}, "base-change-outside", {"last": "2026-06"}),
        (
            WORKER,
            "2026-05",
            "2026-09",
            {"base_changes": ((JULY, BASE),) * 2},
            "base-change-twice",
            {"value": "2026-07"},
        ),
        (WORKER, "2026-07", "2026-07", {"spend": yuan("80")}, "spend-without-balance", {"field": "spend"}),
        (WORKER, "2026-07", "2026-07", {"balance": yuan("-1")}, "money-negative", {"field": "balance"}),
        (
            WORKER,
            "2026-07",
            "2026-07",
            {"balance": yuan("1"), "spend": yuan("-1")},
            "money-negative",
            {"field": "spend"},
        ),
        (WORKER, "2026-07", "2026-07", {"balance": yuan("0.001")}, "money-decimals", {"field": "balance"}),
        (replace(WORKER, salary=yuan("1")), "2026-07", "2026-07", {}, "base-and-salary", {"field": "salary"}),
        (replace(WORKER, birth=Birth(2026, 8)), "2026-07", "2026-09", {}, "birth-future", {"month": "2026-07"}),
        (replace(WORKER, birth=Birth(1900, 8)), "2031-07", "2031-08", {}, "birth-too-early", {"month": "2031-08"}),
    ],
)
def test_a_course_that_cannot_be(
    person: Person, first: str, last: str, course: dict[str, Any], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(InputError) as caught:
        told(person, first, last, asking(TWO_PERCENT), **course)
    assert caught.value.code == code
    assert facts.items() <= caught.value.facts.items()


def test_the_longest_course_and_one_month_with_an_age() -> None:
    assert len(told(WORKER, "1926-08", "2026-07", asking(TWO_PERCENT)).entries) == LONGEST == 1200
    assert posted(told(replace(WORKER, age=40), "2026-07", "2026-07", asking(TWO_PERCENT))) == ["180.00"]


# Over the rule base.

ANSWERING = [
    (region, rule)
    for region in REGIONS
    for id in region.layers
    for rule in BOOK.policies(id)
    if rule.parts or rule.status == "flexible"
]
"""Every rule that gives a number, with a region it answers for; and where flexible workers have no account."""


@st.composite
def times(draw: st.DrawFn, *statuses: Status) -> tuple[Region, Status, Month]:
    """A region, a status and a month around the start of a rule."""
    region, rule = draw(st.sampled_from([(region, rule) for region, rule in ANSWERING if rule.status in statuses]))
    return region, rule.status, rule.starts.plus(draw(st.integers(-2, 30)))


def _plans(region: Region, status: Status) -> list[str | None]:
    rules = [rule for id in region.layers for rule in BOOK.policies(id) if rule.status == status]
    return [None, *dict.fromkeys(rule.plan for rule in rules if rule.plan)]


@st.composite
def people(draw: st.DrawFn, /, status: Status, region: Region, **fields: Any) -> Person:
    """Somebody who lacks nothing that any rule asks for."""
    return Person(
        status,
        base=draw(fen) if status in ("employee", "flexible") else None,
        pension=draw(fen) if status == "retiree" else None,
        plan=draw(st.sampled_from(_plans(region, status))),
        sex=draw(st.sampled_from(("male", "female"))),
        paid_years=draw(st.integers(0, 40)),
        **fields,
    )


def _or_code(ask: Callable[[], Any]) -> Any:
    """The answer, or the code of the error."""
    try:
        return ask()
    except InputError as error:
        return error.code


@settings(deadline=None)  # rule files are read when they are first asked for
@given(st.data(), times(*STATUSES), st.integers(0, 100))
def test_a_schedule_of_one_month_is_the_estimate(
    data: st.DataObject, question: tuple[Region, Status, Month], age: int
) -> None:
    region, status, when = question
    person = data.draw(people(status, region, age=age))
    expected = _or_code(lambda: api.estimate(person, region=region, month=when, rulebook=BOOK))
    found = _or_code(lambda: api.schedule(person, region=region, first=when, last=when, rulebook=BOOK))
    if isinstance(expected, str):
        assert found == expected
        return
    (entry,) = found.entries
    assert entry.answer == expected
    assert entry.changes == () and not entry.spread
    if isinstance(expected, NoRule):
        assert entry.posted is None and found.grade is None
        return
    if expected.period == "month" or expected.account_year == when:
        assert (entry.posted, entry.posted_in) == (expected.net, None)
    else:
        assert (entry.posted, entry.posted_in) == (0, expected.account_year)
    assert found.posted == entry.posted and found.grade == expected.grade


@settings(deadline=None)  # rule files are read when they are first asked for
@given(st.data(), times("employee", "flexible"), st.integers(1, 30))
def test_every_month_is_its_own_estimate(
    data: st.DataObject, question: tuple[Region, Status, Month], length: int
) -> None:
    """Before and after a retirement, and the amount moves only with a reason."""
    region, status, first = question
    worker = data.draw(people(status, region, birth=Birth(1965, data.draw(st.integers(1, 12)))))
    retire = first.plus(data.draw(st.integers(1, 36)))
    result = _or_code(
        lambda: api.schedule(
            replace(worker, pension=yuan("4000")) if worker.status == "flexible" else worker,
            region=region,
            first=first,
            last=first.plus(length - 1),
            retire=retire,
            balance=yuan("100"),
            spend=yuan("150"),
            rulebook=BOOK,
        )
    )
    if isinstance(result, str):
        assert result == "input-missing"  # a plan, or the pension of an employee to come
        return
    pension = yuan("4000") if worker.status == "flexible" else None
    retired = replace(worker, status="retiree", base=None, pension=pension)
    before = None
    for entry in result.entries:
        since = result.course.retired_from
        person = retired if since is not None and entry.month >= since else worker
        assert entry.answer == api.estimate(person, region=region, month=entry.month, rulebook=BOOK)
        assert entry.balance is not None and entry.spent is not None and entry.balance >= 0 <= entry.spent
        if isinstance(before, Credit) and isinstance(entry.answer, Credit):
            old, new = ((one.period, one.monthly_equivalent) for one in (before, entry.answer))
            assert bool(entry.changes) == (old != new)
        before = entry.answer
    total = sum((entry.posted for entry in result.entries if entry.posted is not None), Decimal(0))
    assert result.posted == total == sum(year.posted for year in result.years)
    spent = sum((entry.spent for entry in result.entries), Decimal(0))
    assert result.entries[-1].balance == 100 + total - spent


class Prophecy:
    """The rule base with all that starts after a month made absurd, and more of it added."""

    def __init__(self, after: Month) -> None:
        store = BOOK.store
        self._after = after
        self.store = store
        self._made: dict[tuple[str, str], tuple[Any, ...]] = {}
        self.digest, self.file_ids, self.edition = store.digest, store.file_ids, store.edition
        self.places, self.all_places = store.places, store.all_places

    def section(self, id: str, name: str) -> tuple[Any, ...]:
        if (id, name) not in self._made:
            make = getattr(self, f"_{name}", None)
            section = self.store.section(id, name)
            self._made[id, name] = make(id, section) if make else section
        return self._made[id, name]

    def _policies(self, id: str, known: tuple[Policy, ...]) -> tuple[Policy, ...]:
        absurd = (pooled(band(yuan="99999")),)
        statuses: tuple[Status, ...] = ("employee", "retiree", "flexible")
        start = self._after.plus(1)
        added = [policy(*absurd, status=status, starts=start, file=f"{id}.toml", title="预言") for status in statuses]
        later = (
            replace(rule, parts=absurd, account=True, deductions=()) if rule.starts > self._after else rule
            for rule in known
        )
        return (*added, *later)

    def _limits(self, id: str, known: tuple[BaseLimits, ...]) -> tuple[BaseLimits, ...]:
        start = self._after.plus(1)
        added = limits("88888", "88888", region=id, starts=start, ends=start.plus(120))
        later = (
            replace(item, floor=yuan("77777"), ceiling=yuan("77777")) if item.starts > self._after else item
            for item in known
        )
        return (*later, added)

    def _figures(self, id: str, known: tuple[Figure, ...]) -> tuple[Figure, ...]:
        return tuple(replace(item, yuan=yuan("66666")) if item.year > self._after.year else item for item in known)

    def _switches(self, id: str, known: tuple[Switch, ...]) -> tuple[Switch, ...]:
        return (Switch(f"{id}.toml", "same-month", "press", (), starts=self._after.plus(1)), *known)


def _up_to(result: Any, last: Month) -> Any:
    """What may not depend on what comes later."""
    if isinstance(result, str):
        return result
    known = [entry for entry in result.entries if entry.month <= last]
    return [(entry.month, entry.posted, entry.posted_in, entry.spread, entry.changes, entry.balance) for entry in known]


@settings(deadline=None)  # rule files are read when they are first asked for
@given(st.data(), times("employee", "retiree", "flexible"))
def test_nothing_dated_in_the_future_changes_earlier_months(
    data: st.DataObject, question: tuple[Region, Status, Month]
) -> None:
    region, status, now = question
    first, last = now.plus(-data.draw(st.integers(0, 24))), now.plus(data.draw(st.integers(1, 12)))
    person = data.draw(people(status, region, birth=Birth(data.draw(st.integers(1940, 1990)), 6)))
    retire = None
    if status != "retiree":
        person = replace(person, pension=yuan("4000"))
        retire = first.plus(data.draw(st.integers(1, 48)))
    bases = ((now, yuan("7000")),) if data.draw(st.booleans()) else ()

    def ask(book: Rulebook, upto: Month) -> Any:
        return _or_code(
            lambda: api.schedule(
                person,
                region=region,
                first=first,
                last=upto,
                retire=retire,
                base_changes=bases,
                balance=yuan("300"),
                spend=yuan("150"),
                rulebook=book,
            )
        )

    expected = _up_to(ask(BOOK, now), now)
    assert _up_to(ask(Rulebook(Prophecy(now)), last), now) == expected
    longer = _up_to(ask(BOOK, last), now)
    assert longer in (expected, "input-missing")  # a later rule may ask for more, but gives no other number
