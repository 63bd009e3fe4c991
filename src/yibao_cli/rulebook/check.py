"""Everything that can be wrong with rule files, found in one go."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise

from ..core.credit import NoRule, credit
from ..core.errors import RuleFileError, YibaoError
from ..core.month import parse_birth, parse_month
from ..core.person import STATUSES, Person
from ..core.region import NATIONAL, Region
from ..core.source import GRADES
from ..model.entries import LimitsEntry
from ..model.fields import earliest_day
from ..model.files import ChannelsFile, LimitsFile
from .book import Rulebook
from .directory import CHANNELS, LIMITS, SOURCES, RuleDirectory, kind_of, packaged_rules
from .known import Known, KnownFile, KnownSource, opened
from .locate import Lines
from .places import normalise
from .problem import REMARKS, Problem, problems_of
from .toml_store import TomlStore, load_file
from .touched import Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Literal

    from ..core.credit import Answer
    from ..model.entries import Dated, ExampleEntry, Spanned
    from ..model.files import RegionFile

EVIDENCED = ("average_pension", "average_wage", "posting", "switch", "lifetime", "retirement_age", "cause")
Place = tuple[str | int, ...]
LEAST_SPREAD, MOST_SPREAD = Decimal("4.6"), Decimal("5.4")
"""Ceiling divided by floor: 5 where they are 60% and 300% of one average. Far from it, a note has to say why."""
MOST_HINTS = 100
"""Unknown ids for which a similar one is looked for."""


class _Text:
    """A file under check, and the lines of its parts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _lines(self) -> Lines:
        return Lines.read(self.path)

    def problem(self, place: Place, code: str, **facts: object) -> Problem:
        return Problem(self.path, self._lines.of(place), code, {name: str(value) for name, value in facts.items()})


def check(
    root: Path,
    only: Sequence[Path] = (),
    remarks: list[Problem] | None = None,
    *,
    known: Known | None = None,
    base: Sequence[Path] = (),
) -> list[Problem]:
    """Every problem of the rule files under `root`, ordered by file and line; with `only`, of these files alone.

    What is no problem, but worth a word, is added to `remarks`. A directory that is no rule base of its own
    (national.toml, regions.toml, sources.toml) is read as laid over the package's (or over other folders, `base`), so
    that it may cite its sources and regions. Files that are `known` (by default: those of the wheel) are looked at
    where others touch them.
    """
    own = RuleDirectory(root)
    problems = _Checker(store_over(own, base, known or opened()), own).run()
    if only:
        chosen = {path.resolve() for path in only}
        problems = [problem for problem in problems if problem.path.resolve() in chosen]
    problems.sort(key=lambda problem: (str(problem.path), problem.line, problem.code))
    if remarks is not None:
        remarks += [problem for problem in problems if problem.code in REMARKS]
    return [problem for problem in problems if problem.code not in REMARKS]


def checked(root: Path, base: Sequence[Path] = ()) -> TomlStore:
    """The rules under `root` laid over the package's (or over other folders, `base`), for answers.

    Raises RuleFileError with all that `check` finds.
    """
    problems = check(root, base=base)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    return TomlStore(RuleDirectory(*(base or (packaged_rules(),)), root), opened())


def store_over(own: RuleDirectory, base: Sequence[Path] = (), known: Known | None = None) -> TomlStore:
    """The rules of a directory: alone where it is a rule base of its own, else laid over the package's."""
    return TomlStore(own if own.complete else RuleDirectory(*(base or (packaged_rules(),)), *own.roots), known)


class _Checker:
    def __init__(self, store: TomlStore, own: RuleDirectory) -> None:
        self.store = store
        self.own = own
        self.regions: Mapping[str, Region] | None = None
        self.sources: Mapping[str, KnownSource] | None = None
        self.files: dict[str, RegionFile] = {}
        self.settled: dict[str, KnownFile] = {}
        """Files that are known and untouched: no problem can be in them, but for names and ids they share."""
        self.unread: set[str] = set()
        """Files that cannot be read as a whole: what they cite is not known."""
        self.limits: list[LimitsEntry] = []
        self.channels = ChannelsFile()
        self.texts = {id: _Text(paths[0]) for id, paths in own.paths.items()}
        self.hints = MOST_HINTS
        self.others = [id for id in store.directory.file_ids if id not in own.paths]

    def run(self) -> list[Problem]:
        problems = [*self._strays(), *self._load()]
        for id, model in self.files.items():
            problems += self._file(id, model)
        problems += self._limits()
        problems += self._channels()
        problems += self._unique_names()
        problems += self._unique_ids()
        if self.regions is not None and self.sources is not None:
            if not self.unread:
                problems += self._unused_sources()
            broken = {problem.path for problem in problems if problem.code not in REMARKS}
            if not any(self.texts[id].path in broken for id in (LIMITS, CHANNELS) if id in self.texts):
                problems += self._examples(broken)
        return problems

    def _strays(self) -> Iterator[Problem]:
        """What is called like a rule file and is none would be passed over by the answers, unsaid."""
        for path in self.own.not_files:
            yield Problem(path, 1, "not-a-file", {"kind": kind_of(path)})

    def _load(self) -> Iterator[Problem]:
        try:
            self.regions = self.store.regions
        except RuleFileError as error:
            yield from problems_of(error)
        try:
            self.sources = self._documents()
        except RuleFileError as error:
            yield from problems_of(error)
        touched = Touched(self.store, self.regions, self.sources)
        self.settled = {id: file for id in self.texts if (file := touched.settled(id)) is not None}
        for id in self.own.file_ids:
            if id not in self.settled:
                try:
                    self.files[id] = self.store.model(id)
                except RuleFileError as error:
                    self.unread.add(id)
                    yield from problems_of(error)
        for id in self.texts.keys() & {LIMITS, CHANNELS} - self.settled.keys():
            try:
                if id == LIMITS:
                    self.limits = load_file(self.texts[id].path, LimitsFile).limits
                else:
                    self.channels = load_file(self.texts[id].path, ChannelsFile)
            except RuleFileError as error:
                self.unread.add(id)
                yield from problems_of(error)

    def _documents(self) -> Mapping[str, KnownSource]:
        if self.store.known is not None and self.store.is_known(SOURCES):
            return self.store.known.sources
        return {id: KnownSource(table.grade, table.date) for id, table in self.store.source_tables.items()}

    def _limits(self) -> Iterator[Problem]:
        """Lines of one place follow each other in time, and what only lines beside each other can show."""
        if LIMITS not in self.texts:
            return
        text = self.texts[LIMITS]
        tracks: dict[tuple[object, ...], list[tuple[int, Dated]]] = defaultdict(list)
        for index, entry in enumerate(self.limits):
            place = ("limits", index)
            yield from self._evidence(entry, place, text)
            for id in entry.places:
                if self.regions is not None and id not in self.regions:
                    yield text.problem(place, "limits-place", id=id, nearest=self._nearest(id, "place"))
                tracks[id, tuple(entry.status), entry.group].append((index, entry))
            floor, ceiling = entry.amounts
            usual = entry.fixed or not (floor and ceiling) or LEAST_SPREAD <= ceiling / floor <= MOST_SPREAD
            if not usual and entry.note is None:
                yield text.problem(place, "limits-spread", floor=floor, ceiling=ceiling)
        for track in tracks.values():
            yield from _in_order("limits", track, text)
        yield from self._repeated_limits(text)

    def _repeated_limits(self, text: _Text) -> Iterator[Problem]:
        """A pair that stands for a city in the very period in which its province has it is written twice."""
        of_province = {
            (id, entry.first_month, entry.amounts)
            for entry in self.limits
            for id in entry.places
            if "/" not in id and not entry.status and entry.group is None
        }
        for index, entry in enumerate(self.limits):
            for id in entry.places:
                key = id.partition("/")[0], entry.first_month, entry.amounts
                if "/" in id and key in of_province and not entry.status and entry.note is None:
                    yield text.problem(("limits", index), "limits-repeated", id=id, province=key[0])

    def _channels(self) -> Iterator[Problem]:
        if CHANNELS not in self.texts:
            return
        text = self.texts[CHANNELS]
        for table in ("channel", "tip"):
            seen: set[str] = set()
            for index, item in enumerate(getattr(self.channels, table)):
                yield from self._cited(item.sources, item.grade, (table, index), text)
                if item.region != NATIONAL and self.regions is not None and item.region not in self.regions:
                    nearest = self._nearest(item.region, "place")
                    yield text.problem((table, index, "region"), "limits-place", id=item.region, nearest=nearest)
                if item.id in seen:
                    yield text.problem((table, index, "id"), "id-taken", given=item.id, file=CHANNELS)
                seen.add(item.id)

    def _file(self, id: str, model: RegionFile) -> Iterator[Problem]:
        text = self.texts[id]
        yield from self._region(id, model, text)
        for status in STATUSES:
            entries = getattr(model, status)
            tracks: dict[tuple[str | None, str | None], list[tuple[int, Dated]]] = defaultdict(list)
            for index, entry in enumerate(entries):
                tracks[entry.plan, entry.group].append((index, entry))
                yield from self._evidence(entry, (status, index), text)
            for track in tracks.values():
                yield from _in_order(status, track, text)
        for table in ("deduction", "contribution"):
            same: dict[tuple[object, ...], list[tuple[int, Dated]]] = defaultdict(list)
            for index, entry in enumerate(getattr(model, table)):
                yield from self._evidence(entry, (table, index), text)
                for status in entry.status or STATUSES:
                    same[entry.name, status, tuple(entry.groups)].append((index, entry))
            for track in same.values():
                yield from _in_order(table, track, text)
        for index, withheld in enumerate(model.withheld):
            yield from self._cited(withheld.sources, None, ("withheld", index), text)
        everybody = [(index, entry) for index, entry in enumerate(model.lifetime) if not entry.who]
        yield from _one_at_a_time("lifetime", everybody, text)
        yield from _one_at_a_time("switch", list(enumerate(model.switch)), text)
        for table in ("average_pension", "average_wage"):
            years: set[int] = set()
            for index, figure in enumerate(getattr(model, table)):
                year = figure.year
                if year in years:
                    yield text.problem((table, index, "year"), "figure-twice", year=year)
                years.add(year)
        for table in EVIDENCED:
            for index, item in enumerate(getattr(model, table)):
                yield from self._cited(item.sources, item.grade, (table, index), text)
        for index, example in enumerate(model.example):
            if example.source:
                yield from self._cited([example.source], None, ("example", index), text, "source")

    def _region(self, id: str, model: RegionFile, text: _Text) -> Iterator[Problem]:
        if self.regions is None or id == NATIONAL:
            return
        known = self.regions.get(id)
        if known is None:
            same = next((other for other, name in self.regions.items() if name.adcode == model.region.adcode), "")
            yield text.problem(("region",), "region-file-unknown", id=id, nearest=same)
        elif known.adcode != model.region.adcode:
            yield text.problem(("region", "adcode"), "adcode-wrong", given=model.region.adcode, expected=known.adcode)
        elif known.name != model.region.name:
            yield text.problem(("region", "name"), "region-name-wrong", given=model.region.name, expected=known.name)

    def _evidence(self, entry: Dated, place: Place, text: _Text) -> Iterator[Problem]:
        yield from self._cited(entry.sources, entry.grade, place, text)
        if entry.confirmed is None or self.sources is None:
            return
        if entry.from_ is not None and entry.confirmed < entry.from_:
            days = {"confirmed": entry.confirmed, "start": entry.from_}
            yield text.problem((*place, "confirmed"), "confirmed-before-from", **days)
        for id in entry.sources:
            source = self.sources.get(id)
            if source and source.date and entry.confirmed < earliest_day(source.date):
                yield text.problem(
                    (*place, "confirmed"), "confirmed-before-source", confirmed=entry.confirmed, id=id, date=source.date
                )

    def _cited(
        self, ids: list[str], grade: str | None, place: Place, text: _Text, key: str = "sources"
    ) -> Iterator[Problem]:
        if self.sources is None or not ids:
            return
        for id in ids:
            if id not in self.sources:
                yield text.problem((*place, key), "source-unknown", id=id, nearest=self._nearest(id, "source"))
        grades = [self.sources[id].grade for id in ids if id in self.sources]
        if grade is not None and grades and min(map(GRADES.index, grades)) > GRADES.index(grade):
            best = min(grades, key=GRADES.index)
            yield text.problem((*place, "grade"), "grade-unsupported", grade=grade, best=best)

    @cache  # noqa: B019 (a checker lives as long as one check)
    def _nearest(self, id: str, what: Literal["source", "place"]) -> str:
        """The known id most like an unknown one, for the first of them; a search takes milliseconds."""
        from difflib import get_close_matches  # only for a mistake

        self.hints -= 1
        known = self.sources if what == "source" else self.regions
        return next(iter(get_close_matches(id, known or (), n=1, cutoff=0.6)), "") if self.hints >= 0 else ""

    def _unique_names(self) -> Iterator[Problem]:
        """An alias must not be a name of another region: the person would get the wrong city."""
        if self.regions is None:
            return
        taken = {}
        for id, region in self.regions.items():
            for word in (region.name, region.short, id.rpartition("/")[2], *region.names):
                taken[normalise(word)] = id
        for id in self._whole():
            for index, alias in enumerate(self.store.aliases(id)):
                other = taken.setdefault(normalise(alias), id)
                if other != id:
                    yield self.texts[id].problem(("region", "aliases", index), "alias-taken", alias=alias, id=other)

    def _unique_ids(self) -> Iterator[Problem]:
        if not any(model.cause for model in self.files.values()):
            return  # the other files, known or all of the package's, need not be read
        seen = {given: id for id in self.others for given in self._causes(id)}
        for id in self._whole():
            for index, given in enumerate(self._causes(id)):
                if given in seen:
                    yield self.texts[id].problem(("cause", index, "id"), "id-taken", given=given, file=seen[given])
                seen[given] = id

    def _whole(self) -> list[str]:
        """The ids of files that can be read as a whole, in their order."""
        return [id for id in self.own.file_ids if id in self.files or id in self.settled]

    def _causes(self, id: str) -> Sequence[str]:
        if self.store.known is not None and self.store.is_known(id):
            return self.store.known.files[id].causes
        return [item.id for item in self.store.model(id).cause]

    def _unused_sources(self) -> Iterator[Problem]:
        if SOURCES not in self.own.paths or self.sources is None:
            return
        text = self.texts[SOURCES]
        cited = {id for file in self.settled.values() for id in file.cited}
        cited |= {id for model in self.files.values() for id in model.cited()}
        tables = (self.limits, self.channels.channel, self.channels.tip)
        cited |= {id for table in tables for item in table for id in item.sources}
        ids = self.sources if SOURCES in self.settled else self.store.read_sources(text.path)
        for id in ids:
            if id not in cited:
                yield text.problem((id,), "source-unused", id=id)

    def _examples(self, broken: set[Path]) -> Iterator[Problem]:
        """The worked examples of files without another problem; `broken` are those with one."""
        book = Rulebook(self.store)
        for id, model in self.files.items():
            if self.texts[id].path in broken:
                continue
            for index, example in enumerate(model.example):
                yield from _example(book, id, example, ("example", index), self.texts[id])


def _in_order(table: str, track: Sequence[tuple[int, Dated]], text: _Text) -> Iterator[Problem]:
    """Entries of one kind follow each other in time and do not overlap."""
    if len(track) == 1:
        return
    months = [(index, entry, entry.first_month, entry.end_month) for index, entry in track]
    for (_, _, former, ended), (index, entry, start, _) in pairwise(months):
        if start <= former and entry.start_kind != "unknown":
            yield text.problem((table, index), "period-not-ascending", start=start, former=former)
        elif ended is None and not isinstance(entry, LimitsEntry):
            yield text.problem((table, index), "period-open", start=start, former=former)
        elif ended is not None and start < ended:
            yield text.problem((table, index), "period-overlap", start=start, former=ended)


def _one_at_a_time(table: str, entries: Sequence[tuple[int, Spanned]], text: _Text) -> Iterator[Problem]:
    """Two entries for everybody must not hold in the same month."""
    for (_, former), (index, entry) in pairwise(entries):
        starts, ends = entry.starts, former.ends
        if starts is None or ends is None or starts < ends:
            yield text.problem((table, index), f"{table}-overlap")


def _example(book: Rulebook, id: str, example: ExampleEntry, place: Place, text: _Text) -> Iterator[Problem]:
    try:
        answer = _answer(book, id, example)
    except YibaoError as error:
        yield text.problem((*place, "given"), "example-refused", why=error.code, name=example.name)
        return
    if isinstance(answer, NoRule):
        yield text.problem((*place, "given"), "example-no-rule", name=example.name)
        return
    for key, expected, found in (("credit", example.credit, answer.gross), ("net", example.net, answer.net)):
        if expected is not None and expected != f"{found:.2f}":
            yield text.problem(
                (*place, key), "example-differs", name=example.name, expected=expected, found=f"{found:.2f}"
            )


def _answer(book: Rulebook, id: str, example: ExampleEntry) -> Answer:
    """What the rules say of an example. Raises YibaoError where its person cannot be or lacks something."""
    given = example.given
    person = Person(
        status=given.status,
        age=given.age,
        birth=parse_birth(given.birth) if given.birth else None,
        base=given.base,
        pension=given.pension,
        plan=given.plan,
        group=given.group,
        sex=given.sex,
        paid_years=given.paid_years,
        average_pension=given.average_pension,
        average_wage=given.average_wage,
        agreed=tuple(given.agreed),
    )
    month = parse_month(given.month)
    region = Region(NATIONAL, "", "", "") if id == NATIONAL else book.region(id)
    ruling = book.ruling(region, person, month)
    return ruling if isinstance(ruling, NoRule) else credit(person, ruling, month)
