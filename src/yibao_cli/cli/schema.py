"""`yibao schema`: the JSON Schema of an output."""

from __future__ import annotations

import json

from ..core.errors import InputError
from ..documents import NAMES
from .exit_codes import ExitCode
from .output import put


def run(name: str | None, everything: bool) -> ExitCode:
    """Prints the schema of a command's JSON; with `everything` one object of all by name; without either the names.

    Raises InputError for an unknown name, and for a name beside `everything`.
    """
    if everything and name is not None:
        raise InputError("formats-conflict", first=name, second="--all")
    if name is not None and name not in NAMES:
        raise InputError("schema-unknown", value=name, choices=NAMES)
    if name is None and not everything:
        put("\n".join(NAMES))
        return ExitCode.ANSWER
    from ..documents.schema import schema, schemas  # Pydantic: only here

    put(json.dumps(schemas() if name is None else schema(name), ensure_ascii=False, indent=2))
    return ExitCode.ANSWER
