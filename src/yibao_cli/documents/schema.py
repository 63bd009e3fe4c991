"""The JSON Schema of a document, made from its type."""

from importlib import import_module
from typing import Any

from pydantic import ConfigDict, TypeAdapter, with_config
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from . import NAMES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PROMISE = (
    "Money is text with two decimals, months are YYYY-MM. Within a version no key goes away or changes its meaning; "
    "keys may be added, and the schema printed by the same program knows them."
)
DESCRIBED = ConfigDict(use_attribute_docstrings=True)
"""A type inside a document has no settings of its own, so those of the document hold."""


class _Strict(GenerateJsonSchema):
    """No key but those declared; keys are not named a second time in other letters."""

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        return super().typed_dict_schema(schema) | {"additionalProperties": False}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema(name: str) -> dict[str, Any]:
    """The schema of one of NAMES (JSON Schema 2020-12): every key is required unless it says otherwise."""
    document = import_module(f".{name.replace('-', '_')}", __package__).Document
    made = TypeAdapter(with_config(DESCRIBED)(document)).json_schema(mode="serialization", schema_generator=_Strict)
    made["title"] = f"yibao {name} --json, version {made['properties']['version']['const']}"
    made["description"] = f"{made.get('description', '')} {PROMISE}"  # python -OO knows no docstrings
    unwrapped: dict[str, Any] = _unwrapped(made)
    return {"$schema": DIALECT, **unwrapped}


def _unwrapped(part: Any) -> Any:
    """The same with every description in one line: in the source they are wrapped."""
    if isinstance(part, list):
        return [_unwrapped(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: " ".join(value.split()) if key == "description" and isinstance(value, str) else _unwrapped(value)
        for key, value in part.items()
    }


def schemas() -> dict[str, dict[str, Any]]:
    """All of them, by name."""
    return {name: schema(name) for name in NAMES}
