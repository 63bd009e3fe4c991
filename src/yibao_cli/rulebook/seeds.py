"""The claims of the seed documents, from seeds/."""

from __future__ import annotations

from pydantic import ValidationError

from ..core.errors import RuleFileError
from ..model.claims import ClaimFile
from .directory import packaged
from .toml_store import invalid, parse_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from ..core.claim import Claim


def load_claim_file(path: Path) -> ClaimFile:
    """One document's claims. Raises RuleFileError if it cannot be used."""
    try:
        return ClaimFile.model_validate(parse_toml(path))
    except ValidationError as error:
        raise RuleFileError("rule-files", problems=invalid(path, error)) from None


def load_claims() -> list[Claim]:
    """Every claim of every document, in order. Raises RuleFileError for a file that cannot be used."""
    files = [load_claim_file(path) for path in sorted(packaged("seeds").glob("*.toml"))]
    return [claim.to_core(file.document) for file in files for claim in file.claim]
