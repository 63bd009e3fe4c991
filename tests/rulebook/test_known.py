"""Files that were checked when the wheel was built are not checked again, and nothing is overlooked for it."""

import shutil
from pathlib import Path
from random import Random

import pytest

import rule_files
from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.render.problems import problem_line
from yibao_cli.rulebook import known as known_module
from yibao_cli.rulebook import toml_store
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import SECTIONS, compile_rules
from yibao_cli.rulebook.check import check, checked
from yibao_cli.rulebook.compiled import CompiledStore
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.known import Known
from yibao_cli.rulebook.toml_store import TomlStore

from ..conftest import FROZEN_RULES, write_rules

XIAN = "shaanxi/xian.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel holds: the compiled rulebook, and what is known of its files."""
    target = tmp_path_factory.mktemp("wheel") / "rulebook.bin"
    compile_rules(FROZEN_RULES, target)
    return target.parent


@pytest.fixture(scope="module")
def known(folder: Path) -> Known:
    rulebook = CompiledStore((folder / "rulebook.bin").read_bytes())
    return Known.unpack((folder / "checked.bin").read_bytes(), rulebook)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(FROZEN_RULES, tmp_path / "rules")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read as TOML."""
    names: list[str] = []
    parse = toml_store.parse_toml

    def told(path: Path) -> dict[str, object]:
        names.append(path.name)
        return parse(path)

    monkeypatch.setattr(toml_store, "parse_toml", told)
    return names


def change(root: Path, name: str, old: str, new: str, count: int = -1) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def line_of(root: Path, name: str, text: str) -> int:
    """The line on which a text stands first."""
    before, found, _ = (root / name).read_text(encoding="utf-8").partition(text)
    assert found
    return before.count("\n") + 1


def found(root: Path, known: Known | None) -> list[str]:
    return [problem_line(problem, root) for problem in check(root, known=known)]


def test_an_unchanged_copy_is_not_read(root: Path, known: Known, read: list[str]) -> None:
    assert found(root, known) == []
    assert read == []
    assert known.is_all_of(RuleDirectory(root))


def test_of_a_copy_with_one_change_that_file_is_read(root: Path, known: Known, read: list[str]) -> None:
    change(root, XIAN, "confirmed = 2023-05-14", "confirmed = 2023-05-15")
    assert found(root, known) == []
    assert read == ["xian.toml"]
    assert not known.is_all_of(RuleDirectory(root))


def test_a_comment_in_the_national_file_is_read_with_the_examples_below_it(
    root: Path, known: Known, read: list[str]
) -> None:
    """Nobody knows what else a file with another digest says: whatever is computed with it is computed again."""
    with (root / "national.toml").open("a", encoding="utf-8") as stream:
        stream.write("# x\n")
    assert found(root, known) == []
    assert "xian.toml" in read and "limits.toml" not in read and "sources.toml" not in read


def test_overlapping_periods_in_a_changed_file(root: Path, known: Known) -> None:
    entry = '\n[[retiree]]\nfrom = 2024-01-01\ntitle = "又"\npooled = { yuan = 90 }\ngrade = "secondary"\nsources = ["3news-944947"]\n'
    change(root, XIAN, "\n[[flexible]]", entry + "\n[[flexible]]")
    line = line_of(root, XIAN, "from = 2024-01-01") - 1
    assert found(root, known) == [f"{XIAN}:{line}: 上一条(从 2023-05 开始)没有写 to,与这一条(从 2024-01 开始)重叠。"]


def test_a_source_that_is_gone_is_missed_where_it_is_cited(root: Path, known: Known) -> None:
    text = (root / "sources.toml").read_text(encoding="utf-8")
    before, _, rest = text.partition("[jiusongjiankang-4840933]\n")
    (root / "sources.toml").write_text(
        before + rest.partition("\n[")[1].lstrip("\n") + rest.partition("\n[")[2], "utf-8"
    )
    line = line_of(root, XIAN, '["jiusongjiankang-4840933"]')
    assert f"{XIAN}:{line}: sources.toml 里没有 jiusongjiankang-4840933。" in "\n".join(found(root, known))
    assert found(root, known) == found(root, None)


def test_a_source_of_less_weight_does_not_support_what_cites_it(root: Path, known: Known) -> None:
    text = (root / "sources.toml").read_text(encoding="utf-8")
    before, head, rest = text.partition("[jiusongjiankang-4840933]\n")
    (root / "sources.toml").write_text(
        before + head + rest.replace('grade = "secondary"', 'grade = "unverified"', 1), "utf-8"
    )
    line = line_of(root, XIAN, "[[lifetime]]") + 4
    assert f"{XIAN}:{line}: grade「secondary」高于来源能支持的等级「unverified」。" in found(root, known)
    assert found(root, known) == found(root, None)


def test_a_source_later_than_the_confirmation(root: Path, known: Known) -> None:
    text = (root / "sources.toml").read_text(encoding="utf-8")
    before, head, rest = text.partition("[3news-944947]\n")
    table, mark, after = rest.partition("\n[")
    lines = [line for line in table.splitlines() if not line.startswith("date")]
    (root / "sources.toml").write_text(
        before + head + "\n".join([*lines, 'date = "2024-01-01"']) + "\n" + mark + after, "utf-8"
    )
    line = line_of(root, XIAN, "confirmed = 2023-05-14")
    said = f"{XIAN}:{line}: confirmed 2023-05-14 早于来源 3news-944947 的日期 2024-01-01。"
    assert said in found(root, known)
    assert found(root, known) == found(root, None)


def test_a_source_that_nothing_cites_any_more(root: Path, known: Known) -> None:
    change(root, XIAN, '["jiusongjiankang-4840933"]', '["3news-944947"]')
    line = line_of(root, "sources.toml", "[jiusongjiankang-4840933]")
    assert found(root, known) == [f"sources.toml:{line}: 来源 jiusongjiankang-4840933 没有任何条目引用。"]


def test_a_region_with_another_name_or_code(root: Path, known: Known) -> None:
    change(root, "regions.toml", '"610100", name = "西安市"', '"610101", name = "西安市"')
    line = line_of(root, XIAN, "adcode")
    assert found(root, known) == [f"{XIAN}:{line}: adcode 610100 与 regions.toml 不符,应为 610101。"]


def test_a_region_that_is_gone_is_missed_by_its_file_and_its_limits(root: Path, known: Known) -> None:
    text = (root / "regions.toml").read_text(encoding="utf-8")
    (root / "regions.toml").write_text(
        "".join(x for x in text.splitlines(True) if not x.startswith('"shaanxi/xian"')), "utf-8"
    )
    said = found(root, known)
    assert any(line.startswith(f"{XIAN}:{line_of(root, XIAN, '[region]')}: regions.toml 里没有地区") for line in said)
    limits = line_of(root, "limits.toml", '"shaanxi/xian"')
    assert any(line.startswith(f"limits.toml:{limits}: regions.toml 里没有地区 shaanxi/xian") for line in said)
    assert said == found(root, None)


def test_the_same_region_in_two_files(root: Path, known: Known) -> None:
    """The bytes are known, but under another name."""
    shutil.copy(root / XIAN, root / "shaanxi" / "baoji.toml")
    line = line_of(root, XIAN, "adcode")
    (first, *_) = found(root, known)
    assert first.startswith(f"shaanxi/baoji.toml:{line}: adcode 610100 与 regions.toml 不符,应为 6103")
    assert found(root, known) == found(root, None)


def test_an_alias_that_a_known_file_has(root: Path, known: Known, tmp_path: Path) -> None:
    """The claim of the file that comes later is the one refused, be it the known one."""
    one, other = tmp_path / "one", tmp_path / "other"
    shutil.copytree(root, one)
    change(one, XIAN, 'adcode = "610100"\n', 'adcode = "610100"\naliases = ["长安"]\n')
    compile_rules(one, tmp_path / "rulebook.bin")
    rulebook = CompiledStore((tmp_path / "rulebook.bin").read_bytes())
    known = Known.unpack((tmp_path / "checked.bin").read_bytes(), rulebook)
    shutil.copytree(one, other)
    change(other, "shaanxi/hanzhong.toml", "\n[[retiree]]", 'aliases = ["长安"]\n\n[[retiree]]', 1)
    line = line_of(other, XIAN, "aliases")
    assert found(other, known) == [f"{XIAN}:{line}: 别名「长安」已属于 shaanxi/hanzhong。"]
    assert found(other, known) == found(other, None)


def test_an_id_that_a_known_file_has(root: Path, known: Known) -> None:
    cause = '\n[[cause]]\nid = "no-account"\ntitle = "题"\nsymptoms = ["zero"]\ncheck = "查"\nask = "问"\ngrade = "secondary"\nsources = ["3news-944947"]\n'
    with (root / XIAN).open("a", encoding="utf-8") as stream:
        stream.write(cause)
    line = line_of(root, XIAN, 'id = "no-account"')
    assert found(root, known) == [f"{XIAN}:{line}: id「no-account」已在 national.toml 里用过。"]


@pytest.mark.parametrize(
    ("changed", "below", "said"),
    [
        (
            "national.toml",
            "guangdong/zhuhai.toml",
            "例「在职(全国的一条),按珠海下限:4546 × 2% = 90.92」写 90.92,算出 45.46。",
        ),
        ("shandong.toml", "shandong/jinan.toml", "例「2024 年用全省规则:10000 × 2% = 200」写 200.00,算出 100.00。"),
    ],
)
def test_examples_below_are_computed_again(root: Path, known: Known, changed: str, below: str, said: str) -> None:
    """A rate of 2 % becomes 1 %: the examples of a city that has no rule of its own are halved."""
    change(root, changed, 'own = { rate = "2%"', 'own = { rate = "1%"')
    lines = found(root, known)
    assert any(line.startswith(below) and line.endswith(said) for line in lines)
    assert lines == found(root, None)


def test_examples_are_computed_again_where_the_limits_change(root: Path, known: Known, read: list[str]) -> None:
    """The floor of Xi'an goes from 5182 to 5282: the example that stands on it gives 105.64."""
    change(root, "limits.toml", "floor = 5182", "floor = 5282")
    line = line_of(root, XIAN, 'credit = "103.64"')
    assert f"{XIAN}:{line}: 例「在职,下限:5182 × 2% = 103.64」写 103.64,算出 105.64。" in found(root, known)
    assert set(read) == {"limits.toml", "xian.toml"}
    assert found(root, known) == found(root, None)


def test_a_folder_and_a_missing_file_are_seen(root: Path, known: Known) -> None:
    (root / "shaanxi" / "baoji.toml").mkdir()
    (root / "hubei.toml").unlink()
    assert not known.is_all_of(RuleDirectory(root))
    said = found(root, known)
    assert said[-1].startswith("sources.toml") or any("不是文件:是目录" in line for line in said)
    assert said == found(root, None)


def test_a_directory_laid_over_the_known_one(tmp_path: Path, known: Known, read: list[str]) -> None:
    """The examples of Xi'an are computed with the base limits of the package, taken out of what is known."""
    text = (FROZEN_RULES / XIAN).read_text(encoding="utf-8")
    over = write_rules(tmp_path / "over", {XIAN: text.replace("yuan = 100", "yuan = 90")})
    (line,) = found(over, known)
    assert line.endswith("写 100.00,算出 90.00。")
    assert read == ["xian.toml"]
    assert found(over, None) == [line]


def test_what_is_known_and_what_is_read_answer_alike(root: Path, known: Known) -> None:
    """Every section of every region, with one file changed."""
    change(root, XIAN, "yuan = 100", "yuan = 90")
    mixed, plain = TomlStore(RuleDirectory(root), known), TomlStore(RuleDirectory(root))
    assert mixed.is_known("hubei/wuhan") and not mixed.is_known("shaanxi/xian")
    for id in plain.file_ids:
        for section in SECTIONS:
            assert mixed.section(id, section) == plain.section(id, section), (id, section)
    assert dict(mixed.places.exact) == dict(plain.places.exact)
    assert dict(mixed.all_places.exact) == dict(plain.all_places.exact)
    assert dict(mixed.all_places.regions) == dict(plain.all_places.regions)
    assert mixed.digest == plain.digest and mixed.file_ids == plain.file_ids


def test_rules_laid_over_answer_out_of_both(
    tmp_path: Path, known: Known, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yibao_cli.rulebook.check.opened", lambda: known)
    text = (FROZEN_RULES / XIAN).read_text(encoding="utf-8").partition("[[example]]")[0]
    over = write_rules(tmp_path / "over", {XIAN: text.replace("yuan = 100", "yuan = 90")})
    book = Rulebook(checked(over))
    for region, amount in (("西安", "90.00"), ("武汉", "83.00")):
        answer = book.answer(book.region(region), Person(status="retiree", age=60), Month(2023, 6))
        assert f"{answer.net:.2f}" == amount  # type: ignore[union-attr]
    assert set(read) == {"xian.toml"}


def test_any_change_is_judged_as_without_it(root: Path, known: Known) -> None:
    """Random changes of random files: the same problems, in the same words."""
    names = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.toml"))]
    weighty = ["sources.toml", "limits.toml", "regions.toml", "national.toml", "channels.toml", "hubei.toml"]
    refused = 0
    for number in range(40):
        chance = Random(number)
        chosen = {chance.choice(weighty), chance.choice(names)}
        before = {name: (root / name).read_bytes() for name in chosen}
        for name in chosen:
            text = before[name].decode()
            text = f"# changed\n{text}" if number % 4 == 0 else rule_files.changed(chance, text)
            (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        said = found(root, known)
        refused += bool(said)
        assert said == found(root, None), (number, chosen)
        for name, content in before.items():
            (root / name).write_bytes(content)
    assert 0 < refused < 40


@pytest.mark.parametrize("name", ["checked.bin", "rulebook.bin"])
@pytest.mark.parametrize("harm", ["flipped", "cut", "empty", "gone", "of another"])
def test_what_is_damaged_is_not_known(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, harm: str
) -> None:
    """Nothing is known then, and every file is checked in full."""
    package = tmp_path / "yibao_cli"
    shutil.copytree(folder, package)
    monkeypatch.setattr(known_module, "__file__", str(package / "rulebook" / "known.py"))
    monkeypatch.setattr(known_module, "shipped", lambda: _shipped(package))
    known_module.opened.cache_clear()
    try:
        assert known_module.opened() is not None
        content = bytearray((package / name).read_bytes())
        match harm:
            case "flipped":
                content[len(content) // 2] ^= 1
            case "cut":
                del content[-1:]
            case "empty":
                content.clear()
            case "gone":
                (package / name).unlink()
            case "of another":
                other = shutil.copytree(FROZEN_RULES, tmp_path / "other")
                change(other, XIAN, "confirmed = 2023-05-14", "confirmed = 2023-05-15")
                compile_rules(other, tmp_path / "rulebook.bin")
                content = bytearray((tmp_path / name).read_bytes())
        if harm != "gone":
            (package / name).write_bytes(content)
        known_module.opened.cache_clear()
        assert known_module.opened() is None
    finally:
        known_module.opened.cache_clear()


def _shipped(package: Path) -> CompiledStore | None:
    try:
        return CompiledStore((package / "rulebook.bin").read_bytes())
    except (OSError, ValueError):
        return None
