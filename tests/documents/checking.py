"""Documents held against their schemas by a validator that knows nothing of how the schemas are made."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from yibao_cli.documents.schema import schema

OPENING = '{\n  "schema": "yibao/'
"""How the output of `--json` begins."""


@cache
def validator(name: str) -> Any:
    """The validator of one of the documents, by its name in `yibao schema`."""
    made = schema(name)
    jsonschema_rs.meta.validate(made)
    return jsonschema_rs.Draft202012Validator(made)


def check_document(document: Mapping[str, Any]) -> None:
    """Raises ValidationError unless the document is as the schema that it names says."""
    validator(document["schema"].removeprefix("yibao/")).validate(document)


def complaint_of(said: str) -> str:
    """What went wrong, out of what stands on standard error: a document, or lines of which the last says it."""
    if said.startswith(OPENING):
        message: str = json.loads(said)["error"]["message"]
        return message
    return said.splitlines()[-1].removeprefix("yibao: ") if said else ""


def check_output(out: str) -> None:
    """The same for what a command printed, where that is a document."""
    if out.startswith(OPENING):
        check_document(json.loads(out))
