"""The warning that goes with `--keep-ids`."""

from __future__ import annotations

from ..language import tr
from ..render.messages import SYSTEM
from .output import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def say_kept(columns: Sequence[str] | None = None) -> None:
    """Says once what `--keep-ids` lets through; of a table of people with the `columns` whose headings tell."""
    what = tr("姓名、编号和证件、手机、银行卡、护照等号码")
    if columns is not None:
        named = tr("、").join(tr("「{name}」", name=name) for name in columns)
        what = tr(
            "证件、手机、银行卡、护照等号码{value}", value=tr("({named}列和别处的)", named=named) if named else ""
        )
    say(tr(SYSTEM["ids-kept"]).format(what=what))
