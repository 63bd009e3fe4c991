"""What to do after an answer, and why there is none."""

from __future__ import annotations

from ..core.credit import NoRule
from .messages import months
from .words import HOTLINE, STATUS, basis, formulas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.credit import Answer


def next_steps(answer: Answer) -> list[str]:
    """Commands and calls that lead to the real figure."""
    steps = []
    if isinstance(answer, NoRule) and answer.reason == "figure":
        option = "--average-pension" if answer.figure == "average_pension" else "--average-wage"
        steps.append(f"向当地医保经办机构问到这个平均数后,用 {option} 代入重算")
    if isinstance(answer, NoRule) and answer.nearest is not None:
        nearest = answer.nearest
        month = nearest.starts if answer.month < nearest.starts else (nearest.ends or nearest.starts).plus(-1)
        steps.append(f"最近有规则的月份:--month {month}({nearest.title})")
    steps.append(f"查实际到账:yibao channels --region {answer.region.name} --want credits")
    steps.append(f"打 {HOTLINE}(医保服务热线)问经办机构")
    return steps


def why_no_rule(answer: NoRule) -> str:
    """Why there is no number, in one sentence."""
    place = f"{answer.region.name}{STATUS[answer.person.status]}人员"
    if answer.reason == "never":
        return f"未知规则:规则库没有收录{place}的个人账户划入规定。"
    if answer.reason == "month":
        assert answer.nearest is not None
        span = months(answer.nearest.starts, answer.nearest.ends)
        return f"未知规则:规则库没有收录{place} {answer.month} 的规定;最近的一段是 {span}。"
    if answer.reason == "group":
        groups = "、".join(answer.groups)
        return f"未知规则:规则库只收录了{place}里「{groups}」{answer.month} 的规定;是的话用 --group 指明。"
    assert answer.policy is not None
    if answer.reason == "amount":
        return f"规则不全:{place}有个人账户,但划入多少没有见到。{answer.policy.reason}"
    band = next(band for band in answer.policy.all_bands if band.of == answer.figure)
    return f"规则已知,金额未知:{formulas(answer.policy)};没有见到 {basis(band)}的公布数。"
