"""From rule files to the compiled rulebook. Runs when a wheel is built, and in tests."""

from pathlib import Path

from ..core.errors import RuleFileError
from ..core.rule_file import RuleFile
from .check import check
from .compiled import SECTIONS, write_compiled
from .directory import RuleDirectory
from .toml_store import TomlStore


def compile_rules(root: Path, target: Path) -> None:
    """Writes the rules under `root` to `target`. Raises RuleFileError if the checker finds anything."""
    problems = check(root)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    store = TomlStore(RuleDirectory(root))
    files = [RuleFile(id, *(store.section(id, section) for section in SECTIONS)) for id in store.file_ids]
    write_compiled(target, files, store.all_places, store.digest)
