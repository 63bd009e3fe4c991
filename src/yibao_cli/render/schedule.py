"""A schedule as a report, as JSON and as CSV records."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from ..core.credit import Credit
from ..core.money import format_yuan
from ..core.text import masked
from ..language import tr
from . import words
from .answer_json import input_document, policy_document, region_document, source_documents
from .answer_table import COLUMNS, answer_record
from .changes import change_document, changes_text
from .messages import caveat
from .report import Cited, Report, without_empty_columns
from .rows import Row, edition_row, notice, overlay_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..core.policy import Policy
    from ..core.schedule import Course, Entry, Schedule
    from ..documents import schedule as shapes
    from .rows import Found

PROJECTED = "推算"
HEADINGS = ("月份", "状态", "计入基数", "划入", "年小计", "余额", "依据", "说明")
AMOUNT_HEADINGS = frozenset(("计入基数", "划入", "年小计", "余额"))
SWITCH = {"next-month": "次月起", "same-month": "当月起"}


def schedule_report(schedule: Schedule, found: Found, every_month: bool, in_vain: Sequence[str] = ()) -> Report:
    """Months of one amount together (or each on its own), the year's sum beside its last row, then what it rests on.

    `in_vain`: fields that were given for a retirement which does not come in these months.
    """
    cited = Cited([entry.answer for entry in schedule.entries])
    headings, table = without_empty_columns(HEADINGS, list(_table(schedule, cited, every_month)))
    return Report(
        title=schedule_title(schedule),
        headings=headings,
        table=table,
        rows=[
            *_sums(schedule),
            *_assumed(schedule.course, schedule),
            *cited.rows(found.sources),
            *_limited(schedule),
            *(
                Row("注意", tr("{option} 没有用到:这几个月里都没有按退休划入。", option=words.OPTION[name]))
                for name in in_vain
            ),
            *cited.projections(),
            *cited.caveats(_skipped(schedule.course), [str(entry.month) for entry in schedule.entries]),
            edition_row(found.rulebook),
            *overlay_rows(found),
            notice(),
        ],
        amounts=AMOUNT_HEADINGS,
    )


_AT_LIMITS = ("base-below-floor", "base-above-ceiling")


def _skipped(course: Course) -> tuple[str, ...]:
    """Caveats of single months that are shown once, or do not hold for the whole: the sex counts for the retirement."""
    working = course.person.status in ("employee", "flexible") and course.person.birth is not None
    by_age = course.retirement is None or course.statutory is not None
    return (*_AT_LIMITS, "input-unused") if working and by_age and course.person.sex else _AT_LIMITS


def _limited(schedule: Schedule) -> list[Row]:
    """Once for all months: the base that was given is not the one that counts."""
    credits = [entry.answer for entry in schedule.entries if isinstance(entry.answer, Credit)]
    moved = dict.fromkeys(credit.base.moved for credit in credits if credit.base is not None and credit.base.moved)
    words_of = {"floor": tr("低于下限的月份按下限"), "ceiling": tr("高于上限的月份按上限")}
    return [Row("注意", tr("所给基数{words_of}计,见「计入基数」。", words_of=words_of[limit])) for limit in moved]


def schedule_title(schedule: Schedule) -> str:
    """Region, status, months."""
    course = schedule.course
    first = schedule.entries[0].answer
    status = tr(words.STATUS[course.person.status])
    if course.retired is not None:
        status += f" → {tr(words.STATUS[course.retired.status])}"
    extras = [words.named(extra) for extra in (course.person.plan, course.person.group) if extra]
    return masked(
        " · ".join(
            [words.place(first.region), status, *extras, tr("{first} 至 {last}", first=course.first, last=course.last)]
        )
    )


def _table(schedule: Schedule, cited: Cited, every_month: bool) -> Iterator[list[str]]:
    for year, of_year in groupby(schedule.entries, key=lambda entry: entry.month.year):
        spans = list(_spans(list(of_year), every_month))
        total = next(item for item in schedule.years if item.year == year)
        for span in spans:
            yield _span_row(span, format_yuan(total.posted) if span is spans[-1] and total.known else "", cited)


def _spans(entries: Sequence[Entry], every_month: bool) -> Iterator[list[Entry]]:
    """Neighbouring months that would print alike."""
    span: list[Entry] = []
    for entry in entries:
        if span and (every_month or entry.changes or _alike(entry) != _alike(span[-1])):
            yield span
            span = []
        span.append(entry)
    yield span


def _alike(entry: Entry) -> tuple[object, ...]:
    return (
        entry.answer.policy,
        entry.posted,
        entry.posted_in,
        entry.projected,
        _base(entry),
        entry.answer.person.status,
    )


def _span_row(span: Sequence[Entry], year_total: str, cited: Cited) -> list[str]:
    first, last = span[0], span[-1]
    months = str(first.month) if first is last else f"{first.month}~{last.month.month:02d}"
    posted = tr("未知") if first.posted is None else format_yuan(first.posted)
    balance = "" if last.balance is None else format_yuan(last.balance)
    mark = f"{cited.mark(first.answer)} {tr(PROJECTED) if first.projected else ''}".strip()
    status = tr(words.STATUS[first.answer.person.status])
    return [months, status, _base(first), posted, year_total, balance, mark, _notes(first)]


def _base(entry: Entry) -> str:
    base = entry.answer.base if isinstance(entry.answer, Credit) else None
    return format_yuan(base.applied) if base else ""


def _notes(entry: Entry) -> str:
    notes = [changes_text(entry.changes)] if entry.changes else []
    if entry.posted_in is not None:
        notes.append(tr("全年数已于 {posted_in} 划入", posted_in=entry.posted_in))
    if entry.spread:
        notes.append(tr("年度中途转入,按月折算"))
    return tr(";").join(notes)


def unknown_months(schedule: Schedule) -> str:
    """How many months have no number."""
    count = len(schedule.entries)
    if schedule.unknown == count:
        return tr("{count} 个月都没有数字", count=count)
    return tr("{count} 个月,其中 {unknown} 个月没有数字,没有计入", count=count, unknown=schedule.unknown)


def _sums(schedule: Schedule) -> list[Row]:
    known = schedule.unknown < len(schedule.entries)
    text = unknown_months(schedule) if schedule.unknown else tr("{entries} 个月", entries=len(schedule.entries))
    rows = [Row("合计", text, tr("{posted} 元", posted=format_yuan(schedule.posted)) if known else "", strong=True)]
    last = schedule.entries[-1]
    if last.balance is not None:
        spent = sum((entry.spent for entry in schedule.entries if entry.spent is not None), Decimal(0))
        rows.append(
            Row(
                "余额",
                tr("到 {month};共花掉 {spent} 元,不计利息", month=last.month, spent=format_yuan(spent)),
                tr("{balance} 元", balance=format_yuan(last.balance)),
            )
        )
        short = next((e for e in schedule.entries if e.spent is not None and e.spent < schedule.course.spend), None)
        if short is not None:
            rows.append(
                Row(
                    "余额",
                    tr("{month} 起不够每月花 {spend} 元", month=short.month, spend=format_yuan(schedule.course.spend)),
                )
            )
    return rows


def _assumed(course: Course, schedule: Schedule) -> list[Row]:
    """Retirement, and from where on the months are projections."""
    rows = []
    if course.retirement is not None:
        rows.append(Row("退休", retirement_text(course)))
    elif course.person.status in ("employee", "flexible") and course.person.birth is None:
        rows.append(Row("退休", tr("按这几个月里不退休计;期间要退休的,写 --retire,或者 --birth 加 --retire-kind")))
    projected = [entry for entry in schedule.entries if entry.projected]
    if projected:
        text = tr(
            "标「{projected}」的 {months} 个月没有资料证实(最后确认的日子见依据),假定规则不变",
            projected=tr(PROJECTED),
            months=len(projected),
        )
        rows.append(Row(tr(PROJECTED), text))
    return rows


def retirement_text(course: Course) -> str:
    """When the person retires and from when on the credit is a retiree's, with the reason."""
    statutory, switch = course.statutory, course.switch
    text = tr("{retirement} 退休", retirement=course.retirement)
    if statutory is not None:
        age = tr("{years} 岁", years=statutory.years) + (
            tr(" {months} 个月", months=statutory.months) if statutory.months else ""
        )
        text = tr(
            "{retirement} 满法定退休年龄 {age}({retire_kind})",
            retirement=course.retirement,
            age=age,
            retire_kind=tr(words.RETIRE_KIND[statutory.rule.kind]),
        )
    if switch is None:
        return tr(
            "{text};当地从哪个月起按退休划入未见,按次月({retired_from})起计",
            text=text,
            retired_from=course.retired_from,
        )
    return tr(
        "{text};{switch}({retired_from})按退休划入({grade_short})",
        text=text,
        switch=tr(SWITCH[switch.credited]),
        retired_from=course.retired_from,
        grade_short=tr(words.GRADE_SHORT[switch.grade]),
    )


def schedule_bars(schedule: Schedule) -> list[tuple[str, Decimal, str]]:
    """A bar a year, or a month where there are few: label, yuan, text."""
    if len(schedule.years) > 2:
        return [(str(year.year), year.posted, format_yuan(year.posted)) for year in schedule.years if year.known]
    known = [(entry.month, entry.posted) for entry in schedule.entries if entry.posted is not None]
    return [(str(month), posted, format_yuan(posted)) for month, posted in known]


def schedule_document(schedule: Schedule, found: Found) -> shapes.Document:
    """The document that `yibao schedule --json` prints."""
    course = schedule.course
    policies = list(dict.fromkeys(entry.answer.policy for entry in schedule.entries if entry.answer.policy is not None))
    return {
        "schema": "yibao/schedule",
        "version": 1,
        "region": region_document(schedule.entries[0].answer.region),
        "from": str(course.first),
        "to": str(course.last),
        "input": {
            **input_document(course.person),
            "base_changes": [{"from": str(month), "base": format_yuan(base)} for month, base in course.base_changes],
            "balance": None if course.balance is None else format_yuan(course.balance),
            "spend": format_yuan(course.spend),
        },
        "retirement": _retirement_document(course) if course.retirement is not None else None,
        "months": [_entry_document(entry, policies) for entry in schedule.entries],
        "years": [
            {
                "year": year.year,
                "posted": format_yuan(year.posted) if year.known else None,
                "months_known": year.known,
                "months_unknown": year.unknown,
                "months_projected": year.projected,
                "balance": None if year.balance is None else format_yuan(year.balance),
            }
            for year in schedule.years
        ],
        "posted": format_yuan(schedule.posted) if schedule.unknown < len(schedule.entries) else None,
        "months_unknown": schedule.unknown,
        "grade": schedule.grade,
        "policies": [policy_document(policy) for policy in policies],
        "sources": source_documents(_cited(schedule), found.sources),
        "rulebook": found.rulebook,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def _cited(schedule: Schedule) -> list[str]:
    """Ids of the documents behind the answers and the retirement."""
    course = schedule.course
    cited = [id for entry in schedule.entries if isinstance(entry.answer, Credit) for id in entry.answer.sources]
    cited += [id for entry in schedule.entries if entry.answer.policy for id in entry.answer.policy.sources]
    cited += course.switch.sources if course.switch else ()
    cited += course.statutory.rule.sources if course.statutory else ()
    return cited


def _retirement_document(course: Course) -> shapes.Retirement:
    statutory, switch = course.statutory, course.switch
    return {
        "month": str(course.retirement),
        "credited_as_retiree_from": str(course.retired_from),
        "retire_kind": statutory.rule.kind if statutory else None,
        "switch": switch.credited if switch else "next-month",
        "switch_evidenced": switch is not None,
        "switch_sources": list(switch.sources) if switch else [],
    }


def _entry_document(entry: Entry, policies: Sequence[Policy]) -> shapes.Entry:
    answer = entry.answer
    credit = answer if isinstance(answer, Credit) else None
    return {
        "month": str(entry.month),
        "status": answer.person.status,
        "state": answer.state,
        "posted": None if entry.posted is None else format_yuan(entry.posted),
        "posted_in": str(entry.posted_in) if entry.posted_in else None,
        "spread": entry.spread,
        "gross": format_yuan(credit.gross) if credit else None,
        "net": format_yuan(credit.net) if credit else None,
        "monthly_equivalent": format_yuan(credit.monthly_equivalent) if credit else None,
        "base_applied": format_yuan(credit.base.applied) if credit and credit.base else None,
        "projected": entry.projected,
        "evidence_until": str(entry.evidence) if entry.evidence else None,
        "evidence_age_months": credit.evidence_age if credit else None,
        "grade": credit.grade if credit else None,
        "policy": policies.index(answer.policy) if answer.policy is not None else None,
        "changes": [change_document(change) for change in entry.changes],
        "warnings": [{"code": item.code, "message": caveat(item)} for item in (credit.warnings if credit else ())],
        "spent": None if entry.spent is None else format_yuan(entry.spent),
        "balance": None if entry.balance is None else format_yuan(entry.balance),
    }


RECORD_COLUMNS = (*COLUMNS, "posted", "posted_in", "evidence_until", "changes", "spent", "balance")


def schedule_records(schedule: Schedule) -> list[list[str]]:
    """One CSV record a month, under RECORD_COLUMNS."""
    return [[*answer_record(entry.answer).values(), *_more(entry)] for entry in schedule.entries]


def _more(entry: Entry) -> list[str]:
    def yuan(amount: Decimal | None) -> str:
        return "" if amount is None else format_yuan(amount)

    return [
        yuan(entry.posted),
        str(entry.posted_in or ""),
        str(entry.evidence or ""),
        changes_text(entry.changes),
        yuan(entry.spent),
        yuan(entry.balance),
    ]
