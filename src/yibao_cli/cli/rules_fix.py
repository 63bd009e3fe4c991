"""`yibao rules check --fix`: slips with one meaning are put right."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import tomli

from ..core.text import visible
from ..language import tr
from ..outputs import whole_file
from ..render.problems import shown_path
from ..rulebook.directory import is_file, rule_paths
from ..rulebook.known import MOST_BYTES
from ..rulebook.slips import corrected, line_of
from .output import say


def fix_rules(roots: Mapping[Path, Sequence[Path]]) -> None:
    """Corrects slips in the files asked for, each file completely or not at all, and reports every change.

    What cannot be read is left to the checker. Raises InputError for a file that cannot be written.
    """
    for path in _files(roots):
        try:
            text = path.read_bytes().decode() if path.stat().st_size <= MOST_BYTES else ""
        except (OSError, UnicodeDecodeError):
            continue
        better, slips = corrected(text)
        if better == text or (_is_toml(text) and not _is_toml(better)):
            continue
        with whole_file(path, private=False) as new:
            new.write_bytes(better.encode())
        for slip in slips:
            written = " ".join(visible(slip.written).split())
            meant = " ".join((slip.meant or "").split()) or tr("(去掉)")
            say(
                tr(
                    "已改 {path}:{line}: {written} → {meant}",
                    path=shown_path(path, Path.cwd()),
                    line=line_of(text, slip.start),
                    written=written or tr("空白"),
                    meant=meant,
                )
            )


def _files(roots: Mapping[Path, Sequence[Path]]) -> Iterator[Path]:
    for root, only in roots.items():
        yield from only or filter(is_file, rule_paths(root))


def _is_toml(text: str) -> bool:
    try:
        tomli.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True
