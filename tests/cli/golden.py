"""Whole outputs kept as files. `YIBAO_GOLDEN=write` rewrites them; read the difference."""

import os

from ..conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"


def check(name: str, command: str, out: str) -> None:
    """The command and what it printed are what the golden file holds."""
    text = f"$ yibao {command}\n{out}"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("YIBAO_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
