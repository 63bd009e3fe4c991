"""Lines of values in a TOML text."""

import tomllib
from typing import Any

import pytest

from yibao_cli.rulebook.locate import Lines

from ..conftest import RULES

TEXT = '''# comment
title = "a # b"   # not a comment inside
[region]
name = "x"

[[retiree]]
pooled = [
  { age = "<70", yuan = 1 },   # first
  # between
  { age = ">=70", yuan = 2 },
]
note = """
[[retiree]]
"""
[[retiree]]
own = { rate = "2%", of = "base" }
sources = ["a",
  "b"]
["quoted.key"]
x.y = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("region",), 3),
        (("region", "name"), 4),
        (("retiree", 0), 6),
        (("retiree", 0, "pooled"), 7),
        (("retiree", 0, "pooled", 0), 8),
        (("retiree", 0, "pooled", 1, "age"), 10),
        (("retiree", 0, "pooled", 1, "yuan"), 10),
        (("retiree", 0, "note"), 12),
        (("retiree", 1), 15),
        (("retiree", 1, "own", "of"), 16),
        (("retiree", 1, "sources", 1), 18),
        (("retiree", 1, "missing"), 15),
        (("quoted.key",), 19),
        (("quoted.key", "x", "y"), 20),
    ],
)
def test_a_path_has_a_line(path: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(TEXT)
    assert Lines(TEXT).of(path) == line


def test_every_value_of_every_rule_file_is_found_on_a_line_that_shows_it() -> None:
    for file in RULES.rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        lines = Lines(text)
        shown = text.splitlines()
        for path in _paths(tomllib.loads(text)):
            key = next(part for part in reversed(path) if isinstance(part, str))
            if isinstance(path[-1], str):
                assert key in shown[lines.of(path) - 1], (file, path)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    found = [] if not path else [path]
    for key, inner in items:
        found += _paths(inner, (*path, key))
    return found
