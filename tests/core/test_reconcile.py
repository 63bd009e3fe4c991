"""A statement made from the rules is all right; each fault put into it is found as what it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_cli.api import reconcile, schedule
from yibao_cli.core.balance_checks import Break, breaks
from yibao_cli.core.credit import Credit
from yibao_cli.core.errors import InputError, MissingInputError
from yibao_cli.core.literals import OutcomeKind, RowKind, Status
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.outcome import Outcome, Reconciliation
from yibao_cli.core.person import Person
from yibao_cli.core.statement import StatementRow, UnknownCode
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory

from ..conftest import FROZEN_RULES, RULES
from .builders import yuan

BOOK = Rulebook.from_directory(RuleDirectory(FROZEN_RULES))
SHIPPED = Rulebook.from_directory(RuleDirectory(RULES))
REGIONS = [SHIPPED.places.regions[id] for id in SHIPPED.file_ids if id != "national"]
LONG_AFTER = date(2026, 11, 22)
FIRST, LAST = Month(2025, 1), Month(2025, 12)


def a_row(line: int, kind: RowKind = "credit", **facts: object) -> StatementRow:
    return replace(StatementRow(line, kind, month=FIRST, last=FIRST), **facts)  # type: ignore[arg-type]


def statement(
    region: str,
    person: Person,
    first: Month = FIRST,
    last: Month = LAST,
    with_base: bool = True,
    book: Rulebook = BOOK,
) -> list[StatementRow]:
    """What a right statement of the person would show: a row a month, on the 1st of that month."""
    rows = []
    course = schedule(person, region=region, first=first, last=last, rulebook=book)
    for line, entry in enumerate(course.entries, 2):
        answer = entry.answer
        if not isinstance(answer, Credit) or not answer.net or entry.posted_in is not None:
            continue
        base = answer.base.applied if answer.base and with_base else None
        row = StatementRow(
            line,
            "credit",
            month=entry.month,
            last=entry.month,
            billed=entry.month,
            posted=date(entry.month.year, entry.month.month, 1),
            credited=answer.net,
            base=base,
        )
        rows.append(row)
    return rows


def check(
    rows: Sequence[StatementRow],
    region: str,
    person: Person,
    today: date = LONG_AFTER,
    last: Month | None = None,
    book: Rulebook = BOOK,
) -> Reconciliation:
    place = book.region(region)
    return reconcile(rows, person, today=today, status=person.status, region=place, last=last, rulebook=book)


def kinds(result: Reconciliation) -> dict[str, OutcomeKind]:
    """The outcomes that are not simply right, by month."""
    return {str(item.month): item.kind for item in result.outcomes if item.kind != "ok"}


def only(result: Reconciliation) -> Outcome:
    """The one outcome that is not right."""
    (found,) = [item for item in result.outcomes if item.kind != "ok"]
    return found


WORKER = Person("employee", birth=Birth(1990, 5), base=yuan("9000.00"))
RETIREE = Person("retiree", birth=Birth(1950, 6))
"""Beijing, 2 % of 9000 = 180.00 a month; retirees there from 70: 110 - 3 = 107.00."""
OPEN = Person("employee", birth=Birth(1990, 5))
"""The worker where the base is left to the statement."""


@given(
    st.sampled_from(REGIONS),
    st.sampled_from(["employee", "retiree", "flexible"]),
    st.integers(0, 35),
    st.integers(200_000, 4_000_000),
    st.integers(40, 85),
)
def test_a_statement_made_from_the_rules_is_all_right(
    region: object, status: Status, start: int, fen: int, age: int
) -> None:
    first = Month(2023, 1).plus(start)
    amount = Decimal(fen).scaleb(-2)
    person = Person(status, birth=Birth(first.year - age, 7), sex="female", paid_years=40)
    person = replace(person, pension=amount) if status == "retiree" else replace(person, base=amount)
    last = first.plus(18)
    try:
        asked = replace(person, sex=None) if status != "retiree" else person
        rows = statement(region.id, asked, first, last, book=SHIPPED)  # type: ignore[attr-defined]
    except InputError:
        return
    if not rows:
        return
    result = check(rows, region.id, person, book=SHIPPED)  # type: ignore[attr-defined]
    assert {item.kind for item in result.outcomes} <= {"ok", "no-rule"}
    assert not result.differs and not result.owed and not result.surplus


def test_twelve_right_months() -> None:
    result = check(statement("北京", WORKER), "北京", WORKER)
    assert [item.kind for item in result.outcomes] == ["ok"] * 12
    assert {item.credited for item in result.outcomes} == {yuan("180.00")} and not result.differs


def test_a_month_without_a_row_is_missing_and_owed() -> None:
    rows = [row for row in statement("北京", WORKER) if row.month != Month(2025, 4)]
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-04": "missing"}
    assert result.owed == yuan("180.00") and result.differs


def test_a_missing_month_is_found_by_the_base_of_the_month_before() -> None:
    rows = [row for row in statement("北京", WORKER) if row.month != Month(2025, 4)]
    result = check(rows, "北京", OPEN)
    assert kinds(result) == {"2025-04": "missing"} and result.owed == yuan("180.00")


def test_a_bill_that_was_not_paid_is_missing_and_says_so() -> None:
    rows = statement("北京", WORKER)
    rows[3] = replace(rows[3], kind="unpaid", label="单位缓缴")
    found = only(check(rows, "北京", WORKER))
    assert (found.kind, found.facts, found.lines) == ("missing", {"unpaid": "单位缓缴"}, (5,))


@pytest.mark.parametrize(("by", "kind"), [("-0.01", "short"), ("0.01", "over"), ("-100.00", "short")])
def test_another_amount_is_short_or_over(by: str, kind: str) -> None:
    rows = statement("北京", WORKER)
    rows[3] = replace(rows[3], credited=yuan("180.00") + yuan(by))
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-04": kind}
    assert result.owed - result.surplus == -yuan(by) and result.differs


def test_nothing_credited_is_missing() -> None:
    rows = statement("北京", WORKER)
    rows[3] = replace(rows[3], credited=yuan("0.00"))
    assert kinds(check(rows, "北京", WORKER)) == {"2025-04": "missing"}


def test_long_after_the_month_is_late() -> None:
    rows = statement("北京", WORKER)
    rows[3] = replace(rows[3], posted=date(2025, 7, 9))
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-04": "late"} and result.differs and not result.owed
    assert only(result).facts["posted"] == "2025-07-09"


def test_a_row_without_a_day_of_arrival_is_not_late() -> None:
    rows = [replace(row, posted=None) for row in statement("北京", WORKER)]
    assert kinds(check(rows, "北京", WORKER)) == {}


def test_a_later_bill_is_a_back_payment_and_no_difference() -> None:
    rows = statement("北京", WORKER)
    rows[3] = replace(rows[3], billed=Month(2025, 7), posted=date(2025, 7, 9), back_payment=True, label="补收")
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-04": "back-payment"} and not result.differs


def test_the_month_that_runs_is_not_yet_posted() -> None:
    rows = statement("北京", WORKER, last=Month(2025, 11))
    result = check(rows, "北京", WORKER, today=date(2025, 12, 1), last=Month(2025, 12))
    assert kinds(result) == {"2025-12": "not-yet-posted"} and not result.differs
    assert kinds(check(rows, "北京", WORKER, last=Month(2025, 12))) == {"2025-12": "missing"}


def test_a_base_in_the_file_that_moves_is_noticed_once() -> None:
    """9000 -> 9500 in May: 2 % = 190.00, as the file says itself."""
    rows = [
        replace(row, base=yuan("9500.00"), credited=yuan("190.00"))
        if row.month and row.month >= Month(2025, 5)
        else row
        for row in statement("北京", WORKER)
    ]
    result = check(rows, "北京", OPEN)
    assert kinds(result) == {"2025-05": "base-changed"} and not result.differs
    assert only(result).facts == {"old": "9000.00", "new": "9500.00"}


def test_a_floor_that_moves_is_no_change_of_base() -> None:
    """Beijing's floor went from 6821 (2024-07) to 7162 (2025-07); the file shows the base as applied."""
    worker = replace(WORKER, base=yuan("3000.00"))
    rows = statement("北京", worker)
    assert {row.base for row in rows} == {yuan("6821"), yuan("7162")}
    assert kinds(check(rows, "北京", OPEN)) == {}


def test_a_lower_declared_base_than_the_one_given_is_short() -> None:
    """Declared 8000, real 9000: 160.00 instead of 180.00, twelve months."""
    rows = statement("北京", replace(WORKER, base=yuan("8000.00")))
    result = check(rows, "北京", WORKER)
    assert {item.kind for item in result.outcomes} == {"short"} and result.owed == yuan("240.00")
    assert result.outcomes[0].facts == {"old": "9000.00", "new": "8000.00"}


def test_a_declared_base_that_leaves_the_one_given_has_changed() -> None:
    rows = [
        replace(row, base=yuan("8000.00"), credited=yuan("160.00")) if row.month == Month(2025, 12) else row
        for row in statement("北京", WORKER)
    ]
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-12": "base-changed"} and result.owed == yuan("20.00")


def test_amounts_alone_show_another_base_when_they_stay() -> None:
    """Without a base in the file: 170.00 twice is 2 % of 8499.75 to 8500.24; once it would only be short."""
    rows = statement("北京", WORKER, with_base=False)
    rows[10:] = [replace(row, credited=yuan("170.00")) for row in rows[10:]]
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-11": "base-changed", "2025-12": "base-changed"}
    assert result.outcomes[-1].facts == {"low": "8499.75", "high": "8500.24"} and result.owed == yuan("20.00")
    rows[11] = replace(rows[11], credited=yuan("180.00"))
    assert kinds(check(rows, "北京", WORKER)) == {"2025-11": "short"}


def test_the_amount_of_another_age_is_a_changed_band() -> None:
    """97.00 is what somebody below 70 gets; this retiree is 74."""
    rows = statement("北京", RETIREE)
    assert {row.credited for row in rows} == {yuan("107.00")}
    rows[3] = replace(rows[3], credited=yuan("97.00"))
    result = check(rows, "北京", RETIREE)
    assert kinds(result) == {"2025-04": "band-changed"} and result.owed == yuan("10.00")
    assert only(result).facts == {"from_age": "0", "below_age": "70"}


def test_a_band_reached_in_the_middle_is_right() -> None:
    """Born in June 1955: 70 in June 2025, so 97.00 until May and 107.00 from June."""
    person = replace(RETIREE, birth=Birth(1955, 6))
    rows = statement("北京", person)
    assert [str(row.credited) for row in rows[4:6]] == ["97.00", "107.00"]
    assert kinds(check(rows, "北京", person)) == {}


def test_the_amount_before_deductions_is_a_deduction() -> None:
    rows = [replace(row, credited=yuan("110.00"), deducted=yuan("3.00")) for row in statement("北京", RETIREE)]
    result = check(rows, "北京", RETIREE)
    assert {item.kind for item in result.outcomes} == {"deduction"} and not result.differs and not result.owed


def test_a_deduction_the_rule_does_not_know_is_owed() -> None:
    """110.00 - 8.00 = 102.00, but the rule deducts 3.00 only."""
    rows = statement("北京", RETIREE)
    rows[3] = replace(rows[3], credited=yuan("102.00"), deducted=yuan("8.00"))
    result = check(rows, "北京", RETIREE)
    assert kinds(result) == {"2025-04": "deduction"} and result.owed == yuan("5.00") and result.differs


def test_money_of_another_fund_is_listed_and_not_counted() -> None:
    rows = statement("北京", WORKER)
    rows.append(replace(rows[3], line=99, kind="other-fund", credited=yuan("50.00"), label="公务员医疗补助"))
    result = check(rows, "北京", WORKER)
    found = only(result)
    assert (found.kind, found.lines, found.credited) == ("other-fund", (99,), yuan("50.00"))
    assert not result.differs


def test_a_code_nobody_can_name_wants_a_look() -> None:
    rows = statement("北京", WORKER)
    rows[3] = replace(rows[3], kind="unknown-code", unknown=(UnknownCode("clct_flag", "4"),))
    result = check(rows, "北京", WORKER)
    assert kinds(result) == {"2025-04": "unknown-code"} and result.differs and not result.owed
    assert only(result).facts == {"codes": "clct_flag=4"}


def test_a_correction_is_taken_off_its_month() -> None:
    rows = statement("北京", WORKER)
    rows.append(replace(rows[3], line=99, kind="correction", credited=yuan("-180.00")))
    assert kinds(check(rows, "北京", WORKER)) == {"2025-04": "missing"}


def test_a_year_posted_at_once_is_looked_for_in_the_whole_account_year() -> None:
    """Shanghai: 1890.00 in July from 75 on; booked in August it is still that year's."""
    person = Person("retiree", birth=Birth(1945, 3))
    rows = statement("上海", person, Month(2024, 7), Month(2026, 6))
    assert [str(row.month) for row in rows] == ["2024-07", "2025-07"]
    assert kinds(check(rows, "上海", person)) == {}
    moved = [rows[0], replace(rows[1], month=Month(2025, 8), last=Month(2025, 8), posted=date(2025, 8, 3))]
    assert {item.kind for item in check(moved, "上海", person).outcomes} == {"ok"}


def test_a_row_for_several_months_is_shared_among_them() -> None:
    rows = statement("北京", WORKER)
    quarter = replace(rows[0], last=Month(2025, 3), credited=yuan("540.00"))
    assert kinds(check([quarter, *rows[3:]], "北京", WORKER)) == {}


def test_what_a_row_for_several_months_holds_is_due_month_by_month() -> None:
    """Base 7000: 140.00 until June, from July on 2 % of the floor of 7162, 143.24; together 849.72."""
    row = a_row(2, base=yuan("7000.00"), credited=yuan("849.72"))
    row = replace(row, month=Month(2025, 4), last=Month(2025, 9))
    result = check([row], "北京", OPEN)
    assert kinds(result) == {} and [str(item.credited) for item in result.outcomes[2:4]] == ["140.00", "143.24"]
    assert kinds(check([row], "北京", replace(OPEN, base=yuan("7000.00")))) == {}
    real = check([row], "北京", replace(OPEN, base=yuan("20000.00")))
    assert {item.kind for item in real.outcomes} == {"short"} and real.owed == yuan("1550.28")  # 6 x 400 - 849.72


def test_what_is_too_much_in_a_row_for_several_months_is_too_much_in_each() -> None:
    """2.10 more than due (849.72); equal shares would be too much until June and too little from July on."""
    row = a_row(2, base=yuan("7000.00"), credited=yuan("851.82"))
    result = check([replace(row, month=Month(2025, 4), last=Month(2025, 9))], "北京", OPEN)
    assert {item.kind for item in result.outcomes} == {"over"}
    assert (result.surplus, result.owed) == (yuan("2.10"), yuan("0.00"))


HANGZHOU = Person("employee", birth=Birth(1990, 5), base=yuan("9000.00"))
"""2 % of 9000 is 180.00 a month, posted in January for the whole year: 2160.00."""


def monthly(amounts: Sequence[str], first: Month = FIRST) -> list[StatementRow]:
    """A row a month with these amounts; none where the amount is empty."""
    rows = []
    for number, amount in enumerate(amounts):
        month = first.plus(number)
        if amount:
            rows.append(StatementRow(number + 2, "credit", month=month, last=month, credited=yuan(amount)))
    return rows


def test_a_yearly_credit_may_be_shown_by_the_month() -> None:
    assert {item.kind for item in check(monthly(["180.00"] * 9), "杭州", HANGZHOU).outcomes} == {"ok"}
    gap = check(monthly(["180.00", "180.00", "", "180.00"]), "杭州", HANGZHOU)
    assert kinds(gap) == {"2025-03": "missing"} and gap.owed == yuan("180.00")
    short = check(monthly(["170.00"], Month(2025, 3)), "杭州", HANGZHOU)
    assert kinds(short) == {"2025-03": "short"} and short.owed == yuan("10.00")
    changed = check(monthly(["180.00"] * 3 + ["190.00"] * 3), "杭州", HANGZHOU)
    assert kinds(changed)["2025-05"] == "base-changed"
    assert changed.outcomes[4].facts == {"low": "9499.98", "high": "9500.02"}  # x 2 % x 12 = 2280.00


def test_a_yearly_credit_that_is_too_small_is_short_of_the_year() -> None:
    result = check(monthly(["2000.00"]), "杭州", HANGZHOU)
    assert kinds(result) == {"2025-01": "short"} and result.owed == yuan("160.00")


def test_a_lower_declared_base_is_found_in_a_year_shown_by_the_month() -> None:
    rows = [replace(row, base=yuan("8000.00")) for row in monthly(["160.00"] * 3)]
    result = check(rows, "杭州", HANGZHOU)
    assert {item.kind for item in result.outcomes} == {"short"} and result.owed == yuan("60.00")
    assert result.outcomes[0].facts == {"old": "9000.00", "new": "8000.00"}


@pytest.mark.parametrize(
    ("amounts", "found"), [(("140.00",) * 3, ["ok"] * 3), (("1540.00", "", ""), ["no-rule"])], ids=["monthly", "lump"]
)
def test_a_yearly_rule_entered_within_the_year_loses_no_row(amounts: Sequence[str], found: list[str]) -> None:
    """Shanghai: retired in July, 1680.00 a year; nobody says how the first year is paid, 140.00 is its month."""
    worked = [replace(row, status="employee", base=yuan("12000.00")) for row in monthly(["240.00"] * 7)]
    retired = [replace(row, status="retiree", birth=Birth(1965, 5)) for row in monthly(amounts, Month(2025, 8))]
    result = reconcile([*worked, *retired], OPEN, today=LONG_AFTER, region=BOOK.region("上海"), rulebook=BOOK)
    assert [item.kind for item in result.outcomes] == ["ok"] * 7 + found
    assert not result.differs and result.compared == sum(kind == "ok" for kind in found) + 7


def test_rows_after_a_year_that_was_left_are_not_counted_into_it() -> None:
    """Hangzhou posts 2160.00 in January; from July on the person is retired there, for which no amount is known."""
    rows = [replace(row, status="employee", base=yuan("9000.00")) for row in monthly(["2160.00"])]
    rows += [replace(row, status="retiree") for row in monthly(["100.00"], Month(2025, 7))]
    result = reconcile(rows, Person("employee"), today=LONG_AFTER, region=BOOK.region("杭州"), rulebook=BOOK)
    assert [(str(item.month), item.kind, str(item.credited)) for item in result.outcomes] == [
        ("2025-01", "ok", "2160.00"),
        ("2025-07", "no-rule", "100.00"),
    ]


SOME_ROWS = st.lists(
    st.builds(
        lambda kind, number, length, credited, base, status, line: a_row(
            line,
            kind,
            month=FIRST.plus(number),
            last=FIRST.plus(number + length),
            credited=credited,
            base=base,
            status=status,
            unknown=(UnknownCode("x", "9"),) if kind == "unknown-code" else (),
        ),
        st.sampled_from(["credit", "credit", "correction", "other-fund", "outflow", "unpaid", "unknown-code"]),
        st.integers(0, 15),
        st.sampled_from([0, 0, 2]),
        st.sampled_from([None, yuan("0.00"), yuan("180.00"), yuan("1680.00"), yuan("-20.00")]),
        st.sampled_from([None, yuan("0.00"), yuan("9000.00")]),
        st.sampled_from([None, None, "employee", "retiree", "resident"]),
        st.integers(2, 99),
    ),
    max_size=12,
    unique_by=lambda row: row.line,
)


@given(
    SOME_ROWS, st.sampled_from(["北京", "上海", "杭州", "苏州", "拉萨"]), st.sampled_from(["employee", "retiree", None])
)
def test_no_row_is_lost(rows: list[StatementRow], region: str, status: Status | None) -> None:
    """Whatever a statement says: what was credited, and what nobody understands, is in an outcome; or it was unpaid."""
    person = Person("employee", birth=Birth(1955, 6))
    place = BOOK.region(region)
    result = reconcile(rows, person, today=LONG_AFTER, status=status, region=place, rulebook=BOOK)
    told = {line for item in result.outcomes for line in item.lines} | {row.line for row in result.unpaid}
    kept = ("credit", "correction", "unknown-code", "unpaid")
    assert told >= {row.line for row in rows if row.kind in kept}
    assert not any(item.owed and item.surplus for item in result.outcomes)
    assert all(item.credited == item.expected for item in result.outcomes if item.kind == "ok")


def test_a_resident_is_one_in_that_row_alone() -> None:
    rows = monthly(["0.00", "180.00"])
    rows[0] = replace(rows[0], status="resident", base=yuan("0.00"))
    assert kinds(check(rows, "北京", WORKER)) == {}


def test_a_base_of_zero_is_none() -> None:
    """An unpaid month shows zero; 2 % of the floor would be expected of it and of the months after it."""
    rows = [replace(row, base=yuan("9000.00")) for row in monthly(["180.00", "0.00", "180.00"])]
    rows[1:] = [replace(row, base=yuan("0.00")) for row in rows[1:]]
    result = check(rows, "北京", OPEN)
    assert kinds(result) == {"2025-02": "missing"} and result.owed == yuan("180.00")


@pytest.mark.parametrize("base", ["9500.00", "500.00"], ids=["the new base", "the difference"])
def test_a_difference_booked_later_is_a_back_payment(base: str) -> None:
    """2 % of 9500 is 190.00: 180.00 in time, 10.00 later; the base after it is the one of the rows themselves."""
    rows = [replace(row, base=yuan("9000.00")) for row in monthly(["180.00"] * 3)]
    late = replace(rows[0], line=99, base=yuan(base), credited=yuan("10.00"), billed=Month(2025, 6))
    late = replace(late, back_payment=True, difference=True, label="基数补差")
    result = check([*rows, late], "北京", OPEN)
    assert kinds(result) == {"2025-01": "back-payment"} and not result.differs
    assert only(result).expected == yuan("190.00")
    result = check([*rows, replace(late, credited=yuan("7.00"))], "北京", OPEN)
    assert kinds(result) == {"2025-01": "over"} and result.surplus == yuan("7.00")


def test_a_row_without_an_amount_is_not_compared() -> None:
    rows = [replace(row, credited=None, base=yuan("9000.00")) for row in monthly(["1.00"])]
    result = check(rows, "北京", OPEN)
    assert (only(result).kind, only(result).facts, result.compared) == ("no-rule", {"why": "amount"}, 0)


def test_months_that_were_asked_about_are_answered_or_said_to_lack_something() -> None:
    rows = [replace(row, base=yuan("9000.00")) for row in monthly(["180.00"], Month(2025, 3))]
    place = BOOK.region("北京")
    result = reconcile(
        rows, OPEN, today=LONG_AFTER, status="employee", region=place, first=Month(2025, 2), rulebook=BOOK
    )
    assert kinds(result) == {"2025-02": "no-rule"} and isinstance(only(result).error, MissingInputError)


def test_what_was_taken_back_is_named_and_lines_are_in_order() -> None:
    rows = monthly(["180.00"])
    rows = [replace(rows[0], line=9), replace(rows[0], line=3, kind="correction", credited=yuan("-180.00"))]
    found = only(check(rows, "北京", WORKER))
    assert (found.kind, found.facts, found.lines) == ("missing", {"corrected": "-180.00"}, (3, 9))


def test_the_plan_of_the_statement_counts_where_none_is_given() -> None:
    """Shenzhen: 2 % in plan 一档, no account in 二档."""
    for plan, amount in (("1档", "180.00"), ("二档", "0.00")):
        rows = [replace(row, base=yuan("9000.00"), plan=plan) for row in monthly([amount])]
        assert kinds(check(rows, "深圳", OPEN)) == {}


def test_status_and_birth_of_the_statement_are_used() -> None:
    """Somebody who retires: the file says from which month; born 1965-07, so below 70: 97.00."""
    working = statement("北京", WORKER)[:6]
    retired = statement("北京", replace(RETIREE, birth=Birth(1965, 7)))[6:]
    rows = [replace(row, status="employee", birth=Birth(1965, 7)) for row in working]
    rows += [replace(row, status="retiree") for row in retired]
    result = reconcile(rows, Person("employee"), today=LONG_AFTER, region=BOOK.region("北京"), rulebook=BOOK)
    assert [str(item.credited) for item in result.outcomes] == ["180.00"] * 6 + ["97.00"] * 6
    assert kinds(result) == {}


def test_a_county_code_leads_to_its_city() -> None:
    rows = [replace(row, region="420106", status="retiree") for row in statement("武汉", Person("retiree"))]
    result = reconcile(rows, Person("employee"), today=LONG_AFTER, rulebook=BOOK)
    assert kinds(result) == {} and result.outcomes[0].credited == yuan("83.00")


def test_what_is_missing_is_said_for_each_month() -> None:
    rows = statement("北京", WORKER, with_base=False)
    result = reconcile(rows, Person("employee"), today=LONG_AFTER, status="employee", rulebook=BOOK)
    assert isinstance(result.outcomes[0].error, MissingInputError) and result.compared == 0


def test_people_are_kept_apart() -> None:
    rows = [replace(row, person=who) for who in ("甲", "乙") for row in statement("北京", WORKER)]
    del rows[15]
    result = check(rows, "北京", WORKER)
    assert [(item.person, str(item.month)) for item in result.outcomes if item.kind == "missing"] == [("乙", "2025-04")]


@pytest.mark.parametrize("rate", ["0.02", "2", "2.0"])
def test_base_times_rate_holds_however_the_rate_is_written(rate: str) -> None:
    assert not list(breaks([a_row(2, base=yuan("9000.00"), own_rate=yuan(rate), own=yuan("180.00"))]))


def test_one_rate_for_the_whole_credit_is_held_against_the_whole() -> None:
    row = a_row(3, base=yuan("9000.00"), rate=yuan("2.8"), credited=yuan("250.00"))
    assert list(breaks([row])) == [Break(3, "rate", yuan("250.00"), yuan("252.00"))]


def test_identities_that_do_not_hold_are_named_with_what_they_should_be() -> None:
    row = a_row(
        7,
        base=yuan("9000.00"),
        own_rate=yuan("0.02"),
        own=yuan("170.00"),
        employer_rate=yuan("30"),
        employer=yuan("30.00"),
        credited=yuan("210.00"),
    )
    assert list(breaks([row])) == [
        Break(7, "parts", yuan("210.00"), yuan("200.00")),
        Break(7, "own-rate", yuan("170.00"), yuan("180.00")),
    ]


def test_a_sum_is_held_against_itself_where_the_file_says_it_is_one() -> None:
    row = a_row(7, base=yuan("9000.00"), employer_rate=yuan("83"), employer=yuan("80.00"), fixed=True)
    assert list(breaks([row])) == [Break(7, "employer-rate", yuan("80.00"), yuan("83.00"))]


def test_the_balance_runs_in_either_direction() -> None:
    """1000 + 180 = 1180; less 80 spent = 1100; interest 5 makes 1105."""
    rows = [
        a_row(2, credited=yuan("100.00"), balance=yuan("1000.00")),
        a_row(3, credited=yuan("180.00"), balance=yuan("1180.00")),
        a_row(4, "outflow", spent=yuan("80.00"), balance=yuan("1100.00")),
        a_row(5, "other-fund", credited=yuan("5.00"), balance=yuan("1105.00")),
    ]
    assert not list(breaks(rows)) and not list(breaks(rows[::-1]))
    rows[2] = replace(rows[2], balance=yuan("1090.00"))
    found = list(breaks(rows))
    assert found[0] == Break(4, "balance", yuan("1090.00"), yuan("1100.00"))


def test_identities_hold_for_a_row_of_several_months() -> None:
    """3 x 2 % of 9000 = 540.00; the balance moves once."""
    rows = [
        a_row(2, credited=yuan("100.00"), balance=yuan("100.00")),
        a_row(3, credited=yuan("540.00"), balance=yuan("640.00"), base=yuan("9000.00"), rate=yuan("0.02")),
    ]
    rows[1] = replace(rows[1], last=Month(2025, 3))
    assert not list(breaks(rows)) and not check(rows[1:], "北京", OPEN).breaks
    short = replace(rows[1], credited=yuan("500.00"))
    assert list(breaks([short])) == [Break(3, "rate", yuan("500.00"), yuan("540.00"))]


# Beijing, 2025-08: 2 % of the base, which lies between 7162 and 35811; employees pay 3 yuan of large-sum cover besides.


def contributed(paid: str | None, credited: str | None = None, base: str = "10000.00") -> Outcome:
    row = a_row(
        *(2, "credit"),
        month=Month(2025, 8),
        last=Month(2025, 8),
        base=yuan(base),
        paid=None if paid is None else yuan(paid),
        credited=None if credited is None else yuan(credited),
    )
    (outcome,) = check([row], "北京", OPEN, book=SHIPPED).outcomes
    return outcome


@pytest.mark.parametrize("paid", ["200.00", "203.00"])
def test_a_contribution_that_is_right_may_hold_what_is_paid_besides(paid: str) -> None:
    outcome = contributed(paid, "200.00")
    assert (outcome.kind, outcome.differs, outcome.paid, outcome.paid_due) == ("ok", False, yuan(paid), yuan(paid))


def test_another_contribution_differs_and_nothing_of_the_credit_is_owed() -> None:
    outcome = contributed("160.00", "200.00")
    assert outcome.kind == "contribution-differs" and outcome.differs and not outcome.owed
    assert (outcome.paid, outcome.paid_due) == (yuan("160.00"), yuan("200.00"))


def test_a_contribution_is_held_against_the_base_within_its_limits() -> None:
    assert contributed("60.00", base="3000.00").paid_due == yuan("143.24")
    assert contributed("1000.00", base="50000.00").paid_due == yuan("716.22")


def test_without_a_credit_in_the_file_the_contribution_is_held_against_the_rule_alone() -> None:
    assert contributed("200.00").kind == "ok"
    assert contributed("199.99").kind == "contribution-differs"
    assert contributed(None).kind == "no-rule"


def test_a_credit_that_differs_stays_what_it_is() -> None:
    outcome = contributed("160.00", "160.00")
    assert (outcome.kind, outcome.owed, outcome.paid_due) == ("short", yuan("40.00"), yuan("200.00"))


def test_a_retiree_pays_no_contribution_that_a_rule_knows() -> None:
    row = a_row(2, month=Month(2025, 8), last=Month(2025, 8), credited=yuan("107.00"), paid=yuan("3.00"))
    (outcome,) = check([row], "北京", RETIREE, book=SHIPPED).outcomes
    assert (outcome.kind, outcome.paid) == ("ok", None)


def test_the_rate_of_the_contribution_in_a_file_is_held_against_its_base() -> None:
    row = a_row(5, base=yuan("10000.00"), paid=yuan("150.00"), paid_rate=Decimal("0.02"))
    assert list(breaks([row])) == [Break(5, "paid-rate", yuan("150.00"), yuan("200.00"))]


def test_a_month_with_something_given_back_is_not_held_against_its_contribution() -> None:
    august = {"month": Month(2025, 8), "last": Month(2025, 8), "base": yuan("10000.00")}
    rows = [
        a_row(2, "credit", credited=yuan("200.00"), paid=yuan("200.00"), **august),
        a_row(3, "correction", credited=yuan("-50.00"), paid=yuan("-50.00"), **august),
    ]
    (outcome,) = check(rows, "北京", OPEN, book=SHIPPED).outcomes
    assert (outcome.credited, outcome.paid) == (yuan("150.00"), None)
