"""Why an amount changed, or differs, in words and as JSON."""

from __future__ import annotations

from ..core.money import format_yuan
from ..language import spoken, tr
from .words import ORIGIN, STATUS, named

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
            return tr("退休") if new == "retiree" else f"{tr(STATUS[old])} → {tr(STATUS[new])}"
        case "rule":
            if spoken() != "zh":  # the titles of rules are Chinese
                return tr("规则变了")
            return tr("规则:{old} → {new}", old=old, new=new) if old != new else tr("规则调整:{new}", new=new)
        case "deduction":
            return tr("代扣 {old} → {new}", old=old, new=new)
        case "base":
            return tr("缴费基数 {old} → {new}", old=old, new=new)
        case "floor":
            return tr("基数下限调整 {old} → {new}", old=old, new=new)
        case "ceiling":
            return tr("基数上限调整 {old} → {new}", old=old, new=new)
        case "age":
            return tr("满 {new} 岁", new=new) if int(new) > int(old) else tr("年龄 {old} → {new} 岁", old=old, new=new)
        case "pension":
            return tr("养老金 {old} → {new}", old=old or tr("没有给"), new=new or tr("没有给"))
        case "figure":
            return tr("公布的平均数 {old} → {new}", old=_listed(old), new=_listed(new))
        case "years":
            return tr("缺缴年数 {old} → {new}", old=old, new=new)
        case "unknown":
            return tr("未知规则")
        case "known":
            return tr("开始有规则")


def _listed(amounts: str) -> str:
    return tr("、").join(amounts.split("、"))


def changes_text(changes: Sequence[Change]) -> str:
    """Several changes in one line."""
    return tr(";").join(map(change_text, changes))


def move_text(move: PartMove) -> str:
    """A part that moved: '单位缴费 100.00 → 无'."""
    what = tr(ORIGIN[move.name]) if move.name in ORIGIN else named(move.name)
    return f"{what} {_amount(move.was)} → {_amount(move.now)}"


def _amount(amount: Decimal | None) -> str:
    return tr("无") if amount is None else format_yuan(amount)


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
