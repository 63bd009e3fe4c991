"""What is released can be made again: the same wheel twice, and from the source distribution."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

pytestmark = [pytest.mark.shipped_rules, pytest.mark.xdist_group("wheel")]


def build(kind: str, source: Path, target: Path, seed: str) -> Path:
    """Builds a wheel or an sdist of `source` and gives the file."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)],
        cwd=source,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (file,) = (path for path in target.iterdir() if path.is_file())
    return file


def test_the_wheel_is_the_same_twice_and_from_the_sdist(tmp_path: Path) -> None:
    first = build("wheel", ROOT, tmp_path / "first", "1")
    second = build("wheel", ROOT, tmp_path / "second", "2")
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist", "1")) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    assert build("wheel", source, tmp_path / "third", "3").read_bytes() == first.read_bytes()
    with zipfile.ZipFile(first) as wheel:
        names = set(wheel.namelist())
    assert {"yibao_cli/py.typed", "yibao_cli/rulebook.bin", "yibao_cli/rules/schemas/rules.json"} <= names
