"""Every error, caveat, note and problem in English, whatever its facts: no Chinese but what the facts hold."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from yibao_cli.core.errors import InputError, MissingInputError
from yibao_cli.language import speak
from yibao_cli.render import messages, problems, reconcile, table_messages

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
KEPT = re.compile("「时间」|元 \\(yuan\\)|“.*?”|武汉市")
"""What is typed as it stands, or stands in a document."""
KNOWN: dict[str, Any] = {
    "status": "employee",
    "names": ("age",),
    "field": "age",
    "choices": ("a", "b"),
    "problem": InputError("age-malformed", field="age", value="x"),
    "grade": "official",
    "kind": "link",
    "age_on": "month",
    "others": "一档、省本级",
    "unmatched": (),
    "most": 3,
    "lag": "1",
    "cells": 2,
    "columns": 3,
    "searched": 30,
    "what": "zip",
    "given": "1",
    "ages": 12,
    "age": 12,
}


OF_CODE = {"grade-too-weak": {"wanted": "press"}}


class Facts(dict[str, Any]):
    """Facts of any name."""

    def __missing__(self, name: str) -> Any:
        return KNOWN.get(name, "7")

    def get(self, name: str, default: Any = None) -> Any:
        return KNOWN.get(name, "7")

    def __contains__(self, name: object) -> bool:
        return True


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    speak("en")
    yield
    speak("zh")


TABLES: dict[str, Mapping[str, Callable[[Any], str]]] = {
    "error": messages._ERRORS,
    "caveat": messages._CAVEATS,
    "table error": table_messages.TABLE_ERRORS,
    "note": reconcile.NOTE,
    "problem": problems._PROBLEMS,
}


@pytest.mark.parametrize(("table", "code"), [(table, code) for table, codes in TABLES.items() for code in codes])
def test_it_is_said_in_english(table: str, code: str) -> None:
    say = TABLES[table][code]
    text = say(Facts(OF_CODE.get(code, {})))
    assert text
    assert not CHINESE.search(KEPT.sub("", text)), text
    assert "  " not in text.strip() and not re.search(r"[,;:](?=[A-Za-z])(?!\S*//)", KEPT.sub("", text)), text


def test_an_error_is_one_line_that_says_what_to_do() -> None:
    problem = InputError("age-malformed", field="age", value="x")
    assert messages.error(problem) == '--age: "x" is not an age. Write 66.'
    assert messages.error(InputError("region-unknown", field="region", value="zzzz")) == (
        '--region: "zzzz" is not known. yibao regions --all lists all regions.'
    )
    missing = MissingInputError(("age",), status="employee", region="武汉市")
    assert messages.error(missing) == (
        "Missing: --age (age): needed by the rule of 武汉市, employed (--birth will do instead of --age)."
    )
    assert messages.error(InputError("status-unknown", field="status", value="x")) == (
        '--status: "x" is not known. Use employed, retired, flexible or resident.'
    )
