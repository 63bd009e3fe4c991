"""In English: the commands of rule keepers, and those around the answers (regions, channels, claims, config, help …)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sentences import is_chinese

from yibao_cli.core.region import NATIONAL
from yibao_cli.language import speak
from yibao_cli.language.catalogue import english
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.seeds import load_claims

from ..conftest import Runner

LIMITS = "region,from,last day,floor,ceiling,sources,kind\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """English, and a working directory and a configuration of the test's own."""
    monkeypatch.setenv("YIBAO_LANG", "en")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    yield
    speak("zh")


@pytest.fixture
def mine(yibao: Runner) -> str:
    """A rule directory with a source and a fictional place, made with the commands."""
    place = "rules new hubei/moushi --name 某市 --adcode 429999 -s retired --from 2026-07-01 --title Retirees -o mine"
    source = "rules source notice-2026-06 --title Notice --publisher Bureau --date 2026-06-20 --grade official -o mine"
    rest = ("--pooled", "under 70:100", "--pooled", "70 and over:110", "--posting", "by 15")
    made = source.split(), [*place.split(), *rest, "--grade", "official", "--source", "notice-2026-06"]
    for words in made:
        assert yibao(*words).code == 0
    return "mine"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_rules_new_says_what_it_wrote(yibao: Runner, mine: str) -> None:
    run = yibao(
        "rules", "new", "hubei/moushi", "-s", "employed", "--from", "2026-07-01", "--own", "2% of base", "-o", mine
    )
    assert lines(run.out) == ["mine/hubei/moushi.toml:7: new [[employee]]"]
    assert run.err.startswith("3 places left to fill in or change; run yibao rules check when done:\n")
    again = ("rules", "new", "hubei/moushi", "-s", "retired", "--from", "2027-07-01", "--title", "Next", "-o", mine)
    assert (
        lines(yibao(*again).out)[0]
        == "mine/hubei/moushi.toml:19: the entry before it ends on 2027-07-01 (to = 2027-07-01)"
    )


def test_comments_in_rule_files_are_chinese_in_both_languages(yibao: Runner, mine: str, tmp_path: Path) -> None:
    assert "# 引用的文件,每件一次,以 id 相认。" in (tmp_path / mine / "sources.toml").read_text(encoding="utf-8")
    assert "# 程序的地区表里没有的地方" in (tmp_path / mine / "regions.toml").read_text(encoding="utf-8")
    exported = yibao("rules", "export", "wuhan").out
    assert exported == yibao("rules", "export", "wuhan", "--lang", "zh").out


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("under 70:100", '{ age = "<70", yuan = 100 }'),
        ("70 and over:2.5% of average pension", '{ age = ">=70", rate = "2.5%", of = "average_pension" }'),
        ("60 and under:2.5% average-wage", '{ age = "<=60", rate = "2.5%", of = "average_wage" }'),
        ("60-69:3% of pension", '{ age = "60-69", rate = "3%", of = "pension" }'),
    ],
)
def test_amounts_are_read_as_english_writes_them(yibao: Runner, given: str, written: str) -> None:
    run = yibao("rules", "new", "wuhan", "-s", "retired", "--from", "2026-07-01", "--pooled", given, "-o", "new")
    assert run.code == 0
    assert written in Path("new/hubei/wuhan.toml").read_text(encoding="utf-8")


def test_limits_are_shown_then_written(yibao: Runner, mine: str) -> None:
    rows = "wuhan,2026-07-01,2027-06-30,4600,23000,notice-2026-06,medical\n"
    Path("limits.csv").write_text(LIMITS + rows, encoding="utf-8")
    run = yibao("rules", "limits", "limits.csv", "--yes", "-o", mine)
    assert run.err == "1 line written: mine/limits.toml\n"
    assert lines(run.out)[0].startswith(
        "+ Wuhan (武汉市, hubei/wuhan) from 2026-07-01: floor 4600.00, ceiling 23000.00, until 2027-07-01"
    )
    more = rows + "beijing,2026-07-01,,5000,,notice-2026-06,medical\n"
    Path("limits.csv").write_text(LIMITS + more, encoding="utf-8")
    run = yibao("rules", "limits", "limits.csv", "--yes", "-o", mine)
    assert run.err == "1 line written: mine/limits.toml; 1 was there already\n"
    run = yibao("rules", "limits", "limits.csv", "--yes", "-o", mine)
    assert (run.out, run.err) == ("", "All limits in the table are known already; nothing was changed.\n")


def _texts(item: object) -> Iterator[str]:
    """All texts in a record of the core, however deep."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict):
        for value in item.values():
            yield from _texts(value)
    elif isinstance(item, list | tuple):
        for value in item:
            yield from _texts(value)
    elif hasattr(item, "__dataclass_fields__"):
        for name in item.__dataclass_fields__:
            yield from _texts(getattr(item, name))


@pytest.fixture(scope="session")
def of_the_rules(book: Rulebook) -> list[str]:
    """Chinese that the program hands on as it stands: titles and notes of documents and rules, names of places, what
    channels and claims tell."""
    places = book.places.regions.values()
    found = {text for place in places for text in (place.name, place.short)}
    for id in (NATIONAL, *book.places.regions):
        found |= set(_texts(book.sources([id])))
    for place in places:
        found |= {text for way in book.channels(place) if way.region != NATIONAL for text in _texts(way)}
    for tip in book.tips(None):  # some of the frozen rules are told otherwise today
        found |= {text for text in (tip.title, tip.text) if english(text) == text}
    found |= set(_texts(list(load_claims())))
    policies = [policy for id in book.file_ids for policy in book.policies(id)]
    found |= {text for policy in policies for text in (policy.reason, policy.note) if text}
    found.add("(国家医保服务平台)")
    return sorted({squeezed(text) for text in found if is_chinese(text)}, key=len, reverse=True)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


SAID = [
    *("--help", "--version", "version", "config", "config --json", "doctor", "profile list", "profile show x"),
    *("regions", "regions wuhan", "regions hubei", "regions zzz", "regions --all"),
    *("channels", "channels -r wuhan", "channels --all", "channels --channel hotline-12393", "channels --channel x"),
    *("channels --want x", "channels -r shanghai --want balance"),
    *(
        "claims",
        "claims --verdict holds",
        "claims --verdict x",
        "claims --topic x",
        "claims -r wuhan",
        "claims --topic credit",
    ),
    *("rules coverage", "rules stale", "rules stale --older-than x", "rules stale --plan"),
    *(
        "rules stale --plan --month 2020-01",
        "rules diff",
        "rules diff x y z",
        "rules diff --month 2022-12 --month 2023-06",
    ),
    *("rules diff --month 2022-12 --month 2023-06 --format md",),
    *(
        "rules diff --month 2026-06 --month 2026-06",
        "rules use",
        "rules use --none",
        "rules use x.zip",
        "rules pack -o p.zip",
    ),
    *(
        "rules use x.zip --sha256 1",
        "rules source",
        "rules source A",
        "rules new zzz -o d",
        "rules new hubei/zzz -o d",
        "rules show zzz",
    ),
    *(
        "rules limits x.csv",
        "rules export zzz",
        "schema x",
        "completion",
        "completion x",
        "sql",
        "rules sql",
        "why",
        "why -r wuhan",
    ),
    *("rules new wuhan --own 2% -o d", "rules new wuhan -s x -o d", "rules new wuhan --posting x -o d"),
    *("rules new wuhan -s retired --own 2% -o d", "rules new wuhan -s retired --pooled x:1 -o d"),
    *("rules new wuhan -s retired --pooled 2%zzz -o d", "rules new wuhan --from x -o d"),
    *(
        "profile save 妈妈",
        "profile save a/b -r wuhan",
        "profile save x --age 62",
        "profile remove x",
        "profile save x",
    ),
    *("mcp --help", "help x", "why --symptom x", "claims --help", "regions --help"),
    *(f"help {topic}" for topic in ("environment", "exit-codes", "files", "sources", "foreigners")),
]


@pytest.mark.parametrize("words", SAID)
def test_no_chinese_is_left(words: str, yibao: Runner, of_the_rules: list[str]) -> None:
    run = yibao(*words.split())
    rest = squeezed(run.out + run.err)
    for text in of_the_rules:
        rest = rest.replace(text, "")
    rest = re.sub("《[^《》]*》|“[^“”]*”|\\(国家医保服务平台\\)", "", rest)  # documents, and what a screen shows
    assert re.findall('[^"]{0,20}[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]+.{0,10}', rest) == []
