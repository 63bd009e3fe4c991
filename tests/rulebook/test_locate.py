"""Lines of values in a TOML text."""

import tomllib
from pathlib import Path
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


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ('x = """a""""\ny = 1\n', ("y",), 2),
        ('x = """\n\\""""\ny = 2\n', ("y",), 3),
        ("x = '''a'''''\ny = 2\n", ("y",), 2),
        ('["a]b"]\nx = 1\n', ("a]b", "x"), 2),
        ('x = {a = """b"""", c = 1}\n\ny = 1\n', ("y",), 3),
        ('x = ["""b"""", "}"]\ny = 1\n', ("x", 1), 1),
        ('"a\\u0041" = 1\n"" = 2\n', ("aA",), 1),
        ('"a\\u0041" = 1\n"" = 2\n', ("",), 2),
        ("[[a]]\n[[a.b]]\n[a.c]\n[[a.b]]\nx = 1\n[[a]]\n[[a.b]]\ny = 1\n", ("a", 0, "b", 1, "x"), 5),
        ("[[a]]\n[[a.b]]\n[a.c]\n[[a.b]]\nx = 1\n[[a]]\n[[a.b]]\ny = 1\n", ("a", 1, "b", 0, "y"), 8),
        ("[a]\nb.c = 1\n[a.b.d]\ny = 1\n", ("a", "b", "c"), 2),
        ("[a]\nb.c = 1\n[a.b.d]\ny = 1\n", ("a", "b", "d", "y"), 4),
    ],
)
def test_odd_strings_and_keys_are_read_as_the_parser_reads_them(
    text: str, path: tuple[str | int, ...], line: int
) -> None:
    value: Any = tomllib.loads(text)
    for part in path:
        value = value[part]
    assert Lines(text).of(path) == line


def test_a_text_that_is_only_half_understood_has_the_lines_around() -> None:
    """Forms of TOML 1.1, which tomli reads."""
    lines = Lines("a = {\n  x = 1,\n}\n[[r]]\nb = 2\n")
    assert lines.of(("a", "x")) in (1, 2)
    assert lines.of(("r", 0, "b")) == 5


def test_what_cannot_be_read_any_more_is_one_line(tmp_path: Path) -> None:
    assert Lines.read(tmp_path / "gone.toml").of(("region", "name")) == 1
