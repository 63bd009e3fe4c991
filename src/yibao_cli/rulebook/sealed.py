"""A rulebook as one value that can be sent to other processes and machines."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from ..core.errors import InputError
from ..core.frozen import dataclass
from .book import Rulebook
from .compiled import CompiledStore


@dataclass(frozen=True, slots=True)
class SealedRulebook:
    """The content of a compiled rulebook and its SHA-256: who opens it sees that nothing changed on the way."""

    content: bytes
    sha256: str

    def open(self) -> Rulebook:
        """The rulebook, one for each process. Raises InputError for a changed one, or one of another version."""
        return _opened(self)


def seal(book: Rulebook) -> SealedRulebook:
    """A rulebook with everything in it. Raises RuleFileError for a rule file that cannot be used."""
    store = book.store
    if isinstance(store, CompiledStore):
        content = store.content
    else:
        from .build import compiled  # brings Pydantic; rule files were read with it already

        content = compiled(store, origin=book.pack or "")
    return SealedRulebook(content, sha256(content).hexdigest())


@lru_cache(maxsize=2)
def _opened(sealed: SealedRulebook) -> Rulebook:
    if sha256(sealed.content).hexdigest() != sealed.sha256:
        raise InputError("rulebook-changed")
    try:
        return Rulebook(CompiledStore(sealed.content))
    except ValueError:
        raise InputError("rulebook-foreign") from None
