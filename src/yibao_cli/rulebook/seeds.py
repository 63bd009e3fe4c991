"""The claims of the seed documents: as they were checked when the wheel was built, or from seeds/."""

from __future__ import annotations

from .book import shipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..core.claim import Claim
    from ..model.claims import ClaimFile


def load_claims() -> Sequence[Claim]:
    """Every claim of every document, in order. Raises RuleFileError for a file that cannot be used."""
    compiled = shipped()
    if compiled is not None:
        return compiled.claims
    from .directory import packaged

    return claims_in(packaged("seeds"))


def claims_in(folder: Path) -> list[Claim]:
    """The claims of the files in a folder. Raises RuleFileError for a file that cannot be used."""
    files = [load_claim_file(path) for path in sorted(folder.glob("*.toml"))]
    return [claim for file in files for claim in file.to_core()]


def load_claim_file(path: Path) -> ClaimFile:
    """One document's claims. Raises RuleFileError if it cannot be used."""
    from pydantic import ValidationError

    from ..core.errors import RuleFileError
    from ..model.claims import ClaimFile
    from .toml_store import invalid, parse_toml

    try:
        return ClaimFile.model_validate(parse_toml(path))
    except ValidationError as error:
        raise RuleFileError("rule-files", problems=invalid(path, error)) from None
