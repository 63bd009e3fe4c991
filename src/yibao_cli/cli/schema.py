"""`yibao schema`: the JSON Schema of an output."""

from __future__ import annotations

import json

from ..core.errors import InputError
from ..documents import NAMES
from .exit_codes import ExitCode
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import SchemaOptions


def run(options: SchemaOptions) -> int:
    """Prints the schema of a command's JSON; with `--all` one object of all by name; without either the names.

    Raises InputError for an unknown name, and for a name beside `--all`.
    """
    name = options.name
    if options.all and name is not None:
        raise InputError("formats-conflict", first=name, second="--all")
    if name is not None and name not in NAMES:
        raise InputError("schema-unknown", value=name, choices=NAMES)
    if name is None and not options.all:
        put("\n".join(NAMES))
        return ExitCode.ANSWER
    from ..documents.schema import schema, schemas  # Pydantic: only here

    put(json.dumps(schemas() if name is None else schema(name), ensure_ascii=False, indent=2))
    return ExitCode.ANSWER
