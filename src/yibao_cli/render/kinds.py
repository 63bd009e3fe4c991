"""Kinds of people in words and as JSON."""

from __future__ import annotations

from ..core.kind import ROUND_BASE
from ..core.money import format_yuan
from ..language import tr
from . import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.kind import Kind
    from ..core.literals import Position
    from ..documents import rules_diff as shapes

POSITION: dict[Position, str] = {
    "floor": "基数在下限",
    "round": "基数 {base}",
    "ceiling": "基数在上限",
    "fixed": "当地定的基数",
}


def kind_text(kind: Kind) -> str:
    """'在职 不满 35 岁 基数在下限', '退休 70 岁及以上'."""
    ages = kind.ages
    exact = kind.age is not None and ages.below == ages.low + 1
    return words.together(
        tr(words.STATUS[kind.status]),
        words.named(kind.plan or ""),
        words.named(kind.group or ""),
        tr("{age} 岁", age=kind.age) if exact else words.ages(ages),
        tr(POSITION[kind.position], base=ROUND_BASE) if kind.position else None,
        tr("养老金 {pension}", pension=kind.pension) if kind.pension is not None else None,
    )


def kind_document(kind: Kind) -> shapes.Who:
    """A kind of people with its words."""
    ages = None if kind.age is None else kind.ages
    return {
        "status": kind.status,
        "plan": kind.plan,
        "group": kind.group,
        "age_from": ages.low if ages else None,
        "age_to": ages.below - 1 if ages and ages.below is not None else None,
        "base": kind.position,
        "pension": None if kind.pension is None else format_yuan(kind.pension),
        "text": kind_text(kind),
    }
