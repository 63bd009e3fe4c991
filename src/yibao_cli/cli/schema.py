"""`yibao schema`: the JSON Schema of an output."""

from pathlib import Path

from ..core.errors import InputError
from .exit_codes import ExitCode
from .output import put

SCHEMAS = Path(__file__).resolve().parents[1] / "render" / "schemas"


def run(name: str) -> ExitCode:
    """Prints the schema of the command's JSON."""
    known = {path.stem: path for path in sorted(SCHEMAS.glob("*.json"))}
    if name not in known:
        raise InputError("schema-unknown", value=name, choices=tuple(known))
    put(known[name].read_text(encoding="utf-8"))
    return ExitCode.ANSWER
