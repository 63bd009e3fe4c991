"""Why an amount changed, or differs, in words and as JSON."""

from __future__ import annotations

from ..core.money import format_yuan
from .words import ORIGIN, STATUS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ..core.change import Change, PartMove
    from ..documents.common import Change as ChangeDocument
    from ..documents.compare import Move


def change_text(change: Change) -> str:
    """One change in a few words: '满 70 岁', '基数下限 4494.00 → 4600.00'."""
    old, new = change.old, change.new
    match change.kind:
        case "region":
            return f"{old} → {new}"
        case "status":
            return "退休" if new == "retiree" else f"{STATUS[old]} → {STATUS[new]}"
        case "rule":
            return f"规则:{old} → {new}" if old != new else f"规则调整:{new}"
        case "deduction":
            return f"代扣 {old} → {new}"
        case "base":
            return f"缴费基数 {old} → {new}"
        case "floor":
            return f"基数下限调整 {old} → {new}"
        case "ceiling":
            return f"基数上限调整 {old} → {new}"
        case "age":
            return f"满 {new} 岁" if int(new) > int(old) else f"年龄 {old} → {new} 岁"
        case "pension":
            return f"养老金 {old or '没有给'} → {new or '没有给'}"
        case "figure":
            return f"公布的平均数 {old} → {new}"
        case "years":
            return f"缺缴年数 {old} → {new}"
        case "unknown":
            return "未知规则"
        case "known":
            return "开始有规则"


def changes_text(changes: Sequence[Change]) -> str:
    """Several changes in one line."""
    return ";".join(map(change_text, changes))


def move_text(move: PartMove) -> str:
    """A part that moved: '单位缴费 100.00 → 无'."""
    return f"{ORIGIN.get(move.name, move.name)} {_amount(move.was)} → {_amount(move.now)}"


def _amount(amount: Decimal | None) -> str:
    return "无" if amount is None else format_yuan(amount)


def change_document(change: Change) -> ChangeDocument:
    """A change with its words."""
    return {"kind": change.kind, "old": change.old, "new": change.new, "text": change_text(change)}


def move_document(move: PartMove) -> Move:
    """A part or deduction that moved, yuan a month."""
    return {
        "kind": move.kind,
        "name": move.name,
        "was": None if move.was is None else format_yuan(move.was),
        "now": None if move.now is None else format_yuan(move.now),
    }
