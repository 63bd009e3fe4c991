"""The JSON Schemas: strict, and printed by `yibao schema`."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from yibao_cli.cli.schema import SCHEMAS, names

from ..conftest import Runner

STRICT = ("schedule", "compare", "infer")


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that describes an object."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


@pytest.mark.parametrize("name", STRICT)
def test_every_key_is_required_and_no_other_allowed(name: str) -> None:
    found = list(objects(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))))
    assert len(found) > 8
    for item in found:
        assert item["required"] == list(item["properties"]) and item["additionalProperties"] is False


@pytest.mark.parametrize("name", STRICT)
def test_what_several_documents_share_is_the_same_in_each(name: str) -> None:
    estimate, other = (
        json.loads((SCHEMAS / f"{which}.json").read_text(encoding="utf-8")) for which in ("estimate", name)
    )
    assert {part: other["$defs"][part] for part in ("policy", "source")} == {
        part: estimate["$defs"][part] for part in ("policy", "source")
    }
    assert other["properties"]["rulebook"] == estimate["properties"]["rulebook"]


def test_the_names_are_those_of_the_files_and_in_the_help(yibao: Runner) -> None:
    assert {"estimate", *STRICT} <= set(names())
    assert "、".join(names()) in "".join(yibao("schema", "--help").out.split())
    for name in names():
        run = yibao("schema", name)
        assert run.code == 0 and json.loads(run.out)["title"].startswith(f"yibao {name} --json, version ")
