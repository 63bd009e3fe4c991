"""The rulebook of the wheel says the same as the rule files."""

from pathlib import Path

import pytest

from yibao_cli.core.errors import RegionError, RuleFileError
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import SECTIONS, compile_rules
from yibao_cli.rulebook.compiled import MAGIC, CompiledStore
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.toml_store import TomlStore

from ..conftest import RULES, write_rules

pytestmark = pytest.mark.shipped_rules


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> CompiledStore:
    target = tmp_path_factory.mktemp("compiled") / "rulebook.bin"
    compile_rules(RULES, target)
    assert {path.name for path in target.parent.iterdir()} == {"rulebook.bin", "checked.bin"}
    return CompiledStore(target.read_bytes())


def test_every_section_of_every_file_comes_back(compiled: CompiledStore) -> None:
    store = TomlStore(RuleDirectory(RULES))
    assert compiled.file_ids == store.file_ids
    assert compiled.digest == store.digest
    for id in store.file_ids:
        for section in SECTIONS:
            assert compiled.section(id, section) == store.section(id, section), (id, section)
    assert compiled.section("nowhere", "policies") == ()


def test_every_name_leads_to_the_same_region(compiled: CompiledStore, shipped_book: Rulebook) -> None:
    names = [*shipped_book.places.exact, *shipped_book.places.loose]
    places, other = compiled.places, shipped_book.places
    assert dict(places.exact) == dict(other.exact) and dict(places.loose) == dict(other.loose)
    assert all(places.regions[id] == region for id, region in other.regions.items())
    assert len(names) > 1000


@pytest.mark.parametrize("name", ["\udcff\udcfe", "武汉\ud800", ""])
def test_a_name_with_half_a_character_leads_nowhere(name: str, compiled: CompiledStore) -> None:
    """A shell passes on bytes that are no UTF-8 as such."""
    places = compiled.places
    assert name not in places.exact and name not in places.loose
    with pytest.raises(RegionError):
        places.find(name)


def test_a_rule_file_with_a_problem_is_not_compiled(tmp_path: Path) -> None:
    root = write_rules(
        tmp_path / "rules",
        {path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in RULES.rglob("*.toml")},
    )
    (root / "beijing.toml").write_text("[region]\n", encoding="utf-8")
    with pytest.raises(RuleFileError):
        compile_rules(root, tmp_path / "rulebook.bin")
    assert not (tmp_path / "rulebook.bin").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"something else", b"yibao rulebook 1\n" + (9).to_bytes(8, "big") + b"abc", MAGIC, MAGIC + bytes(40)],
)
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        CompiledStore(content)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.1, 0.5, 0.9, 1.0])
def test_a_file_changed_or_cut_anywhere_is_refused(compiled: CompiledStore, part: float) -> None:
    at = round(part * (len(compiled.content) - 1))
    changed = bytearray(compiled.content)
    changed[at] ^= 1
    for content in (bytes(changed), compiled.content[:at], compiled.content + b"0"):
        with pytest.raises(ValueError):
            CompiledStore(content)


def test_a_changed_number_is_no_rulebook(compiled: CompiledStore) -> None:
    """The credit of a retiree in Wuhan, 83 yuan, is made 93: the rule files answer instead, as `shipped` says."""
    content = compiled.content.replace(b"83", b"93")
    assert content != compiled.content
    with pytest.raises(ValueError, match="damaged"):
        CompiledStore(content)
