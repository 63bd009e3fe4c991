"""What all tests share: the rule base, and a way to run the command line in this process."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from yibao_cli.api import _default
from yibao_cli.cli.main import main
from yibao_cli.cli.settings import VARIABLES
from yibao_cli.language.catalogue import NAME as ENGLISH
from yibao_cli.language.compile import compiled as compiled_sentences
from yibao_cli.rulebook import NO_PACK_VARIABLE, directory
from yibao_cli.rulebook import book as rulebook
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.build import compiled
from yibao_cli.rulebook.compiled import NAME, CompiledStore
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.seeds import claims_in
from yibao_cli.rulebook.toml_store import TomlStore

from .documents.checking import check_output, complaint_of

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules"
"""The rule base that ships. What is tested against it holds for any rules, or is marked shipped_rules."""
FROZEN_RULES = Path(__file__).resolve().parent / "fixtures" / "rules"
"""A few regions as they stood once: new rules change no test of the calculator."""

settings.register_profile("yibao", deadline=None)
settings.load_profile("yibao")
"""A slow machine fails no test."""


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """What went wrong, as it stands in a line or in a JSON document on standard error."""
        return complaint_of(self.err)


Runner = Callable[..., Run]
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the terminal or the settings of whoever runs it."""
    settings = ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "YIBAO_DEBUG", "CI")
    for name in (*VARIABLES.values(), NO_PACK_VARIABLE, *settings):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(ROOT / "tests" / "nowhere"))
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture(autouse=True)
def _rules(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, stores: Callable[[Path], CompiledStore]
) -> Iterator[None]:
    """The program finds the frozen rule base where its own would be, in tests marked shipped_rules that of the
    checkout; compiled, as in the wheel."""
    rules = RULES
    if request.node.get_closest_marker("shipped_rules") is None:
        rules = FROZEN_RULES
        found = directory.packaged
        monkeypatch.setattr(directory, "packaged", lambda name: FROZEN_RULES if name == "rules" else found(name))
    monkeypatch.setattr(rulebook, "_shipped", [stores(rules)])
    _default.clear()
    yield
    _default.clear()


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], CompiledStore]:
    """Gives the rules under a folder, compiled once for all processes that run tests at the same time."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    @cache
    def store(rules: Path) -> CompiledStore:
        path = shared / f"{rules.parent.name}.bin"
        if not path.exists():
            new = path.with_suffix(f".{os.getpid()}")
            new.write_bytes(compiled(TomlStore(RuleDirectory(rules)), claims_in(ROOT / "seeds")))
            new.replace(path)
        return CompiledStore(path.read_bytes())

    return store


@pytest.fixture(scope="session", autouse=True)
def _program(stores: Callable[[Path], CompiledStore], tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A process that a test starts finds the program with its rules and sentences compiled, as it is in the wheel."""
    site = tmp_path_factory.mktemp("site")
    package = site / "yibao_cli"
    package.mkdir()
    source = ROOT / "src" / "yibao_cli"
    sentences = package / "language"
    sentences.mkdir()
    for path in (*source.iterdir(), *(source / "language").iterdir()):
        if path.name not in ("__pycache__", "language", "en"):
            (package / path.relative_to(source)).symlink_to(path)
    (sentences / ENGLISH).write_bytes(compiled_sentences())
    (package / NAME).write_bytes(stores(RULES).content)
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("PYTHONPATH", str(site))
        yield


@pytest.fixture
def yibao(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Runs a command line in this process. Whatever JSON it prints, errors too, is as its schema says, in every test."""

    def run(*words: str) -> Run:
        code = main(words)
        captured = capsys.readouterr()
        check_output(captured.out)
        check_output(captured.err)
        return Run(int(code), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The frozen rule base, through the models."""
    return Rulebook.from_directory(RuleDirectory(FROZEN_RULES))


@pytest.fixture(scope="session")
def shipped_book() -> Rulebook:
    """The rule base of the checkout, through the models."""
    return Rulebook.from_directory(RuleDirectory(RULES))


def write_rules(folder: Path, files: dict[str, str]) -> Path:
    """Writes rule files, by name, into `folder`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def words_of(line: str) -> Sequence[str]:
    """The words of a command line, as a shell splits them."""
    import shlex

    return shlex.split(line)
