"""`yibao schema`: the JSON Schema of an output."""

from pathlib import Path

from ..core.errors import InputError
from .exit_codes import ExitCode
from .output import put

SCHEMAS = Path(__file__).resolve().parents[1] / "render" / "schemas"


def names() -> tuple[str, ...]:
    """The commands whose JSON has a schema."""
    return tuple(sorted(path.stem for path in SCHEMAS.glob("*.json")))


def run(name: str) -> ExitCode:
    """Prints the schema of the command's JSON."""
    if name not in names():
        raise InputError("schema-unknown", value=name, choices=names())
    put((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return ExitCode.ANSWER
