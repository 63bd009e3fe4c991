"""The work list of a rule keeper: as Markdown, as a calendar, as JSON."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from ..core.month import Month
from ..core.source import Source
from ..language import tr
from . import words
from .answer_json import source_document
from .answer_table import markdown_text
from .ics import calendar_file

if TYPE_CHECKING:
    from ..documents import common
    from ..documents import rules_plan as shapes
    from ..rulebook.plan import Task

NOTHING = "没有要复核的。"


def plan_markdown(tasks: "Sequence[Task]", month: Month) -> str:
    """A check list: what has run out, then month by month what will, then regions without a rule of their own."""
    lines = [tr("# 规则库复核清单({month})", month=month), ""]
    if not tasks:
        return "\n".join([*lines, tr(NOTHING), ""])
    for when, group in groupby(tasks, lambda task: None if task.due is None else max(task.due, month)):
        items = list(group)
        lines += [f"## {_heading(when, month, len(items))}", ""]
        for task in items:
            lines.append(f"- [ ] {markdown_text(task_title(task))}{tr(':')}{markdown_text(task_text(task))}")
            lines += [f"  - {markdown_text(line)}" for line in task_details(task)]
        lines.append("")
    return "\n".join(lines)


def _heading(when: Month | None, month: Month, tasks: int) -> str:
    if when is None:
        return tr("没有当地规则({tasks})", tasks=tasks)
    return tr("已经到期({tasks})", tasks=tasks) if when == month else tr("{due} 到期({tasks})", due=when, tasks=tasks)


def task_title(task: "Task") -> str:
    """'北京市 基数限额', '武汉市 退休'."""
    if task.kind == "national":
        parts = [tr("在职规则")]
    elif task.limits is not None:
        whom = [tr(words.STATUS[status]) for status in task.limits.statuses]
        parts = [tr("基数限额").lower(), *whom, words.named(task.limits.group or "")]
    else:
        assert task.policy is not None
        names = task.policy.plan or "", task.policy.group or ""
        parts = [tr(words.STATUS[task.policy.status]), *map(words.named, names), tr("规则").lower()]
    return words.together(words.place(task.region, task.region.id), *parts)


def task_text(task: "Task") -> str:
    """What runs out when, and how many regions depend on it."""
    reach = tr(",{reach} 个地区靠它", reach=task.reach) if task.reach > 1 else ""
    if task.due is None:
        return tr("只有全国规则回答,没有见到当地或省里的")
    if task.limits is not None and task.limits.ends is None:
        return tr("用到下一次公布,依据到 {plus}{reach}", plus=task.due.plus(-1), reach=reach)
    if task.kind == "policy":
        assert task.policy is not None
        confirmed = task.policy.confirmed
        since = (
            tr("最后确认 {confirmed}", confirmed=confirmed)
            if confirmed
            else tr("没有确认过,{starts} 起", starts=task.policy.starts)
        )
        return tr("{since},{due} 起算旧{reach}", since=since, due=task.due, reach=reach)
    return tr("用到 {plus}{reach}", plus=task.due.plus(-1), reach=reach)


def task_details(task: "Task") -> list[str]:
    """Which document to look for, in which month, and which file to edit."""
    lines = []
    if task.document is not None:
        again = tr("看还有没有效,或者找后来的一份") if task.kind == "policy" else tr("找后来的一份")
        lines.append(tr("{again}:上一份是{document}", again=again, document=_document(task.document)))
    elif task.due is not None:
        lines.append(tr("上一份文件没有见到"))
    if task.official is not None:
        lines.append(tr("最近的官方文件:{document}", document=_document(task.official)))
    if task.usual is not None and task.kind == "limits":
        usual = task.usual
        lines.append(
            tr(
                "一般 {month} 月换:收录的 {periods} 段里 {times} 段从 {month} 月起",
                month=usual.month,
                periods=usual.periods,
                times=usual.times,
            )
        )
    return [*lines, tr("改 rules/{file}", file=task.file)]


def _document(source: Source) -> str:
    return f"{words.source(source)}{tr('(')}{tr(words.GRADE_SHORT[source.grade])})"


def plan_calendar(tasks: "Sequence[Task]", month: Month, stamp: date) -> bytes:
    """An iCalendar file with a whole-day event a task: on the first of the month it is due in, overdue ones in `month`.

    `stamp` is the day that the rule base is of. Regions without a rule of their own are due at no time and left out.
    Raises ImportError where icalendar is not there.
    """
    events = [
        (
            _key(task),
            date(when.year, when.month, 1),
            tr("{task_title} 复核", task_title=task_title(task)),
            "\n".join([task_text(task), *task_details(task)]),
        )
        for task in tasks
        if task.due is not None
        for when in (max(task.due, month),)
    ]
    return calendar_file("rules stale --plan", tr("yibao 规则库复核"), events, stamp)


def _key(task: "Task") -> str:
    """The same for the same task each time, so that a calendar that is read again takes it for the same event."""
    entry = task.limits or task.policy
    assert entry is not None
    names = [getattr(entry, name, None) for name in ("status", "plan")] + [entry.group]
    if task.limits is not None:
        names += task.limits.statuses
    parts = [task.region.id, task.kind, *filter(None, names), str(entry.starts)]
    return "-".join(str(part).replace("/", ".") for part in parts)


def plan_document(
    tasks: "Sequence[Task]", month: Month, older_than: int, rulebook: "common.Rulebook"
) -> "shapes.Document":
    """The document that `yibao rules stale --plan --json` prints."""
    return {
        "schema": "yibao/rules-plan",
        "version": 1,
        "month": str(month),
        "older_than_months": older_than,
        "tasks": [_task_document(task, month) for task in tasks],
        "rulebook": rulebook,
    }


def _task_document(task: "Task", month: Month) -> "shapes.Task":
    usual = task.usual
    return {
        "region": task.region.id,
        "kind": task.kind,
        "due": str(task.due) if task.due else None,
        "overdue": task.due is not None and task.due <= month,
        "reach": task.reach,
        "file": task.file,
        "document": source_document(task.document) if task.document else None,
        "official": source_document(task.official) if task.official else None,
        "usual": {"month": usual.month, "times": usual.times, "periods": usual.periods} if usual else None,
        "title": task_title(task),
        "text": task_text(task),
    }
