"""What to do after an answer, and why there is none."""

from __future__ import annotations

from ..core.credit import NoRule
from ..language import tr
from .messages import months
from .words import HOTLINE, STATUS, basis, formulas, in_chinese, named, region_word, rule_title
from .words import place as place_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.credit import Answer


def next_steps(answer: Answer) -> list[str]:
    """Commands and calls that lead to the real figure."""
    steps = []
    if isinstance(answer, NoRule) and answer.reason == "figure":
        option = "--average-pension" if answer.figure == "average_pension" else "--average-wage"
        steps.append(tr("向当地医保经办机构问到这个平均数后,用 {option} 代入重算", option=option))
    if isinstance(answer, NoRule) and answer.nearest is not None:
        nearest = answer.nearest
        month = nearest.starts if answer.month < nearest.starts else (nearest.ends or nearest.starts).plus(-1)
        steps.append(
            tr("最近有规则的月份:--month {month}({title})", month=month, title=rule_title(nearest, answer.region))
        )
    steps.append(tr("查实际到账:yibao channels --region {name} --want credits", name=region_word(answer.region)))
    steps.append(tr("打 {hotline}(医保服务热线)问经办机构", hotline=HOTLINE))
    return steps


def why_no_rule(answer: NoRule) -> str:
    """Why there is no number, in one sentence."""
    place = tr("{name}{status}人员", name=place_name(answer.region), status=tr(STATUS[answer.person.status]))
    if answer.reason == "never":
        return tr("未知规则:规则库没有收录{place}的个人账户划入规定。", place=place)
    if answer.reason == "month":
        assert answer.nearest is not None
        span = months(answer.nearest.starts, answer.nearest.ends)
        return tr(
            "未知规则:规则库没有收录{place} {month} 的规定;最近的一段是 {span}。",
            place=place,
            month=answer.month,
            span=span,
        )
    if answer.reason == "group":
        groups = tr("、").join(map(named, answer.groups))
        return tr(
            "未知规则:规则库只收录了{place}里「{groups}」{month} 的规定;是的话用 --group 指明。",
            place=place,
            groups=groups,
            month=answer.month,
        )
    assert answer.policy is not None
    if answer.reason == "amount":
        return tr(
            "规则不全:{place}有个人账户,但划入多少没有见到。{reason}",
            place=place,
            reason=in_chinese(answer.policy.reason or ""),
        )
    band = next(band for band in answer.policy.all_bands if band.of == answer.figure)
    return tr(
        "规则已知,金额未知:{formulas};没有见到 {basis}的公布数。", formulas=formulas(answer.policy), basis=basis(band)
    )
