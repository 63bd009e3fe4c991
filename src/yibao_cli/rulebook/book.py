"""The rulebook: which policy, limits and figures answer for a region, a status and a month."""

from __future__ import annotations  # a question needs few of the types named here

import os
import sys
from itertools import product

from ..core.credit import NoRule, credit
from ..core.errors import InputError, MissingInputError, RegionError
from ..core.frozen import replace
from ..core.person import check_person
from ..core.region import NATIONAL, region_of
from ..core.ruling import AVERAGES, Ruling
from . import NO_PACK_VARIABLE, OVERLAY_VARIABLE
from .compiled import NAME, CompiledStore, content_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any, Literal, Protocol

    from ..core.cause import Cause
    from ..core.channel import Channel, Tip
    from ..core.credit import Answer
    from ..core.edition import Edition
    from ..core.lifetime import Lifetime
    from ..core.literals import Status
    from ..core.month import Month
    from ..core.person import Person
    from ..core.policy import BaseLimits, Deduction, Figure, Policy
    from ..core.posting import Posting
    from ..core.region import Region
    from ..core.retirement import RetirementAge
    from ..core.source import Source
    from ..core.switch import Switch
    from ..core.withheld import Withheld
    from .directory import RuleDirectory
    from .places import Places

    class Store(Protocol):
        """Where a rulebook gets its sections from."""

        @property
        def digest(self) -> str:
            """A hash of all rule files."""

        @property
        def edition(self) -> Edition:
            """Which edition of the rules it is."""

        @property
        def file_ids(self) -> list[str]:
            """Ids of all regions of which something is known, and 'national'."""

        @property
        def places(self) -> Places:
            """All regions."""

        @property
        def all_places(self) -> Places:
            """All regions, with the aliases that rule files add."""

        def section(self, id: str, name: str) -> tuple[Any, ...]:
            """A field of `RuleFile` of the file `id`; empty where there is no such file."""


CARRY_MONTHS = 24
"""Base limits answer for at most this many months after their end, marked as carried forward."""


AREA_CODE = 6
"""Digits of the code of an area."""


_shipped: list[CompiledStore | None] = []
_installed: dict[tuple[str, int, int, int], CompiledStore] = {}
"""The pack as it was last read, by where its file lies and what state it was in."""


def shipped() -> CompiledStore | None:
    """The compiled rulebook of the wheel, its hash checked once a process.

    None in a checkout, and where it was written by another version, is damaged or cannot be read: the rule files
    beside it answer then, through the models.
    """
    if not _shipped:
        try:
            path = os.path.join(os.path.dirname(os.path.dirname(__file__)), NAME)
            _shipped.append(CompiledStore(content_of(path)))
        except (OSError, ValueError):
            _shipped.append(None)
    return _shipped[0]


def data_folder() -> str:
    """Where the program keeps what belongs to the person who runs it.

    As platformdirs has it; on Linux computed here: every start needs it, and the library takes longer than an answer.
    """
    if sys.platform == "linux":
        given = os.environ.get("XDG_DATA_HOME", "").strip()
        return os.path.join(given if given[:1] == "/" else os.path.expanduser("~/.local/share"), "yibao")
    from platformdirs import user_data_dir

    return user_data_dir("yibao", appauthor=False)


def installed() -> CompiledStore | None:
    """The rules of the pack that the person installed; None where there is none or the environment switches it off.

    Raises InputError where there is one that cannot be used any more.
    """
    if os.environ.get(NO_PACK_VARIABLE):
        return None
    path = os.path.join(data_folder(), "pack", NAME)
    try:
        found = os.stat(path)
        state = path, found.st_ino, found.st_size, found.st_mtime_ns
        if state in _installed:
            return _installed[state]
        content = content_of(path)
    except OSError:
        return None
    try:
        store = CompiledStore(content)
    except ValueError:  # of another version of the program, or damaged
        from .installed import renewed

        return renewed()
    _installed.clear()
    _installed[state] = store
    return store


REMEMBERED = 4096
"""Rulings that are kept."""


class Rulebook:
    """Rules of all regions, read as they are asked for."""

    def __init__(self, store: Store, overlay: str | None = None, pack: str | None = None) -> None:
        """`overlay` is the directory or pack, as it was written, whose rules are laid over the ones in use.

        `pack` is the hash of the installed pack that those come from; None where they are the program's own.
        """
        self.store = store
        self.overlay = overlay
        self.pack = pack
        self._with_deductions: dict[tuple[int, ...], Policy] = {}
        self._rulings: dict[tuple[Region, Status, str | None, str | None], dict[Month, Ruling | NoRule]] = {}
        self._remembered = 0

    @classmethod
    def open(cls, overlay: Path | str | None = None) -> Rulebook:
        """The rules in use, with those in `overlay` (or $YIBAO_RULES), a directory or a pack, laid over them.

        Those in use are the pack that was installed (`yibao rules use`), else the ones that came with the program.
        Raises InputError if the overlay is neither a directory nor a pack, RuleFileError if the checker finds anything
        in it; a damaged rule file of the program's own is found when it is read.
        """
        pack = installed()
        if overlay is None and not os.environ.get(OVERLAY_VARIABLE):
            compiled = pack or shipped()
            if compiled:
                return cls(compiled, pack=compiled.pack)
        from .directory import RuleDirectory, overlay_folder, packaged_rules

        folder = overlay_folder(overlay)
        if folder is None:
            return cls.from_directory(RuleDirectory(packaged_rules()))
        from .check import checked  # brings Pydantic

        written = str(overlay) if overlay is not None else os.environ[OVERLAY_VARIABLE]
        if pack is None:
            return cls(checked(folder), written)
        from .installed import base_folders

        return cls(checked(folder, base_folders()), written, pack.pack)

    @classmethod
    def from_directory(cls, directory: RuleDirectory, overlay: str | None = None) -> Rulebook:
        """The rules in a directory, through the models."""
        from .toml_store import TomlStore  # brings Pydantic; the compiled rulebook does without

        return cls(TomlStore(directory), overlay)

    @property
    def digest(self) -> str:
        """A hash of all rule files: 12 hexadecimal digits."""
        return self.store.digest

    @property
    def edition(self) -> Edition:
        """Its date, its hash, and how many rules it has."""
        return self.store.edition

    @property
    def file_ids(self) -> list[str]:
        """Ids of all regions of which something is known: 'national', 'beijing', 'hubei/wuhan' …"""
        return self.store.file_ids

    @property
    def places(self) -> Places:
        """All regions, with or without a rule."""
        return self.store.all_places

    def region(self, written: str) -> Region:
        """The region meant by a name, pinyin, adcode or alias; a district, a county or a former name gives its city.

        Raises RegionError with choices otherwise.
        """
        region = self._named(written)
        if region is not None:
            return region
        from .areas import area_of  # reads a table of thousands of names

        return area_of(written, self.places)

    def _named(self, written: str) -> Region | None:
        return self.store.places.known(written) or self.store.all_places.known(written)

    def knows(self, written: str) -> bool:
        """Whether a text is the name of a region itself, not of a part of one."""
        try:
            return self._named(written) is not None
        except RegionError:
            return False

    def region_of_area(self, written: str) -> Region:
        """As `region`; a code of a district gives its city, or its province. Raises RegionError."""
        try:
            return self.region(written)
        except RegionError:
            if not (written.isdigit() and len(written) == AREA_CODE):
                raise
        try:
            return self.region(f"{written[:4]}00")
        except RegionError:
            return self.region(f"{written[:2]}0000")

    def policies(self, file_id: str) -> tuple[Policy, ...]:
        """The policies of one rule file."""
        return self.store.section(file_id, "policies")

    def limits(self, file_id: str) -> tuple[BaseLimits, ...]:
        """The base limits of a region, in order of time."""
        return self.store.section(file_id, "limits")

    def deductions_of(self, file_id: str) -> tuple[Deduction, ...]:
        """The deductions of one rule file."""
        return self.store.section(file_id, "deductions")

    def deductions(self, policy: Policy, region: Region, month: Month) -> tuple[Deduction, ...]:
        """What is taken out of a credit in a month; a city's entry goes before its province's of the same name."""
        found: dict[str, Deduction] = {}
        for id in _own_layers(policy, region):
            here = [item for item in self.deductions_of(id) if item.concerns(policy.status, policy.group)]
            found = {item.name: item for item in here if item.holds(month)} | found
        return tuple(found.values())

    def contributions_of(self, file_id: str) -> tuple[Deduction, ...]:
        """The fixed payments that one rule file names; see `contributions`."""
        return self.store.section(file_id, "contributions")

    def contributions(self, region: Region, status: Status, month: Month) -> tuple[Deduction, ...]:
        """Fixed payments of a month of which no source says that they come out of the account."""
        items = (item for id in region.layers for item in self.contributions_of(id))
        return tuple(item for item in items if item.holds(month) and item.concerns(status, None))

    def withheld(self, region: Region) -> tuple[Withheld, ...]:
        """What was seen for a region, or for its province, and is not used."""
        return tuple(item for id in region.layers for item in self.store.section(id, "withheld"))

    def research(self, region: Region) -> tuple[str, ...]:
        """What was looked for, in words: of the region first."""
        return tuple(text for id in region.layers for text in self.store.section(id, "research"))

    def has(self, file_id: str, section: str) -> bool:
        """Whether a rule file has anything in a section (a field of `RuleFile`)."""
        return bool(self.store.section(file_id, section))

    def figures(self, region: Region) -> tuple[Figure, ...]:
        """The published averages of a region, the most specific first."""
        return tuple(figure for id in region.layers for figure in self.store.section(id, "figures"))

    def flexible_group(self, region: Region) -> str | None:
        """What the region calls retired flexible workers, where it has a rule of their own."""
        policies = (policy for id in region.layers for policy in self.policies(id))
        groups = (policy.group for policy in policies if policy.status == "retiree" and policy.group)
        return next((group for group in groups if "灵活就业" in group), None)

    def postings(self, region: Region, status: Status, month: Month) -> tuple[Posting, ...]:
        """When the credit of a month arrives, as the most specific file that says so has it."""
        for id in region.layers:
            postings: tuple[Posting, ...] = self.store.section(id, "postings")
            found = tuple(
                item for item in postings if _holds(item, month) and (not item.statuses or status in item.statuses)
            )
            if found:
                return found
        return ()

    def switch(self, region: Region, month: Month) -> Switch | None:
        """From when people who retire in `month` are credited as retirees, as the most specific file has it."""
        switches = (item for id in region.layers for item in self.store.section(id, "switches"))
        return next((item for item in switches if _holds(item, month)), None)

    def lifetimes(self, region: Region, month: Month) -> tuple[Lifetime | None, tuple[Lifetime, ...]]:
        """The contribution years for lifelong cover of people who retire in `month`, and those of named people."""
        named: tuple[Lifetime, ...] = ()
        for id in region.layers:
            lifetimes: tuple[Lifetime, ...] = self.store.section(id, "lifetimes")
            here = [item for item in lifetimes if _holds(item, month)]
            named += tuple(item for item in here if item.who)
            main = next((item for item in here if not item.who), None)
            if main is not None:
                return main, named
        return None, named

    def retirement_ages(self) -> tuple[RetirementAge, ...]:
        """The statutory retirement ages."""
        return self.store.section(NATIONAL, "retirement_ages")

    def causes(self) -> tuple[Cause, ...]:
        """Why nothing came, or less."""
        return self.store.section(NATIONAL, "causes")

    def channels(self, region: Region | None) -> tuple[Channel, ...]:
        """The ways to look the figure up: those of the place first, then the national ones."""
        layers = region.layers if region else (NATIONAL,)
        return tuple(channel for id in layers for channel in self.store.section(id, "channels"))

    def tips(self, region: Region | None) -> tuple[Tip, ...]:
        """Advice that goes with the channels."""
        layers = region.layers if region else (NATIONAL,)
        return tuple(tip for id in layers for tip in self.store.section(id, "tips"))

    def sources(self, file_ids: list[str]) -> dict[str, Source]:
        """The documents cited in some rule files, by id."""
        return {source.id: source for id in file_ids for source in self.store.section(id, "sources")}

    def answer(self, region: Region, person: Person, month: Month) -> Answer:
        """What is credited to the person for the month. Raises InputError as `ruling` and `core.credit` do."""
        ruling = self.remembered(region, person, month)
        if isinstance(ruling, NoRule):
            check_person(person, month)
            return replace(ruling, person=person)
        return credit(person, ruling, month)

    def remembered(self, region: Region, person: Person, month: Month) -> Ruling | NoRule:
        """As `ruling`, which looks at no more of a person than the key here; a NoRule names the first who asked.

        Months with the same ruling get the same object. Many people are asked about, of few places and months.
        """
        months = self._rulings.get((region, person.status, person.plan, person.group), {})
        found = months.get(month)
        if found is None:
            asked = self.ruling(region, person, month)
            if self._remembered >= REMEMBERED:
                self._rulings, self._remembered = {}, 0
            months = self._rulings.setdefault((region, person.status, person.plan, person.group), {})
            known = list(months.values()) if isinstance(asked, Ruling) else []  # other threads may add some meanwhile
            found = months[month] = next((one for one in known if one == asked), asked)
            self._remembered += 1
        return found

    def ruling(self, region: Region, person: Person, month: Month) -> Ruling | NoRule:
        """The policy that answers for the person in that month, with the limits and figures that go with it.

        A city's entry goes before its province's, that before the national one. Raises MissingInputError if the
        region divides the status into plans and none is given, InputError for a plan or group it does not know.
        """
        layers = [[policy for policy in self.policies(id) if policy.status == person.status] for id in region.layers]
        policies = [policy for layer in layers for policy in layer]
        group = person.group if _named("group", policies, person, region) else None
        plan = person.plan if _named("plan", policies, person, region) else None
        other_groups: tuple[str, ...] = ()
        for layer in layers:
            covering = [policy for policy in layer if policy.covers(month)]
            answering = [policy for policy in covering if policy.plan == plan]
            if covering and not answering and plan is None:
                raise MissingInputError(("plan",), _plans(policies, month), status=person.status, region=region.name)
            if group is None:
                other_groups += tuple(dict.fromkeys(policy.group for policy in answering if policy.group))
            chosen = next((policy for policy in answering if policy.group == group), None)
            if chosen is not None:
                return self._ruling(region, chosen, month, () if plan else _plans(policies, month), other_groups)
        if other_groups:
            return NoRule(region, person, month, "group", groups=other_groups)
        return _no_rule(region, person, month, policies)

    def rulings(self, region: Region, person: Person, month: Month) -> tuple[Ruling, ...]:
        """Every policy that may answer in that month where the person names no plan or no group.

        A plan or group that is named is held fixed. Raises InputError for one the region does not know.
        """
        policies = [policy for id in region.layers for policy in self.policies(id) if policy.status == person.status]
        covering = [policy for policy in policies if policy.covers(month)]
        plans = [person.plan] if person.plan else [None, *_plans(policies, month)]
        groups = [person.group] if person.group else list(dict.fromkeys((None, *(policy.group for policy in covering))))
        found: list[Ruling] = []
        for plan, group in product(plans, groups):
            try:
                ruling = self.ruling(region, replace(person, plan=plan, group=group), month)
            except MissingInputError:  # every rule there is for a plan
                continue
            if isinstance(ruling, Ruling) and ruling not in found:
                found.append(ruling)
        return tuple(found)

    def _ruling(
        self, region: Region, policy: Policy, month: Month, other_plans: tuple[str, ...], other_groups: tuple[str, ...]
    ) -> Ruling:
        policy = self._complete(policy, region, month)
        limits, carried = None, False
        if policy.uses_base:
            layers = _own_layers(policy, region)
            limits, carried = self.limits_for(layers, month, policy.status, policy.group)
        return Ruling(
            region=region,
            policy=policy,
            limits=limits,
            limits_carried=carried,
            figures=() if policy.bases.isdisjoint(AVERAGES) else self.figures(region),
            other_plans=other_plans,
            other_groups=other_groups,
        )

    def _complete(self, policy: Policy, region: Region, month: Month) -> Policy:
        """The policy with the deductions of the month: the same value for the same ones."""
        deductions = self.deductions(policy, region, month) if policy.parts else ()
        if not deductions:
            return policy
        key = (id(policy), *map(id, deductions))
        if key not in self._with_deductions:
            self._with_deductions[key] = replace(policy, deductions=deductions)
        return self._with_deductions[key]

    def limits_for(
        self, layers: Sequence[str], month: Month, status: Status = "employee", group: str | None = None
    ) -> tuple[BaseLimits | None, bool]:
        """The base limits of a month, and whether they are those of an earlier year.

        Limits in force in any layer go before those carried in a nearer one; where a place is a pool of its own, its
        province's never count.
        """
        candidates = []
        for id in layers:
            here = [item for item in self.limits(id) if item.group in (None, group)]
            lines = [item for item in here if item.starts <= month and (not item.statuses or status in item.statuses)]
            # What is said of these people alone goes before what is said of everybody, while it is in force.
            special = [item for item in lines if item.statuses or item.group]
            general = [item for item in lines if not (item.statuses or item.group)]
            ended = not special or (special[-1].ends is not None and month >= special[-1].ends)
            if special and special[-1].fixed and (not ended or _carries(special[-1], month)):
                return special[-1], ended  # nobody chooses a base there: limits do not take its place
            candidates.append(general if ended and general else special)
            if any(item.own_pool for item in here):
                break
        for lines in candidates:
            if lines and (lines[-1].ends is None or month < lines[-1].ends):
                return lines[-1], False
        for lines in candidates:
            if lines and _carries(lines[-1], month):
                return lines[-1], True
        return None, False


def _carries(limits: BaseLimits, month: Month) -> bool:
    """Whether limits that have ended still answer for a month."""
    return limits.ends is not None and month.index - limits.ends.index < CARRY_MONTHS


def _own_layers(policy: Policy, region: Region) -> tuple[str, ...]:
    """The regions whose limits count for a policy: a group is a pool of its own, a city's limits are not for it."""
    layers = region.layers
    return layers if policy.group is None else layers[layers.index(region_of(policy.file)) :]


def _named(field: Literal["plan", "group"], policies: list[Policy], person: Person, region: Region) -> tuple[str, ...]:
    """The plans or groups that `policies` name, in any period. InputError if the person names another one."""
    known = tuple(dict.fromkeys(name for policy in policies if (name := getattr(policy, field))))
    given = getattr(person, field)
    if known and given is not None and given not in known:
        facts = {"value": given, "choices": known, "region": region.name, "status": person.status}
        code = {"plan": "plan-unknown", "group": "group-unknown"}[field]
        raise InputError(code, field=field, **facts)
    return known


def _plans(policies: list[Policy], month: Month) -> tuple[str, ...]:
    """The plans that have a rule in `month`."""
    return tuple(dict.fromkeys(policy.plan for policy in policies if policy.plan and policy.covers(month)))


def _no_rule(region: Region, person: Person, month: Month, policies: list[Policy]) -> NoRule:
    """None of `policies` answers for the month: the nearest of the person's plan and group is named."""
    near = [policy for policy in policies if policy.group == person.group] or policies
    near = [policy for policy in near if policy.plan == person.plan] or near
    if not near:
        return NoRule(region, person, month, "never")
    return NoRule(region, person, month, "month", nearest=min(near, key=lambda policy: _distance(policy, month)))


def _holds(item: Lifetime | Posting | Switch, month: Month) -> bool:
    return (item.starts is None or item.starts <= month) and (item.ends is None or month < item.ends)


def _distance(policy: Policy, month: Month) -> int:
    """Months between `month` and the nearest month the policy answers for."""
    if month < policy.starts:
        return policy.starts.index - month.index
    return month.index - policy.ends.index + 1 if policy.ends else 0
