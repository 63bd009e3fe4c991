"""Which entry answers: inheritance, periods, plans, groups, limits, overlays."""

from decimal import Decimal
from pathlib import Path

import pytest

from yibao_cli.core.credit import NoRule
from yibao_cli.core.errors import InputError, MissingInputError, RuleFileError
from yibao_cli.core.literals import Status
from yibao_cli.core.month import Month, parse_month
from yibao_cli.core.person import Person
from yibao_cli.core.ruling import Ruling
from yibao_cli.model.files import RegionFile
from yibao_cli.rulebook import OVERLAY_VARIABLE
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.problem import problems_of
from yibao_cli.rulebook.toml_store import TomlStore

from ..conftest import RULES, write_rules

CITED = 'grade = "press"\nsources = ["caixin-beijing-2022-08"]\n'


def region(name: str, adcode: str) -> str:
    return f'[region]\nname = "{name}"\nname_en = "X"\nadcode = "{adcode}"\n'


def retiree(yuan: int, period: str = "from = 2023-01-01", **more: str) -> str:
    extra = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'[[retiree]]\n{extra}{period}\ntitle = "试验"\npooled = {{ yuan = {yuan} }}\n{CITED}'


def limits_line(floor: int, ceiling: int, period: str, place: str = "xizang/lasa") -> str:
    evidence = 'kind = "medical", grade = "press", sources = ["caixin-beijing-2022-08"]'
    return f'  {{ region = "{place}", {period}, floor = {floor}, ceiling = {ceiling}, {evidence} }},\n'


XIZANG = region("西藏自治区", "540000")
LASA = region("拉萨市", "540100")


def open_with(tmp_path: Path, lasa: str = "", xizang: str = "", limits: str = "") -> Rulebook:
    files = {"xizang/lasa.toml": LASA + lasa, "xizang.toml": XIZANG + xizang, "limits.toml": f"limits = [\n{limits}]\n"}
    return Rulebook.open(write_rules(tmp_path, files))


def found(book: Rulebook, month: str, person: Person | None = None, place: str = "拉萨") -> Ruling | NoRule:
    return book.ruling(book.region(place), person or Person("retiree"), parse_month(month))


def yuan_of(ruling: Ruling | NoRule) -> Decimal | None:
    assert isinstance(ruling, Ruling)
    return ruling.policy.parts[0].bands[0].yuan


def test_the_city_goes_before_the_province_and_the_province_before_the_nation(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1, "from = 2024-01-01"), retiree(2, "from = 2023-01-01"))
    assert yuan_of(found(book, "2024-01")) == 1
    assert yuan_of(found(book, "2023-12")) == 2  # the city says nothing yet
    assert yuan_of(found(book, "2024-01", place="西藏")) == 2
    employee = found(book, "2024-01", Person("employee"))
    assert isinstance(employee, Ruling) and employee.policy.file == "national.toml"


def test_the_national_rule_for_employees_starts_in_2024_and_there_is_none_for_retirees(book: Rulebook) -> None:
    place = book.region("拉萨")
    assert isinstance(book.ruling(place, Person("employee"), Month(2024, 1)), Ruling)
    before = book.ruling(place, Person("employee"), Month(2023, 12))
    assert isinstance(before, NoRule) and before.reason == "month" and before.nearest is not None
    assert before.nearest.starts == Month(2024, 1)
    retired = book.ruling(place, Person("retiree"), Month(2024, 1))
    assert isinstance(retired, NoRule) and retired.reason == "never"


def test_a_period_ends_before_its_end_day(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1, "from = 2023-01-01\nto = 2024-01-01") + retiree(2, "from = 2024-01-01"))
    assert [yuan_of(found(book, month)) for month in ("2023-12", "2024-01")] == [1, 2]


def test_a_rule_seen_first_in_a_month_answers_from_that_month(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1, "seen = 2024-03-20"))
    assert isinstance(found(book, "2024-02"), NoRule)
    assert yuan_of(found(book, "2024-03")) == 1


def test_a_past_rule_without_a_start_answers_for_24_months(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1, "to = 2023-02-01"))
    assert isinstance(found(book, "2021-01"), NoRule)
    assert yuan_of(found(book, "2021-02")) == 1
    assert yuan_of(found(book, "2023-01")) == 1
    assert isinstance(found(book, "2023-02"), NoRule)


def test_the_nearest_period_is_named(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1, "from = 2020-01-01\nto = 2021-01-01") + retiree(2, "from = 2023-01-01"))
    for month, starts in (("2021-02", "2020-01"), ("2022-10", "2023-01")):
        missing = found(book, month)
        assert isinstance(missing, NoRule) and missing.nearest is not None
        assert str(missing.nearest.starts) == starts


def test_the_main_group_answers_and_the_others_are_named(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1) + retiree(2, group="灵活就业退休人员"))
    main = found(book, "2024-01")
    assert yuan_of(main) == 1 and isinstance(main, Ruling) and main.other_groups == ("灵活就业退休人员",)
    assert yuan_of(found(book, "2024-01", Person("retiree", group="灵活就业退休人员"))) == 2
    with pytest.raises(InputError) as caught:
        found(book, "2024-01", Person("retiree", group="老红军"))
    assert caught.value.code == "group-unknown" and caught.value.facts["choices"] == ("灵活就业退休人员",)


def test_a_group_alone_leaves_the_main_group_to_the_province(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(2, group="灵活就业退休人员"), retiree(1))
    assert yuan_of(found(book, "2024-01")) == 1


def test_a_group_alone_without_a_main_rule_anywhere_is_named(tmp_path: Path) -> None:
    missing = found(open_with(tmp_path, retiree(2, group="省本级")), "2024-01")
    assert isinstance(missing, NoRule) and (missing.reason, missing.groups) == ("group", ("省本级",))


def test_where_all_entries_name_a_plan_one_has_to_be_named(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1, plan="一档") + retiree(2, plan="二档"))
    with pytest.raises(MissingInputError) as caught:
        found(book, "2024-01")
    assert caught.value.names == ("plan",) and caught.value.choices == ("一档", "二档")
    assert yuan_of(found(book, "2024-01", Person("retiree", plan="二档"))) == 2
    with pytest.raises(InputError) as unknown:
        found(book, "2024-01", Person("retiree", plan="三档"))
    assert unknown.value.code == "plan-unknown"


def test_an_entry_without_a_plan_is_the_main_one(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1) + retiree(2, plan="单建统筹"))
    main = found(book, "2024-01")
    assert yuan_of(main) == 1 and isinstance(main, Ruling) and main.other_plans == ("单建统筹",)


def test_only_plans_of_that_month_are_offered(tmp_path: Path) -> None:
    book = open_with(tmp_path, retiree(1) + retiree(2, "from = 2025-01-01", plan="单建统筹"))
    before, after = found(book, "2024-12"), found(book, "2025-01")
    assert isinstance(before, Ruling) and before.other_plans == ()
    assert isinstance(after, Ruling) and after.other_plans == ("单建统筹",)


def test_base_limits_are_carried_for_24_months_and_no_longer(tmp_path: Path) -> None:
    book = open_with(tmp_path, limits=limits_line(4000, 20000, "from = 2021-07-01, to = 2022-07-01"))
    place = book.region("拉萨")
    for month, known, carried in (
        ("2021-06", False, False),
        ("2021-07", True, False),
        ("2022-06", True, False),
        ("2022-07", True, True),
        ("2024-06", True, True),
        ("2024-07", False, False),
    ):
        limits, is_carried = book.limits_for(place.layers, parse_month(month))
        assert (limits is not None, is_carried) == (known, carried), month


def test_a_group_of_the_province_is_a_pool_of_its_own_beside_the_citys_limits(tmp_path: Path) -> None:
    own = f'from = 2024-01-01\ntitle = "试验"\nown = {{ rate = "2%", of = "base" }}\n{CITED}'
    province = f'[[employee]]\n{own}[[employee]]\ngroup = "省本级"\n{own}'
    book = open_with(tmp_path, xizang=province, limits=limits_line(4000, 19000, "from = 2024-01-01"))
    main = found(book, "2024-05", Person("employee"))
    group = found(book, "2024-05", Person("employee", group="省本级"))
    assert isinstance(main, Ruling) and main.limits is not None and main.limits.ceiling == 19000
    assert isinstance(group, Ruling) and group.limits is None


def test_limits_without_an_end_hold_for_a_year_and_end_where_the_next_begin(tmp_path: Path) -> None:
    lines = limits_line(4000, 20000, "seen = 2023-07-15") + limits_line(4100, 20500, "from = 2024-04-01")
    book = open_with(tmp_path, limits=lines)
    place = book.region("拉萨")
    for month, floor, carried in (
        ("2023-07", 4000, False),
        ("2024-03", 4000, False),
        ("2024-04", 4100, False),
        ("2025-04", 4100, True),
    ):
        limits, is_carried = book.limits_for(place.layers, parse_month(month))
        assert limits is not None
        assert limits.floor == floor and is_carried == carried, month


OF_THE_CITY = limits_line(4000, 20000, "from = 2023-01-01, to = 2024-01-01")


def limits_in(book: Rulebook, month: str, status: Status = "employee", group: str | None = None) -> tuple[str, bool]:
    """The floor of the limits of Lhasa, and whether they are carried."""
    limits, carried = book.limits_for(book.region("拉萨").layers, parse_month(month), status, group)
    return (str(limits.floor) if limits else "none"), carried


def test_limits_in_force_in_the_province_go_before_those_the_city_carries(tmp_path: Path) -> None:
    of_the_province = limits_line(3000, 15000, "from = 2024-01-01, to = 2025-01-01", "xizang")
    book = open_with(tmp_path, limits=OF_THE_CITY + of_the_province)
    assert limits_in(book, "2023-12") == ("4000", False)
    assert limits_in(book, "2024-01") == ("3000", False)
    assert limits_in(book, "2025-01") == ("4000", True)  # both are old: the nearer one


def test_a_pool_of_its_own_never_takes_the_provinces_limits(tmp_path: Path) -> None:
    own = OF_THE_CITY.replace("kind", "own_pool = true, kind")
    of_the_province = limits_line(3000, 15000, "from = 2024-01-01, to = 2025-01-01", "xizang")
    assert limits_in(open_with(tmp_path, limits=own + of_the_province), "2024-01") == ("4000", True)


def test_limits_that_hold_until_the_next_are_never_carried(tmp_path: Path) -> None:
    lines = limits_line(4000, 20000, "from = 2023-01-01, open = true") + limits_line(4100, 20500, "from = 2026-04-01")
    book = open_with(tmp_path, limits=lines)
    assert limits_in(book, "2026-03") == ("4000", False)
    assert limits_in(book, "2026-04") == ("4100", False)


def test_limits_of_some_people_go_before_those_of_everybody(tmp_path: Path) -> None:
    own = limits_line(6000, 30000, "from = 2023-01-01").replace("kind", 'status = ["flexible"], kind')
    group = limits_line(7000, 35000, "from = 2023-01-01").replace("kind", 'group = "省本级", kind')
    book = open_with(tmp_path, limits=own + group + OF_THE_CITY)
    assert limits_in(book, "2023-05") == ("4000", False)
    assert limits_in(book, "2023-05", "flexible") == ("6000", False)
    assert limits_in(book, "2023-05", "employee", "省本级") == ("7000", False)


def test_limits_of_some_people_that_ended_make_room_for_those_of_everybody(tmp_path: Path) -> None:
    own = limits_line(6000, 30000, "from = 2022-01-01, to = 2023-01-01").replace("kind", 'status = ["flexible"], kind')
    assert limits_in(open_with(tmp_path, limits=own + OF_THE_CITY), "2023-05", "flexible") == ("4000", False)


def test_a_base_the_region_sets_is_carried_all_the_same(tmp_path: Path) -> None:
    line = limits_line(6117, 6117, "from = 2022-01-01, to = 2023-01-01").replace("kind", 'status = ["flexible"], kind')
    line = line.replace("floor = 6117, ceiling = 6117", "fixed = 6117")
    book = open_with(tmp_path, limits=line + OF_THE_CITY)
    assert limits_in(book, "2023-05", "flexible") == ("6117", True)
    assert limits_in(book, "2025-01", "flexible") == ("4000", True)  # two years later it is too old


DEDUCTION = '[[deduction]]\nname = "{name}"\n{more}\ngrade = "secondary"\nsources = ["caixin-beijing-2022-08"]\n'


def names_taken(book: Rulebook, month: str, person: Person | None = None) -> list[str]:
    ruling = found(book, month, person)
    assert isinstance(ruling, Ruling)
    return [f"{item.name} {item.bands[0].yuan}" for item in ruling.policy.deductions]


def test_deductions_have_periods_and_the_citys_word_goes_before_the_provinces(tmp_path: Path) -> None:
    of_the_province = DEDUCTION.format(name="长护", more="from = 2024-01-01\nyuan = 5")
    of_the_province += DEDUCTION.format(name="大额", more="from = 2024-01-01\nto = 2024-03-01\nyuan = 3")
    of_the_city = DEDUCTION.format(name="长护", more="from = 2024-02-01\nyuan = 6")
    book = open_with(tmp_path, retiree(100, "from = 2023-01-01") + of_the_city, of_the_province)
    assert names_taken(book, "2023-12") == []
    assert names_taken(book, "2024-01") == ["长护 5", "大额 3"]
    assert names_taken(book, "2024-02") == ["长护 6", "大额 3"]
    assert names_taken(book, "2024-03") == ["长护 6"]


def test_a_deduction_is_taken_from_those_it_names(tmp_path: Path) -> None:
    more = 'from = 2024-01-01\nyuan = {}\nstatus = ["{}"]'
    main = DEDUCTION.format(name="一般", more=more.format(1, "retiree") + '\ngroups = ["一般人员"]')
    other = DEDUCTION.format(name="在职", more=more.format(2, "employee"))
    everybody = DEDUCTION.format(name="都扣", more="from = 2024-01-01\nyuan = 3")
    rules = retiree(100, "from = 2023-01-01") + retiree(90, "from = 2023-01-01").replace(
        "[[retiree]]", '[[retiree]]\ngroup = "灵活"'
    )
    book = open_with(tmp_path, rules + main + other + everybody)
    assert names_taken(book, "2024-01") == ["一般 1", "都扣 3"]
    assert names_taken(book, "2024-01", Person("retiree", group="灵活")) == ["都扣 3"]


def switch(credited: str, span: str = "") -> str:
    return f'[[switch]]\n{span}\ncredited = "{credited}"\n{CITED}'


def test_the_citys_switch_to_the_retiree_rule_goes_before_the_provinces(tmp_path: Path) -> None:
    city = switch("same-month", "from = 2024-01-01\nto = 2024-07-01") + switch("next-month", "from = 2025-01-01")
    book = open_with(tmp_path, city, switch("next-month"))
    place = book.region("拉萨")
    for month, file, credited in (
        ("2023-12", "xizang.toml", "next-month"),
        ("2024-01", "xizang/lasa.toml", "same-month"),
        ("2024-06", "xizang/lasa.toml", "same-month"),
        ("2024-07", "xizang.toml", "next-month"),
        ("2025-01", "xizang/lasa.toml", "next-month"),
    ):
        rule = book.switch(place, parse_month(month))
        assert rule is not None and (rule.file, rule.credited) == (file, credited), month
    assert book.has("xizang/lasa", "switches")
    assert list(book.sources(["xizang"])) == ["caixin-beijing-2022-08"]


def test_most_places_have_no_rule_for_the_switch(book: Rulebook) -> None:
    assert book.switch(book.region("拉萨"), Month(2024, 1)) is None


def test_an_overlay_replaces_whole_files_and_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wuhan = region("武汉市", "420100") + retiree(1)
    write_rules(tmp_path, {"hubei/wuhan.toml": wuhan})
    monkeypatch.setenv(OVERLAY_VARIABLE, str(tmp_path))
    book = Rulebook.open()
    assert yuan_of(found(book, "2024-01", place="武汉")) == 1
    flexible = found(book, "2024-01", Person("flexible"), "武汉")
    assert isinstance(flexible, NoRule)  # the package's own file says more, but it is replaced
    assert yuan_of(found(book, "2024-01", place="鄂州")) == 71


def test_an_overlay_adds_to_the_tables(tmp_path: Path) -> None:
    files = {
        "sources.toml": '[mine]\ntitle = "我的来源"\ngrade = "press"\n',
        "regions.toml": '"xizang/new" = { adcode = "549900", name = "新地市" }\n',
        "xizang/new.toml": region("新地市", "549900") + retiree(7).replace("caixin-beijing-2022-08", "mine"),
    }
    book = Rulebook.open(write_rules(tmp_path, files))
    assert yuan_of(found(book, "2024-01", place="新地")) == 7
    assert book.sources(["xizang/new"])["mine"].title == "我的来源"
    assert book.region("武汉").id == "hubei/wuhan"


def test_an_alias_of_a_rule_file_is_a_name(tmp_path: Path) -> None:
    lasa = LASA + 'aliases = ["日光城"]\n' + retiree(1)
    book = Rulebook.open(write_rules(tmp_path, {"xizang/lasa.toml": lasa}))
    assert book.region("日光城").id == "xizang/lasa"


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Rulebook.open(tmp_path / "none")
    assert caught.value.code == "rules-directory"


def test_only_the_files_a_question_needs_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    store = TomlStore(RuleDirectory(RULES))
    read: list[str] = []
    original = store.model

    def noted(id: str) -> RegionFile:
        read.append(id)
        return original(id)

    monkeypatch.setattr(store, "model", noted)
    monkeypatch.setattr(store, "_file", lambda id: store.model(id).to_core(id))
    book = Rulebook(store)
    book.ruling(book.region("武汉"), Person("retiree"), Month(2024, 1))
    assert set(read) <= {"hubei/wuhan", "hubei", "national"}
    assert "source_tables" not in store.__dict__


def test_rules_that_the_checker_refuses_are_not_used(tmp_path: Path) -> None:
    """Also where the fault lies in another place than the one asked about."""
    with pytest.raises(RuleFileError) as refused:
        Rulebook.open(write_rules(tmp_path, {"xizang/lasa.toml": "x ="}))
    (problem,) = problems_of(refused.value)
    assert (problem.path.name, problem.line, problem.code) == ("lasa.toml", 1, "toml-syntax")


def test_other_threads_may_ask_while_a_ruling_is_compared(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the comparison itself asks, as another thread might at that moment."""
    region, person = book.region("武汉"), Person("retiree", age=66)
    fresh = Rulebook(book.store)
    for month in (Month(2022, 6), Month(2024, 1)):
        fresh.remembered(region, person, month)
    asked: list[Month] = []

    def compared(one: object, other: object) -> bool:
        if not asked:
            asked.append(Month(2024, 3))
            fresh.remembered(region, person, asked[0])
        return False

    monkeypatch.setattr(Ruling, "__eq__", compared)
    assert isinstance(fresh.remembered(region, person, Month(2024, 2)), Ruling) and asked
