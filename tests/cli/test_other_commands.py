"""`yibao channels`, `regions`, `rules`, `schema`, `--version`."""

import json
from pathlib import Path

import pytest

from yibao_cli import __version__
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Runner, write_rules

NATIONAL = {
    "nhsa-app", "nhsa-web", "nhsa-mini", "wechat-voucher", "wechat-city", "alipay", "ccb-app", "icbc-app", "abc-app",
    "other-bank-app", "hotline-12393", "hotline-12333", "counter", "kiosk", "hospital", "pharmacy",
}  # fmt: skip


def test_national_channels_are_there_for_every_region(yibao: Runner) -> None:
    for region in ("上海", "拉萨"):
        document = json.loads(yibao("channels", "-r", region, "--json").out)
        assert {channel["id"] for channel in document["channels"]} >= NATIONAL


def test_local_channels_come_first(yibao: Runner) -> None:
    out = yibao("channels", "-r", "上海").out
    assert out.startswith("上海市 · 查询个人账户\n")
    assert out.index("随申办市民云") < out.index("国家医保服务平台")


@pytest.mark.parametrize(
    ("region", "name"), [("北京", "北京医保公共服务平台"), ("北京", "京通"), ("湖南", "湘医保"), ("广州", "粤医保")]
)
def test_the_platforms_the_seeds_name_are_there(yibao: Runner, region: str, name: str) -> None:
    assert name in yibao("channels", "-r", region).out


def test_what_is_wanted_narrows_the_list(yibao: Runner) -> None:
    for word in ("credits", "划入", "到账"):
        document = json.loads(yibao("channels", "-r", "武汉", "--want", word, "--json").out)
        assert document["channels"] and all("credits" in channel["shows"] for channel in document["channels"])


def test_one_channel_has_numbered_steps_and_its_sources(yibao: Runner) -> None:
    out = yibao("channels", "--channel", "ccb-app").out
    assert "1)" in out and "2)" in out and "来源:" in out
    assert "国家医保服务平台" not in out


def test_every_list_ends_with_one_warning_against_cashing_in(yibao: Runner) -> None:
    for words in (("-r", "上海"), ("-r", "上海", "--want", "credits"), ("--channel", "alipay"), ()):
        last = yibao("channels", *words).out.rstrip().split("\n\n")[-1]
        assert last.startswith("别出借、别套现:")


def test_unsafe_old_advice_is_not_repeated(book: Rulebook) -> None:
    for id in book.file_ids:
        for channel in book.store.section(id, "channels"):
            assert "123456" not in " ".join((*channel.steps, channel.note or ""))


def test_addresses_are_https_and_whole(yibao: Runner, book: Rulebook) -> None:
    urls = [channel.url for id in book.file_ids for channel in book.store.section(id, "channels") if channel.url]
    assert len(urls) > 5 and all(url.startswith("https://") for url in urls)
    assert "https://fuwu.nhsa.gov.cn\n" in yibao("channels").out


def test_every_channel_shown_has_a_grade_and_sources(yibao: Runner) -> None:
    document = json.loads(yibao("channels", "-r", "北京", "--json").out)
    known = {source["id"] for source in document["sources"]}
    for channel in document["channels"]:
        assert channel["grade"] and set(channel["sources"]) <= known and channel["steps"]


def test_regions_lists_what_is_covered_one_line_each(yibao: Runner) -> None:
    run = yibao("regions")
    lines = run.out.splitlines()
    assert lines[0].split() == ["地区", "id", "在职", "退休", "灵活就业", "等级", "最后确认"]
    assert any(line.split()[:4] == ["武汉", "hubei/wuhan", "2023-02", "2023-02"] for line in lines)
    assert not any("xizang/lasa" in line for line in lines)


def test_a_word_finds_regions_without_a_rule_too(yibao: Runner) -> None:
    assert "xizang/lasa" in yibao("regions", "拉萨").out
    assert "jilin/jilin" in yibao("regions", "吉林").out


def test_all_lists_every_region(yibao: Runner) -> None:
    document = json.loads(yibao("regions", "--all", "--json").out)
    ids = {region["id"] for region in document["regions"]}
    assert sum("/" not in id for id in ids) == 31 and len(ids) > 360


def test_show_names_the_file_of_each_rule(yibao: Runner) -> None:
    out = yibao("rules", "show", "鄂州").out
    assert "rules/hubei/ezhou.toml" in out and "全国规则 rules/national.toml" in out
    assert "71.00" in out and "基数上下限" in out


def test_show_for_a_month_shows_what_answers_then(yibao: Runner) -> None:
    document = json.loads(yibao("rules", "show", "武汉", "--month", "2022-12", "--json").out)
    retiree = [policy for policy in document["policies"] if policy["status"] == "retiree"]
    assert [policy["answers_to"] for policy in retiree] == ["2023-01"]
    employee = [policy for policy in document["policies"] if policy["status"] == "employee"]
    assert len(employee) == 1


def test_show_where_nothing_is_known_for_the_month(yibao: Runner) -> None:
    assert yibao("rules", "show", "拉萨", "--month", "2010-01").code == 3


def test_check_is_silent_when_all_is_well(yibao: Runner) -> None:
    run = yibao("rules", "check")
    assert (run.code, run.out, run.err) == (0, "", "")


def test_check_takes_files_and_folders_and_speaks_json(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n'
    write_rules(
        tmp_path, {"rules/xizang/lasa.toml": good + "x = 1\n", "rules/sources.toml": "", "rules/xizang.toml": "y"}
    )
    monkeypatch.chdir(tmp_path)
    assert yibao("rules", "check", "rules/xizang/lasa.toml").out.startswith("rules/xizang/lasa.toml:5: 未知的键 x。")
    assert yibao("rules", "check", "rules").out.count("\n") == 2
    document = json.loads(yibao("rules", "check", "rules", "--json").out)
    assert [problem["line"] for problem in document["problems"]] == [1, 5]
    assert document["problems"][1]["code"] == "extra_forbidden"


def test_a_single_file_without_tables_around_it_is_checked_where_it_belongs(yibao: Runner, tmp_path: Path) -> None:
    good = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n'
    write_rules(tmp_path, {"xizang/lasa.toml": good})
    for path in (tmp_path, tmp_path / "xizang", tmp_path / "xizang" / "lasa.toml"):
        run = yibao("rules", "check", str(path))
        assert (run.code, run.out) == (0, ""), path


def test_the_environment_names_the_rules_to_check(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIBAO_RULES", str(write_rules(tmp_path, {"xizang.toml": "x"})))
    assert yibao("rules", "check").code == 5


def test_version(yibao: Runner, book: Rulebook) -> None:
    """Of the program and of the rules: their date, their hash, how many; and the directory laid over them."""
    found = book.edition
    run = yibao("--version")
    assert (run.code, run.out.splitlines()) == (
        0,
        [f"yibao {__version__}", f"规则库 {found.date},校验 {found.digest},{found.rules} 条"],
    )


def test_version_names_the_rules_laid_over(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBAO_RULES", str(tmp_path))
    assert yibao("--version").out.splitlines()[-1] == f"叠加了 {tmp_path} 里的规则"


def test_every_answer_says_which_edition_of_the_rules_it_is_from(yibao: Runner, book: Rulebook) -> None:
    words = ("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "--month", "2023-03")
    found = book.edition
    rulebook = json.loads(yibao(*words, "--json").out)["rulebook"]
    assert (rulebook["date"], rulebook["hash"], rulebook["rules"]) == (str(found.date), found.digest, found.rules)
    assert (
        f"版本    规则库 {found.date},校验 {found.digest},{found.rules} 条"
        in yibao(*words, "--explain").out.splitlines()
    )
