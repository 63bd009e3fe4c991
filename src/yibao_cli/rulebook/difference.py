"""What differs between two rule bases, or between two months of one: entries, limits, amounts for kinds of people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any, Generic, Literal, TypeVar

from ..core.credit import Answer, Credit, credit
from ..core.errors import InputError
from ..core.frozen import dataclass, replace
from ..core.kind import Kind, kinds, person_of
from ..core.literals import Status
from ..core.money import EXACT
from ..core.month import Month
from ..core.person import STATUSES, Person
from ..core.policy import BaseLimits, Deduction, Figure, Policy
from ..core.region import Region, region_of
from ..core.ruling import Ruling
from .book import CARRY_MONTHS, Rulebook

Entry = TypeVar("Entry", Policy, BaseLimits, Deduction, Figure)
LimitsState = Literal["in-force", "carried"]
MOVING = ("policies", "limits", "deductions", "figures")
"""Sections of a rule file that can move an amount."""
OTHERS = ("postings", "switches", "lifetimes", "channels", "tips", "retirement_ages", "causes", "withheld", "research")
"""The rest, of which is only said how many entries came and went."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a rule base, and the month that is looked at (None: all of time)."""

    book: Rulebook
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Changed(Generic[Entry]):
    """An entry of the region `region` as it was and as it is; None where there is none on that side.

    `fields` are the names of what differs, where there are both.
    """

    region: str
    before: Entry | None
    after: Entry | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedLimits:
    """Base limits as they were and as they are; the states say whether they are of the month or of an earlier year."""

    region: str
    before: BaseLimits | None
    after: BaseLimits | None
    state_before: LimitsState | None
    state_after: LimitsState | None


@dataclass(frozen=True, slots=True)
class ChangedAmount:
    """What a kind of people gets on both sides, in regions of one province where it is the same.

    `starts` and `ends` (exclusive) are the months it is about, None where the sides name theirs. `before` and `after`
    are None where nothing answers. `was`, `now`: yuan of a month in which nothing is taken that is taken once a year;
    `year_was`, `year_now`: yuan of twelve months with it.
    """

    regions: tuple[Region, ...]
    kind: Kind
    starts: Month | None
    ends: Month | None
    before: Credit | None
    after: Credit | None

    @property
    def was(self) -> Decimal | None:
        """Yuan a month on the first side."""
        return monthly(self.before)

    @property
    def now(self) -> Decimal | None:
        """Yuan a month on the second side."""
        return monthly(self.after)

    @property
    def difference(self) -> Decimal | None:
        """Yuan a month more or less; None where one side has no number."""
        was, now = self.was, self.now
        return None if was is None or now is None else EXACT.subtract(now, was)


@dataclass(frozen=True, slots=True)
class Others:
    """Entries of another section of a region: how many are on one side alone."""

    region: str
    section: str
    gone: int
    new: int


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; `compared` counts the kinds of people asked about, each in its region (and months)."""

    only_before: tuple[Region, ...]
    only_after: tuple[Region, ...]
    rules: tuple[Changed[Policy], ...]
    deductions: tuple[Changed[Deduction], ...]
    contributions: tuple[Changed[Deduction], ...]
    figures: tuple[Changed[Figure], ...]
    limits: tuple[ChangedLimits, ...]
    amounts: tuple[ChangedAmount, ...]
    others: tuple[Others, ...]
    compared: int

    def __bool__(self) -> bool:
        parts = (self.only_before, self.only_after, self.rules, self.deductions, self.contributions, self.figures)
        return any((*parts, self.limits, self.amounts, self.others))


def monthly(answer: Credit | None) -> Decimal | None:
    """Yuan of a usual month, in which nothing is taken that is taken once a year; None where there is no answer."""
    if answer is None:
        return None
    return answer.monthly_equivalent if answer.period == "year" else EXACT.add(answer.net, answer.taken_here)


def difference(before: Side, after: Side, regions: Sequence[Region] = ()) -> Difference:
    """What differs between two sides, both with a month or both without; of some `regions` only, if any are given."""
    ids = list(dict.fromkeys((*before.book.file_ids, *after.book.file_ids)))
    known = [side.book.places.regions for side in (before, after)]
    if regions:
        wanted = {id for region in regions for id in region.layers}
        ids = [id for id in ids if id in wanted]
    here = [*known[1].values(), *(region for id, region in known[0].items() if id not in known[1])]
    here = [region for region in here if not regions or region in regions]
    pairs = _Pairs(before, after)
    amounts = _Amounts(before, after)
    found = [item for region in here if regions or _of_its_own(region, ids) for item in amounts.of(region)]
    return Difference(
        only_before=tuple(region for region in here if region.id not in known[1]),
        only_after=tuple(region for region in here if region.id not in known[0]),
        rules=tuple(pairs.of(ids, "policies", lambda p: (p.status, p.plan, p.group), Policy.covers)),
        deductions=tuple(pairs.of(ids, "deductions", _whom, Deduction.holds)),
        contributions=tuple(pairs.of(ids, "contributions", _whom, Deduction.holds)),
        figures=tuple(pairs.of(ids, "figures", lambda f: (f.kind, f.year), None)),
        limits=tuple(item for id in ids for item in _limits(before, after, id)),
        amounts=tuple(_together(found)),
        others=tuple(item for id in ids for item in _others(before, after, id)),
        compared=amounts.compared,
    )


def _of_its_own(region: Region, ids: Sequence[str]) -> bool:
    """A city without a word of its own is spoken for by its province."""
    return region.id == region.province or region.id in ids


def _whom(item: Deduction) -> tuple[object, ...]:
    return item.name, item.statuses, item.groups


class _Pairs:
    """Entries of both sides, side by side."""

    def __init__(self, before: Side, after: Side) -> None:
        self._sides = before, after

    def of(
        self,
        ids: Sequence[str],
        section: str,
        key: Callable[[Any], tuple[object, ...]],
        holds: Callable[[Any, Month], bool] | None,
    ) -> Iterator[Changed[Any]]:
        """What differs in a section of some files; `key` tells whom an entry is about, `holds` whether in a month."""
        for id in ids:
            old, new = (self._entries(side, id, section, holds) for side in self._sides)
            if old == new:
                continue
            for name in dict.fromkeys(map(key, (*old, *new))):
                track = [[item for item in entries if key(item) == name] for entries in (old, new)]
                yield from (_changed(id, one, other) for one, other in _matched(*track) if one != other)

    def _entries(
        self, side: Side, id: str, section: str, holds: Callable[[Any, Month], bool] | None
    ) -> tuple[Any, ...]:
        entries = side.book.store.section(id, section)
        month = side.month
        return entries if month is None or holds is None else tuple(item for item in entries if holds(item, month))


def _matched(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Entries about the same people: the same ones, then those of one start, then those that are left, in order."""
    gone = [item for item in old if item not in new]
    come = [item for item in new if item not in old]
    for item in list(gone):
        same = next((other for other in come if _start(other) == _start(item)), None)
        if same is not None:
            gone.remove(item)
            come.remove(same)
            yield item, same
    if len(gone) == len(come):
        yield from zip(gone, come, strict=True)
        return
    yield from ((item, None) for item in gone)
    yield from ((None, item) for item in come)


def _start(item: Any) -> object:
    return getattr(item, "starts", None)


def _changed(id: str, one: Any, other: Any) -> Changed[Any]:
    if one is None or other is None:
        return Changed(id, one, other)
    names = [name for name in type(one).__dataclass_fields__ if name not in ("file", "region", "uses_age", "bases")]
    return Changed(id, one, other, tuple(name for name in names if getattr(one, name) != getattr(other, name)))


def _limits(before: Side, after: Side, id: str) -> Iterator[ChangedLimits]:
    """The limits of one place that differ, by whom they are for."""
    old, new = (side.book.limits(id) for side in (before, after))
    if before.month is None:
        if old == new:
            return
        keys = dict.fromkeys((item.statuses, item.group) for item in (*old, *new))
        for key in keys:
            track = [[item for item in lines if (item.statuses, item.group) == key] for lines in (old, new)]
            for one, other in _matched(*track):
                yield ChangedLimits(id, one, other, one and "in-force", other and "in-force")
        return
    assert after.month is not None
    for key in dict.fromkeys((item.statuses, item.group) for item in (*old, *new)):
        (one, was), (other, now) = (
            _in_month([item for item in lines if (item.statuses, item.group) == key], month)
            for lines, month in ((old, before.month), (new, after.month))
        )
        if (one, was) != (other, now):
            yield ChangedLimits(id, one, other, was, now)


def _in_month(lines: Sequence[BaseLimits], month: Month) -> tuple[BaseLimits | None, LimitsState | None]:
    """The line that is looked at in a month, and whether it is of an earlier year."""
    begun = [item for item in lines if item.starts <= month]
    if not begun:
        return None, None
    last = begun[-1]
    if last.ends is None or month < last.ends:
        return last, "in-force"
    return (last, "carried") if month.index - last.ends.index < CARRY_MONTHS else (None, None)


def _others(before: Side, after: Side, id: str) -> Iterator[Others]:
    """What else came or went; only of two rule bases, for these entries are of no month."""
    if before.book is after.book:
        return
    for section in OTHERS:
        old, new = (side.book.store.section(id, section) for side in (before, after))
        gone, come = sum(item not in new for item in old), sum(item not in old for item in new)
        if gone or come:
            yield Others(id, section, gone, come)


class _Amounts:
    """What kinds of people get on both sides."""

    def __init__(self, before: Side, after: Side) -> None:
        self._sides = before, after
        self._known = [side.book.places.regions for side in self._sides]
        self._same: dict[str, bool] = {}
        self.compared = 0

    def of(self, region: Region) -> Iterator[ChangedAmount]:
        """The kinds whose amount differs in a region, each as long as nothing else moves it."""
        before, after = self._sides
        if before.book is not after.book and all(map(self._equal, region.layers)) and before.month == after.month:
            return
        if before.month is not None:
            yield from self._in(region, before.month, after.month or before.month)
            return
        edges = sorted({month for side in self._sides for month in _edges(side.book, region)})
        spans: dict[Kind, list[ChangedAmount]] = {}
        for first, end in pairwise([*edges, None]):
            assert first is not None
            for item in self._in(region, first, first):
                spans.setdefault(item.kind, []).append(replace(item, starts=first, ends=end))
        for items in spans.values():
            yield from _joined(items)

    def _equal(self, id: str) -> bool:
        """Whether nothing that can move an amount differs in a file."""
        if id not in self._same:
            before, after = (side.book.store for side in self._sides)
            self._same[id] = all(before.section(id, name) == after.section(id, name) for name in MOVING)
        return self._same[id]

    def _in(self, region: Region, first: Month, second: Month) -> Iterator[ChangedAmount]:
        months = first, second
        for status in STATUSES:
            for plan, group in self._divisions(region, status, months):
                person = Person(status, plan=plan, group=group)
                rulings = [
                    _ruling(side.book, region, person, month) if region.id in known else None
                    for side, known, month in zip(self._sides, self._known, months, strict=True)
                ]
                found = [item for item in rulings if item is not None]
                if group is not None and all(region_of(item.policy.file) != region.id for item in found):
                    continue  # a pool of the province's own people, who are not the city's
                for kind in kinds(status, plan, group, found):
                    self.compared += 1
                    old, new = (_answer(kind, rulings[place], rulings[1 - place], months[place]) for place in range(2))
                    if _seen(old) != _seen(new):
                        yield ChangedAmount((region,), kind, None, None, old, new)

    def _divisions(
        self, region: Region, status: Status, months: Sequence[Month]
    ) -> dict[tuple[str | None, str | None], None]:
        """The plans and groups with a rule on either side; those of nobody in particular first."""
        found = {
            (policy.plan, policy.group)
            for side, month in zip(self._sides, months, strict=True)
            for id in region.layers
            for policy in side.book.policies(id)
            if policy.status == status and policy.covers(month)
        }
        return dict.fromkeys(sorted(found, key=lambda names: [name or "" for name in names]))


def _edges(book: Rulebook, region: Region) -> Iterator[Month]:
    """Months in which something that can move an amount begins or ends."""
    for id in region.layers:
        items: Iterable[Policy | BaseLimits | Deduction] = (
            *book.policies(id), *book.limits(id), *book.deductions_of(id),
        )  # fmt: skip
        for item in items:
            yield from (month for month in (item.starts, item.ends) if month is not None)
        yield from (item.ends.plus(CARRY_MONTHS) for item in book.limits(id) if item.ends is not None)


def _ruling(book: Rulebook, region: Region, person: Person, month: Month) -> Ruling | None:
    """The rule for a person; None where there is none, or none without a plan or for this group."""
    try:
        found = book.ruling(region, person, month)
    except InputError:
        return None
    return found if isinstance(found, Ruling) else None


def _answer(kind: Kind, ruling: Ruling | None, other: Ruling | None, month: Month) -> Credit | None:
    if ruling is None:
        return None
    person = person_of(kind, [ruling.limits, other.limits if other is not None else None])
    try:
        answer: Answer = credit(person, ruling, month)
    except InputError:
        return None
    return answer if isinstance(answer, Credit) else None


def _seen(answer: Credit | None) -> object:
    """What counts as the same for the person: the state, the amounts of a month and of a year."""
    return answer and (answer.state, monthly(answer), answer.yearly_equivalent)


def _joined(items: Sequence[ChangedAmount]) -> Iterator[ChangedAmount]:
    """Spans of one kind that follow each other with the same amounts, as one."""
    last: ChangedAmount | None = None
    for item in items:
        if last is not None and last.ends == item.starts and _alike(last) == _alike(item):
            last = replace(last, ends=item.ends)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _alike(item: ChangedAmount) -> tuple[object, ...]:
    grades = [answer and answer.grade for answer in (item.before, item.after)]
    return _seen(item.before), _seen(item.after), *grades


def _together(items: Sequence[ChangedAmount]) -> Iterator[ChangedAmount]:
    """The same change in several regions of a province, as one; provinces in their order."""
    for _, group in groupby(items, lambda item: item.regions[0].province):
        found: dict[tuple[object, ...], ChangedAmount] = {}
        for item in group:
            key = item.kind, item.starts, item.ends, *_alike(item)
            known = found.get(key)
            found[key] = item if known is None else replace(known, regions=(*known.regions, *item.regions))
        yield from found.values()
