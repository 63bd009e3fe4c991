"""`yibao years`, `why`, `claims`, `rules coverage`, `rules stale`, and the posting day in an estimate."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.core.diagnosis import CONFIRMABLE, findings
from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.core.policy import Deduction
from yibao_cli.core.posting import Posting
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Run, Runner, write_rules
from ..core.builders import answer, band, policy, pooled


def _years(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run.out)["years"]
    return found


def test_years_needed_missing_and_reached(yibao: Runner) -> None:
    run = yibao("years", "-r", "北京", "--sex", "女", "--paid", "17", "--month", "2026-11")
    assert run.code == 0
    assert "需要  20 年" in run.out and "还差  现在差 3 年,不断缴的话缴到 2029-10 满" in run.out


def test_years_at_each_possible_retirement(yibao: Runner) -> None:
    question = (
        "years",
        "-r",
        "珠海",
        "--sex",
        "女",
        "--paid",
        "17",
        "--birth",
        "1975-03",
        "--month",
        "2024-11",
        "--json",
    )
    early, late = _years(yibao(*question))
    assert (early["retire_kind"], early["retiring"], early["needed"], early["missing_then"]) == (
        "women-50",
        "2025-05",
        21,
        4,
    )
    assert (late["retire_kind"], late["retiring"], late["needed"], late["missing_then"]) == (
        "women-55",
        "2031-07",
        25,
        2,
    )
    (one,) = _years(yibao(*question, "--retire-kind", "women-55"))
    assert one == late


def test_years_follow_the_retirement_month(yibao: Runner) -> None:
    """Shenzhen asks 24 years of those who retire in 2023 and 25 of those from 2024."""
    for month, needed in (("2023-12", 24), ("2024-01", 25)):
        (answer,) = _years(yibao("years", "-r", "深圳", "--sex", "男", "--paid", "10", "--month", month, "--json"))
        assert answer["needed"] == needed


def test_years_name_other_people_the_region_treats_apart(yibao: Runner) -> None:
    run = yibao("years", "-r", "广州", "--sex", "男", "--paid", "10")
    assert run.code == 3 and "另有" in run.out and "男 15 年" in run.out


def test_years_of_an_unknown_region(yibao: Runner) -> None:
    run = yibao("years", "-r", "拉萨", "--sex", "男", "--paid", "10")
    assert run.code == 3 and "规则库没有收录拉萨市一般参保人终身医保的缴费年限" in run.out and "12393" in run.out
    assert json.loads(yibao("years", "-r", "拉萨", "--sex", "男", "--paid", "10", "--json").out)["years"] == []


def test_why_confirms_the_reform_with_both_amounts(yibao: Runner) -> None:
    run = yibao(
        "why", "-r", "武汉", "-s", "退休", "--age", "66", "--pension", "5000", "--month", "2023-02", "--symptom", "变少"
    )
    assert run.code == 0
    assert run.out.splitlines()[2] == "1. 当地的划入规定变了(多半是门诊共济改革)(规则证实)"
    assert "规则:2023-01 每月 240.00 元,2023-02 每月 83.00" in run.out


def test_why_confirms_retirement_new_limits_and_a_birthday(yibao: Runner) -> None:
    retired = (
        "why",
        "-r",
        "武汉",
        "-s",
        "退休",
        "--base",
        "9000",
        "--month",
        "2024-02",
        "--retired",
        "2024-01",
        "--json",
    )
    facts = _findings(yibao(*retired).out)["retired"]
    assert (facts["was"], facts["is"]) == ("180.00", "83.00")
    limits = ("why", "-r", "北京", "-s", "在职", "--base", "6000", "--month", "2024-07", "--json")
    facts = _findings(yibao(*limits).out)["base-limits"]
    assert (facts["before"], facts["was"], facts["after"], facts["is"]) == ("2024-06", "126.52", "2024-07", "136.42")
    birthday = ("why", "-r", "北京", "-s", "退休", "--birth", "1955-01", "--month", "2025-01", "--json")
    facts = _findings(yibao(*birthday).out)["age-band"]
    assert (facts["was"], facts["is"]) == ("97.00", "107.00")


def test_a_rise_is_no_cause_of_less(yibao: Runner) -> None:
    birthday = ("why", "-r", "北京", "-s", "退休", "--birth", "1955-01", "--month", "2025-01", "--json")
    assert "age-band" in _findings(yibao(*birthday).out)
    assert _findings(yibao(*birthday, "--symptom", "变少").out) == {}


def test_an_age_and_a_birth_go_together_in_the_months_before(yibao: Runner) -> None:
    run = yibao("why", "-r", "武汉", "-s", "退休", "--age", "66", "--birth", "1958-03", "--month", "2024-05")
    assert run.code == 0


def test_why_says_when_the_rules_know_nothing_of_the_person(yibao: Runner) -> None:
    run = yibao("why", "-r", "拉萨", "-s", "退休", "--symptom", "没到账")
    assert run.code == 0 and "规则库没有收录拉萨市退休人员的个人账户划入规定" in run.out


def test_a_deduction_that_began_is_confirmed() -> None:
    before = policy(pooled(band(yuan="105")), status="retiree")
    after = policy(pooled(band(yuan="105")), status="retiree", deductions=(Deduction("大额", (band(yuan="5"),)),))
    credits = [
        answer(rule, Person("retiree"), month) for rule, month in ((before, Month(2024, 7)), (after, Month(2024, 8)))
    ]
    (finding,) = findings(credits, [], date(2024, 10, 1), symptom="less")
    assert (finding.cause, finding.facts["was"], finding.facts["is"]) == ("deduction", "105.00", "100.00")


def test_why_confirms_no_account_and_yearly_posting(yibao: Runner) -> None:
    assert "no-account" in _findings(yibao("why", "-r", "武汉", "-s", "灵活就业", "--month", "2024-02", "--json").out)
    found = _findings(
        yibao("why", "-r", "上海", "-s", "退休", "--birth", "1949-12", "--month", "2025-08", "--json").out
    )
    assert found["yearly"] == {"month": "2025-07", "amount": "1890.00"}


def _findings(out: str) -> dict[str, dict[str, str]]:
    return {cause["id"]: cause["finding"]["facts"] for cause in json.loads(out)["causes"] if cause["finding"]}


@pytest.mark.parametrize(
    ("today", "said"),
    [(date(2024, 8, 19), True), (date(2024, 8, 20), True), (date(2024, 8, 21), False), (date(2024, 9, 1), False)],
)
def test_the_posting_day_may_not_have_come(today: date, said: bool) -> None:
    posting = Posting("x.toml", None, None, "month", "secondary", ("a",), last_day=20)
    credit = answer(policy(pooled(band(yuan="83")), status="retiree"), Person("retiree"), Month(2024, 8))
    found = findings([credit], [posting], today)
    assert [item.cause for item in found] == (["not-posted"] if said else [])


def test_why_without_a_person_lists_the_causes_of_a_symptom(yibao: Runner) -> None:
    out = yibao("why", "--symptom", "余额为零").out
    assert "社保卡没办、没激活" in out and "换了年龄段" not in out
    assert "规则证实" not in out


def test_every_cause_is_checkable_and_every_confirmable_one_is_in_the_rules(book: Rulebook) -> None:
    causes = {cause.id: cause for cause in book.causes()}
    assert set(CONFIRMABLE) <= causes.keys() and len(causes) >= 10
    assert all(cause.check and cause.ask and cause.sources for cause in causes.values())


def test_claims_can_be_narrowed(yibao: Runner) -> None:
    everything = json.loads(yibao("claims", "--json").out)["claims"]
    assert len(everything) >= 157
    shanghai = json.loads(yibao("claims", "--region", "上海", "--json").out)["claims"]
    assert {claim["region"] for claim in shanghai} <= {None, "national", "shanghai"} and len(shanghai) < len(everything)
    credit = json.loads(yibao("claims", "--topic", "划入", "--verdict", "contradicted", "--json").out)["claims"]
    assert credit and all((claim["topic"], claim["verdict"]) == ("credit", "contradicted") for claim in credit)


def test_a_number_from_an_article_is_found_and_judged(yibao: Runner) -> None:
    out = yibao("claims", "--number", "3.8%").out
    assert "没有写地区,到处都不能照用" in out and "3.8%" in out


@pytest.mark.shipped_rules
def test_coverage_prints_what_the_page_holds(yibao: Runner, shipped_book: Rulebook) -> None:
    rows = json.loads(yibao("rules", "coverage", "--json").out)["regions"]
    ids = {row["id"] for row in rows}
    assert sum("/" not in id for id in ids) == 31
    wuhan = next(row for row in rows if row["id"] == "hubei/wuhan")
    retiree, flexible = wuhan["statuses"]["retiree"], wuhan["statuses"]["flexible"]
    assert (retiree["since"], retiree["grade"], retiree["confirmed"], retiree["own"]) == (
        "2023-02",
        "press",
        "2023-02-15",
        True,
    )
    assert not flexible["account"]
    assert not wuhan["statuses"]["resident"]["own"]
    text = yibao("rules", "coverage").out.splitlines()
    assert len(text) == len(rows) + 5 and all("基数上下限" in line for line in text[-4:-1])
    assert text[-1].startswith("规则库 ") and shipped_book.digest in text[-1]


def test_stale_sorts_by_reach_and_by_how_long_ago(yibao: Runner) -> None:
    items = json.loads(yibao("rules", "stale", "--month", "2026-11", "--json").out)["items"]
    order = [(-item["reach"], -item["months"]) for item in items if item["kind"] != "national"]
    assert order == sorted(order) and all(months for _, months in order)
    national = [item["region"] for item in items if item["kind"] == "national"]
    assert items[-1]["kind"] == "national" and "xinjiang/beitun" in national and "hubei/wuhan" not in national
    beijing = [item for item in items if item["region"] == "beijing" and item["kind"] == "limits"]
    assert [(item["months"], item["text"]) for item in beijing] == [(5, "最近的年度到 2026-06 为止")]


def test_stale_tightens_with_the_threshold(yibao: Runner, tmp_path: Path) -> None:
    lengths = [
        len(json.loads(yibao("rules", "stale", "--month", "2026-11", "--older-than", age, "--json").out)["items"])
        for age in ("6m", "1y", "36")
    ]
    assert lengths[0] >= lengths[1] > lengths[2]


def test_the_posting_day_is_part_of_the_answer(yibao: Runner, tmp_path: Path) -> None:
    rules = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2024-01-01
title = "定额"
pooled = { yuan = 50 }
grade = "press"
sources = ["caixin-2023"]

[[posting]]
first_day = 5
last_day = 10
grade = "press"
sources = ["caixin-2023"]
"""
    root = str(write_rules(tmp_path, {"xizang/lasa.toml": rules}))
    words = ("estimate", "-r", "拉萨", "-s", "退休", "--month", "2024-08", "--rules", root)
    assert "到账    每月 5 至 10 日(报刊)" in yibao(*words).out
    assert json.loads(yibao(*words, "--json").out)["posting"][0]["last_day"] == 10


@pytest.mark.shipped_rules
def test_why_names_what_is_paid_once_a_year(yibao: Runner) -> None:
    """三门峡 employees pay 220 yuan of large-sum cover a year; nobody says whether out of the account."""
    asked = ("-r", "三门峡", "-s", "在职", "--base", "20000", "--month", "2026-10", "--was", "400", "--now", "180")
    run = yibao("why", *asked)
    assert "220.00" in run.out and "大额医疗" in run.out


@pytest.mark.shipped_rules
def test_rules_show_what_is_deducted_paid_besides_and_not_used(yibao: Runner) -> None:
    run = yibao("rules", "show", "武汉", "--month", "2026-11")
    assert "代扣        大额医疗保险 每月定额 7.00\n" in run.out
    assert "另缴        大额医疗保险 每月定额 7.00\n" in run.out
    assert "可代扣      大额医疗保险 每月定额 7.00(2014 年的报道包括他们" in run.out
    assert "未用        基数上下限:见到过 2025 年 10 月起分三档" in run.out
    document = json.loads(yibao("rules", "show", "武汉", "--month", "2014-09", "--json").out)
    assert document["deductions"] == []  # they begin a month later
