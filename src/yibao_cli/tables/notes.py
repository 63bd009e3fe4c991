"""Notes on how a table was read: codes and facts; the words are in `render.table_messages`."""

from collections.abc import Iterable, Mapping

from ..core.frozen import NOTHING, dataclass
from ..language import tr

LISTED = 8
"""Rows that are named."""


@dataclass(frozen=True, slots=True)
class Note:
    """A code, and facts as text."""

    code: str
    facts: Mapping[str, str] = NOTHING


def lines_text(lines: Iterable[int]) -> str:
    """Numbers of rows, the first ones only where there are many.

    >>> lines_text(range(2, 12))
    '2、3、4、5、6、7、8、9…'
    """
    numbers = list(lines)
    return tr("、").join(map(str, numbers[:LISTED])) + ("…" if len(numbers) > LISTED else "")
