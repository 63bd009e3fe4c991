"""`yibao schema`: the JSON Schema of an output, or of a kind of rule file."""

from __future__ import annotations

import json

from ..core.errors import InputError
from ..documents import FILES, NAMES
from .exit_codes import ExitCode
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import SchemaOptions


def run(options: SchemaOptions) -> int:
    """Prints the schema of a command's JSON; with `--all` one object of all by name; without either the names.

    `--toml`: the same of the rule files. Raises InputError for an unknown name, and for a name beside `--all`.
    """
    name, names = options.name, FILES if options.toml else NAMES
    if options.all and name is not None:
        raise InputError("formats-conflict", first=name, second="--all")
    if name is not None and name not in names:
        if name in FILES:
            raise InputError("schema-of-files", value=name)
        raise InputError("schema-unknown", value=name, choices=names)
    if name is None and not options.all:
        put("\n".join(names))
        return ExitCode.ANSWER
    put(json.dumps(_made(name, options.toml), ensure_ascii=False, indent=2))
    return ExitCode.ANSWER


def _made(name: str | None, toml: bool) -> object:
    """One schema, or all by name. Both kinds need Pydantic, imported only here."""
    if toml:
        from ..documents.rule_schema import rule_schema, rule_schemas

        return rule_schemas() if name is None else rule_schema(name)
    from ..documents.schema import schema, schemas

    return schemas() if name is None else schema(name)
