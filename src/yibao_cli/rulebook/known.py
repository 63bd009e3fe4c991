"""The rule files that came with the program, known to be good: they were checked when the wheel was built.

The build writes down the digest of each file's bytes, and what other files can break of it. A file with the same
digest is not read again by the checker unless something it refers to is another now; and its content is taken out of
the compiled rulebook.
"""

import marshal
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..core.region import Region
from .book import shipped
from .compiled import HASH_BYTES, MAGIC, CompiledStore, hash_of
from .directory import RuleDirectory

NAME = "checked.bin"
MOST_BYTES = 8 << 20
"""No notice fills a rule file of this size."""


class KnownFile(NamedTuple):
    """A rule file, or a table over all regions. `places` are the regions that the lines of a table are for."""

    digest: bytes
    cited: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    has_examples: bool = False


class KnownSource(NamedTuple):
    """What entries that cite a document have to agree with."""

    grade: str
    date: str | None


class Known:
    """The files of a checked rule base by id, its documents and regions, and its compiled content."""

    def __init__(
        self,
        files: Mapping[str, KnownFile],
        sources: Mapping[str, KnownSource],
        regions: Mapping[str, Region],
        rulebook: CompiledStore,
    ) -> None:
        self.files = files
        self.sources = sources
        self.regions = regions
        self.rulebook = rulebook

    def has(self, id: str, path: Path) -> bool:
        """Whether a file is, to the byte, the one with that id which was checked."""
        return id in self.files and digest(path) == self.files[id].digest

    def is_all_of(self, directory: RuleDirectory) -> bool:
        """Whether a directory holds the files that were checked, and nothing else that is called like one."""
        return (
            not directory.not_files
            and directory.paths.keys() == self.files.keys()
            and all(len(paths) == 1 and self.has(id, paths[0]) for id, paths in directory.paths.items())
        )

    def pack(self) -> bytes:
        """As the content of the file in the wheel, without the compiled rulebook."""
        body = marshal.dumps(
            (
                self.rulebook.digest,
                {id: tuple(file) for id, file in self.files.items()},
                {id: tuple(source) for id, source in self.sources.items()},
                {id: (r.id, r.adcode, r.name, r.short, r.names, r.name_en) for id, r in self.regions.items()},
            )
        )
        return MAGIC + hash_of(body) + body

    @classmethod
    def unpack(cls, content: bytes, rulebook: CompiledStore) -> "Known":
        """The inverse of `pack`. Raises ValueError for anything else, or if it goes with another rulebook."""
        start = len(MAGIC) + HASH_BYTES
        body = content[start:]
        if not content.startswith(MAGIC) or content[len(MAGIC) : start] != hash_of(body):
            raise ValueError("damaged, or of another version")
        of, files, sources, regions = marshal.loads(body)
        if of != rulebook.digest:
            raise ValueError("of another rulebook")
        return cls(
            {id: KnownFile(*fields) for id, fields in files.items()},
            {id: KnownSource(*fields) for id, fields in sources.items()},
            {id: Region(*fields) for id, fields in regions.items()},
            rulebook,
        )


@cache
def opened() -> Known | None:
    """What the wheel knows; None in a checkout, and where any of it is damaged: every file is checked then."""
    rulebook = shipped()
    try:
        content = (Path(__file__).resolve().parents[1] / NAME).read_bytes()
        return Known.unpack(content, rulebook) if rulebook else None
    except (OSError, ValueError):
        return None


def digest(path: Path) -> bytes:
    """The digest of a file's bytes; empty for one that cannot be read, or is too large for a rule file."""
    try:
        return hash_of(path.read_bytes()) if path.stat().st_size <= MOST_BYTES else b""
    except OSError:
        return b""
