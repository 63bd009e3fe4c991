"""The days of a schedule as events of a calendar."""

from __future__ import annotations

from hashlib import sha256

from ..core.credit import Credit
from ..core.money import format_yuan
from ..core.text import masked
from ..language import tr
from . import words
from .changes import changes_text
from .ics import calendar_file
from .schedule import PROJECTED, retirement_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from ..core.literals import Grade
    from ..core.occasions import Occasion, Occasions
    from ..core.schedule import Schedule
    from .rows import Found

NOTHING = "这几个月里没有要记的日子,没有写日历。"


def schedule_calendar(months: Schedule, occasions: Occasions, found: Found, stamp: date) -> bytes:
    """An iCalendar file with an event an occasion; `stamp` is the day that the rule base is of.

    Raises ImportError where icalendar is not there.
    """
    whose, answer = _whose(months), months.entries[-1].answer
    events = [
        (
            f"{item.kind}-{item.entry.month}-{whose}",
            item.day,
            masked(_title(months, item)),
            masked("\n".join(_text(months, item, found))),
        )
        for item in occasions.found
    ]
    return calendar_file(
        "calendar",
        tr(
            "yibao 医保 {name} {status}", name=words.place(answer.region), status=tr(words.STATUS[answer.person.status])
        ),
        events,
        stamp,
    )


def undated(months: Schedule, occasions: Occasions) -> str:
    """For how many months no rule says a day, so that there is no event."""
    place = words.place(months.entries[0].answer.region)
    return tr(
        "{place} {undated} 个月的钱几日到账,没有见到规则:日历里没有这些月份到账的日子。",
        place=place,
        undated=len(occasions.undated),
    )


def _whose(months: Schedule) -> str:
    """Tells the events of one person from those of another in the same calendar, and names nobody."""
    person = months.course.person
    facts = (months.entries[0].answer.region.id, person.birth, person.sex, person.plan, person.group)
    return sha256("|".join(str(fact or "") for fact in facts).encode()).hexdigest()[:16]


def _title(months: Schedule, item: Occasion) -> str:
    entry, answer = item.entry, item.entry.answer
    match item.kind:
        case "posting":
            whose = (
                tr("{year} 年度", year=entry.month.year)
                if isinstance(answer, Credit) and answer.period == "year"
                else str(entry.month)
            )
            return tr("医保个人账户应到账 {posted}({whose})", posted=_amount(entry.posted), whose=whose)
        case "band":
            return tr("医保个人账户:{changes},划入 {moved}", changes=changes_text(entry.changes), moved=_moved(item))
        case "retirement":
            return tr(
                "{retirement} 退休,医保个人账户 {month} 起按退休划入",
                retirement=months.course.retirement,
                month=entry.month,
            )
        case "limits":
            return tr("医保缴费基数上下限 {month} 起没有见到", month=entry.month)


def _text(months: Schedule, item: Occasion, found: Found) -> Iterator[str]:
    """What it is about, what it rests on, and how good that is."""
    entry, course = item.entry, months.course
    answer = entry.answer
    yield f"{words.place(answer.region)} · {tr(words.STATUS[answer.person.status])} · {entry.month}"
    if item.kind == "retirement":
        yield retirement_text(course)
    yield tr("划入 {moved}", moved=_moved(item)) + (
        tr("({projected},没有资料证实,假定规则不变)", projected=tr(PROJECTED)) if entry.projected else ""
    )
    cited: list[str] = []
    if item.posting is not None:
        yield tr("到账:{posting}{grade}", posting=words.posting(item.posting), grade=_grade(item.posting.grade))
        cited += item.posting.sources
    if item.kind == "retirement":
        rules = [rule for rule in (course.statutory and course.statutory.rule, course.switch) if rule]
        if course.statutory is not None:
            yield tr("法定退休年龄的依据{grade}", grade=_grade(course.statutory.rule.grade))
        cited += [id for rule in rules for id in rule.sources]
    if isinstance(answer, Credit):
        limits = answer.base.limits if answer.base is not None else None
        if item.kind == "limits" and limits is not None:
            until = tr("用到 {month}", month=limits.ends.plus(-1)) if limits.ends is not None else tr("用到下一次公布")
            yield tr(
                "见到的上下限 {limits},{until}{grade};以后的公布前按它计",
                limits=words.limits(limits),
                until=until,
                grade=_grade(limits.grade),
            )
            cited += limits.sources
        yield tr(
            "规则:{title}{grade}", title=words.rule_title(answer.policy, answer.region), grade=_grade(answer.grade)
        )
        cited += answer.sources
    known = [found.sources[id] for id in dict.fromkeys(cited) if id in found.sources]
    yield from (
        tr("来源:{source}{grade}", source=words.source(source), grade=_grade(source.grade))
        for source in words.by_weight(known)
    )
    yield tr(words.UNOFFICIAL)


def _moved(item: Occasion) -> str:
    """What is credited for the month, and before it where that is something else."""
    now = _amount(item.entry.posted)
    same = item.was is None or item.was == item.entry.posted or item.kind in ("posting", "limits")
    return now if same else f"{_amount(item.was)} → {now}"


def _amount(amount: Decimal | None) -> str:
    return tr("未知") if amount is None else tr("{amount} 元", amount=format_yuan(amount))


def _grade(grade: Grade) -> str:
    return f"{tr('(')}{tr(words.GRADE_SHORT[grade])})"
