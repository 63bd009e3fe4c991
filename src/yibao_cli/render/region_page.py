"""docs/regions/<province>.md: all that the rule base holds about a province and its cities, with its open questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ..core.channel import Channel
from ..core.frozen import dataclass
from ..core.lifetime import Lifetime
from ..core.literals import Grade, LimitsKind
from ..core.money import format_yuan
from ..core.policy import BaseLimits, Deduction, Figure, Policy
from ..core.posting import Posting
from ..core.region import Region
from ..core.rule_file import RuleFile
from ..core.source import Source
from ..core.switch import Switch
from . import words
from .answer_table import markdown_table, markdown_text
from .links import printable
from .messages import months
from .schedule import SWITCH
from .years import lifetime_text

KIND: dict[LimitsKind, str] = {"medical": "写明医保", "all": "几个险种,包括医保", "unnamed": "没有写明险种"}
NONE = "-"


@dataclass(frozen=True, slots=True)
class Known:
    """A region and what the rule base holds about it alone."""

    region: Region
    file: RuleFile
    has_file: bool


class _Sources:
    """The documents a page cites, numbered in the order in which they are."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: dict[str, Source] = {}

    def add(self, sources: Mapping[str, Source]) -> None:
        self._known |= sources

    def marks(self, ids: Iterable[str]) -> str:
        """'[3] [4]'."""
        numbers = [self._numbers.setdefault(id, len(self._numbers) + 1) for id in ids if id in self._known]
        return " ".join(f"[{number}]" for number in numbers)

    def lines(self) -> Iterator[str]:
        for id, number in self._numbers.items():
            source = self._known[id]
            address = printable(source.url)
            link = f" <{address}>" if address else ""
            yield f"{number}. {markdown_text(words.source(source))};{words.GRADE_SHORT[source.grade]}{link}"


HEAD = (
    "由程序生成(`make docs`),不要手改。市里没有写的由省里的规则回答,省里没有写的由全国的回答;`yibao rules show 地区`\n"
    "印出继承之后的。方括号里是页末来源的号码。没有写「怎样核对」的地方,`yibao channels -r 地区` 列出各地能用的渠道,\n"
    "热线 12393。"
)
POLICY_HEADINGS = ("谁", "时间", "划入", "等级", "最后确认", "来源")
LIMITS_HEADINGS = ("时间", "元/月", "谁", "来源写的险种", "等级", "最后确认", "来源")
PAYMENT_HEADINGS = ("扣还是缴", "什么", "谁", "时间", "等级", "来源")
FIGURE_HEADINGS = ("哪年的什么", "元/月", "等级", "来源")


def region_page(province: Region, known: Sequence[Known]) -> str:
    """The page of a province; `known` are the province first and its cities, those of which something is known."""
    sources = _Sources()
    for item in known:
        sources.add({source.id: source for source in item.file.sources})
    lines = [f"# {province.name}", "", HEAD]
    if known[1:]:
        lines += ["", "、".join(f"[{item.region.name}](#{item.region.name})" for item in known[1:])]
    for item in known:
        lines += ["", f"## {item.region.name}", "", *_region(item, sources)]
    cited = list(sources.lines())
    return "\n".join([*lines, *(("", "## 来源", "", *cited) if cited else ())]) + "\n"


def _region(known: Known, sources: _Sources) -> Iterator[str]:
    file, region = known.file, known.region
    place = f"规则文件 rules/{region.id}.toml" if known.has_file else "没有自己的规则文件"
    yield f"`{region.id}`,行政区划代码 {region.adcode},{place}。"
    yield from _table("规则", POLICY_HEADINGS, (_policy(one, sources) for one in file.policies))
    yield from _table("基数上下限", LIMITS_HEADINGS, (_limits(one, sources) for one in file.limits))
    payments = [("代扣", one) for one in file.deductions] + [("另缴", one) for one in file.contributions]
    yield from _table("代扣和另缴", PAYMENT_HEADINGS, (_payment(label, one, sources) for label, one in payments))
    yield from _table("平均数", FIGURE_HEADINGS, (_figure(one, sources) for one in file.figures))
    yield from _list("到账、转退休、缴费年限", _others(file, sources))
    yield from _list("存疑和没有采用的", _questions(file, sources))
    yield from _list("怎样核对", (_channel(one, sources) for one in file.channels))


def _table(heading: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield from ("", f"### {heading}", "", markdown_table(headings, found).rstrip("\n"))


def _list(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", f"### {heading}", "", *(f"- {markdown_text(line)}" for line in found))


def _policy(item: Policy, sources: _Sources) -> Sequence[str]:
    who = " ".join(filter(None, (words.STATUS[item.status], item.plan, item.group)))
    what = f"{item.title}:{words.formulas(item)}"
    return who, words.period(item), what, *_word(item.grade, item.confirmed, item.sources, sources)


def _limits(item: BaseLimits, sources: _Sources) -> Sequence[str]:
    who = "、".join([*(words.STATUS[status] for status in item.statuses), *([item.group] if item.group else [])])
    amounts = words.limits(item) + (",暂定" if item.provisional else "")
    word = _word(item.grade, item.confirmed, item.sources, sources)
    return months(item.starts, item.ends), amounts, who or "所有人", KIND[item.kind], *word


def _word(grade: Grade, confirmed: date | None, ids: Sequence[str], sources: _Sources) -> Sequence[str]:
    return words.GRADE_SHORT[grade], str(confirmed or NONE), sources.marks(ids)


def _payment(label: str, item: Deduction, sources: _Sources) -> Sequence[str]:
    whom = "、".join([*(words.STATUS[status] for status in item.statuses), *item.groups]) or "所有人"
    span = months(item.starts, item.ends) if item.starts else "起始未知"
    grade = words.GRADE_SHORT[item.grade] if item.grade else NONE
    kind = f"可{label}" if item.optional else label
    return kind, words.payment(item), whom, span, grade, sources.marks(item.sources)


def _figure(item: Figure, sources: _Sources) -> Sequence[str]:
    what = f"{item.year} 年{words.BASIS[item.kind]}"
    return what, format_yuan(item.yuan), words.GRADE_SHORT[item.grade], sources.marks(item.sources)


def _others(file: RuleFile, sources: _Sources) -> Iterator[str]:
    for posting in file.postings:
        whom = "、".join(words.STATUS[status] for status in posting.statuses)
        yield f"到账:{f'{whom} ' if whom else ''}{words.posting(posting)}{_end(posting, sources)}"
    for switch in file.switches:
        yield f"转退休:退休{SWITCH[switch.credited]}按退休人员划入{_end(switch, sources)}"
    for lifetime in file.lifetimes:
        who = lifetime.who or "一般参保人"
        yield f"终身医保的缴费年限:{who},{lifetime_text(lifetime)}{_end(lifetime, sources)}"


def _end(item: Posting | Switch | Lifetime, sources: _Sources) -> str:
    """Months, grade, sources and note of an entry."""
    spans = [f"{item.starts} 起"] if item.starts else []
    spans += [f"到 {item.ends.plus(-1)} 止"] if item.ends else []
    span = f",{','.join(spans)}" if spans else ""
    note = f";{item.note}" if item.note else ""
    return f"{span}({words.GRADE_SHORT[item.grade]}){sources.marks(item.sources)}{note}"


def _questions(file: RuleFile, sources: _Sources) -> Iterator[str]:
    """What is doubtful, overruled or not used, and what was looked for."""
    for policy in file.policies:
        who = " ".join(filter(None, (words.STATUS[policy.status], policy.plan, policy.group)))
        yield from (f"存疑:{who}({words.period(policy)}):{text}" for text in (policy.doubt,) if text)
        yield from (f"说明:{who}({words.period(policy)}):{text}" for text in (policy.note,) if text)
    for limits in file.limits:
        yield from (f"说明:基数上下限 {months(limits.starts, limits.ends)}:{text}" for text in (limits.note,) if text)
    for paid in (*file.deductions, *file.contributions):
        yield from (f"说明:{paid.name}:{text}" for text in (paid.note,) if text)
    for figure in file.figures:
        yield from (f"说明:{figure.year} 年{words.BASIS[figure.kind]}:{text}" for text in (figure.note,) if text)
    yield from (f"{words.withheld(item)} {sources.marks(item.sources)}".rstrip() for item in file.withheld)
    yield from (f"查找:{text}" for text in file.research)


def _channel(item: Channel, sources: _Sources) -> str:
    place = f" {address}" if (address := item.url or item.phone) else ""
    shows = f",可查{'、'.join(words.SHOWS[one] for one in item.shows)}" if item.shows else ""
    steps = ";".join(item.steps)
    grade = words.GRADE_SHORT[item.grade]
    return f"{item.name}({words.CHANNEL_KIND[item.kind]}){place}{shows}:{steps}({grade}){sources.marks(item.sources)}"
