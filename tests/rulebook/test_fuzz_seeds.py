"""Inputs that once made the checker crash or hang, kept: see fuzz/."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ..conftest import ROOT, write_rules

SEEDS = sorted((ROOT / "fuzz" / "seeds").glob("*.toml"))


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_files", ROOT / "fuzz" / "rule_files.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_kept_input_is_judged(fuzz: ModuleType, tmp_path: Path, path: Path) -> None:
    root = write_rules(tmp_path, {**fuzz.TABLES, fuzz.TARGET: ""})
    assert fuzz.judge(root, fuzz.GOOD) == "answered"
    assert fuzz.judge(root, path.read_text(encoding="utf-8")) == "refused"
