"""Districts, counties and former names -> the pooling area that answers for them today.

The table is the one of GB/T 2260 codes that python-stdnum keeps for identity numbers: names with the years in which
they were in use. It is read when a name is none of a pooling area, and only then. It says which city a district lies
in, not what became of every name: where it does not lead to one place of today, nothing is answered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ..core.errors import RegionError
from ..core.frozen import dataclass
from .places import MUNICIPALITIES, Places, normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..core.region import Region

MOST_CHOICES = 8
_SHORTEST = 2
"""Characters of a name that may stand before another, or for another."""
_GENERIC = frozenset(
    ("市辖区", "县", "市", "市区", "林区", "省直辖县级行政单位", "省直辖行政单位", "自治区直辖县级行政单位")
)
"""Entries of the table that are no names."""
_SUFFIXES = ("自治县", "自治旗", "地区", "新区", "林区", "市", "县", "区", "旗", "盟")
_FORMERLY = {"51": ("51", "50"), "44": ("44", "46")}
"""Provinces of which a part became one of its own: 四川 and 重庆 (1997), 广东 and 海南 (1988)."""
_COUNTRY = frozenset(("china", "prc", "cn", "中国", "中华人民共和国"))
_ENGLISH = re.compile(r"\s+(city|province|municipality|prefecture|shi|sheng)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in the table, with the years of its use where they are known. `until` is None for a name of today."""

    code: str
    name: str
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Area:
    """How a name led to a pooling area: the name, when it was given up, what it is called today (where another)."""

    region: Region
    name: str
    until: int | None = None
    today: str | None = None
    listed: bool = True
    """False for a district that the table lacks; it follows the city written before it."""


found: dict[str, Area] = {}
"""What this process looked up here, by what was written: an answer says how its place was found."""


def area_of(written: str, places: Places) -> Region:
    """The pooling area of a district, a county, a former name, or a place written in English order.

    Raises RegionError: region-ambiguous with the places that have the name, region-gone for a former name of which
    the table does not say what became of it, region-unknown otherwise.
    """
    again = _rewritten(written, places)
    if again is not None:
        return again
    key = normalise(written).removeprefix("中国")
    table = _table()
    area = (
        _one(table.by_name.get(key, ()), written, places)
        or _qualified(key, places)
        or _one(table.by_stem.get(key, ()) if len(key) >= _SHORTEST else (), written, places)
    )
    if area is None:
        return places.find(written)  # raises, with suggestions
    found[written] = area
    return area.region


def _rewritten(written: str, places: Places) -> Region | None:
    """'Wuhan, Hubei, China', 'Wuhan City', '中国上海': the region named without what stands around its name."""
    parts = [part.strip().lower() for part in re.split(r"[,,]", written)]
    parts = [_ENGLISH.sub("", part) for part in parts if part and part not in _COUNTRY]
    texts = ("".join(parts), "".join(reversed(parts)), normalise(written).removeprefix("中国"))
    return next((region for text in texts if (region := places.named(normalise(text)))), None)


def _qualified(key: str, places: Places) -> Area | None:
    """A name behind that of the province or city it lies in."""
    for end in range(len(key) - 1, _SHORTEST - 1, -1):
        around = places.named(key[:end])
        if around is None:
            continue
        inside = [entry for entry in _entries_named(key[end:]) if _within(entry, around, places)]
        area = _one(inside, key, places)
        if area is not None:
            return area
        city = places.city_of(key)
        if city is not None:
            return Area(city, key[end:], listed=False)
    return None


def _one(entries: Sequence[Entry], written: str, places: Places) -> Area | None:
    """What the entries of one name lead to: those of today, else the last one that was given up."""
    today = [entry for entry in entries if entry.until is None]
    if today:
        areas = {entry: region for entry in today if (region := _region_at(entry.code, places))}
        if len({region.id for region in areas.values()}) > 1:
            shown = tuple(f"{_full_name(entry, region, places)} ({region.id})" for entry, region in areas.items())
            raise RegionError("region-ambiguous", value=written, choices=shown[:MOST_CHOICES])
        return next((Area(region, entry.name) for entry, region in areas.items()), None)
    if not entries:
        return None
    last = max(entries, key=lambda entry: entry.until or 0)
    area = _successor(last, places)
    if area is None:
        province = places.regions[places.exact[last.code[:2] + "0000"]].name
        raise RegionError("region-gone", value=written, name=last.name, province=province, until=last.until)
    return area


def _successor(entry: Entry, places: Places) -> Area | None:
    """What a former name is today: what it was renamed to, the one place with the same stem, or a municipality."""
    now = _renamed(entry)
    if now is not None and (region := _region_at(entry.code, places)):
        return Area(region, entry.name, entry.until, now.name)
    stem = _stem(entry.name)
    provinces = _FORMERLY.get(entry.code[:2], (entry.code[:2],))
    same = [
        other
        for other in _table().by_stem.get(stem, ())
        if other.until is None and other.code[:2] in provinces and len(stem) >= _SHORTEST
    ]
    reached = {region.id: other for other in same if (region := _region_at(other.code, places))}
    if len(reached) == 1:
        ((id, other),) = reached.items()
        return Area(places.regions[id], entry.name, entry.until, other.name)
    if entry.code[:2] in MUNICIPALITIES:
        return Area(places.regions[places.exact[entry.code[:2] + "0000"]], entry.name, entry.until)
    return None


def _renamed(entry: Entry) -> Entry | None:
    """The name of today that followed this one, in one step or more, without a gap.

    The same code alone says nothing: 511400 was 涪陵市 until 1997 and is 眉山市, another place, since 2000.
    """
    others = _table().by_code[entry.code]
    last: Entry | None = entry
    while last is not None and last.until is not None:
        years = (last.until, last.until + 1)
        last = next((other for other in others if other.since in years and (other.until or 9999) > years[0]), None)
    return last


def _region_at(code: str, places: Places) -> Region | None:
    """The pooling area with a code, or the one around it; None for a province's own code."""
    id = places.exact.get(code) or places.exact.get(code[:4] + "00")
    if id is None and code[:2] in MUNICIPALITIES:
        id = places.exact.get(code[:2] + "0000")
    return places.regions[id] if id is not None else None


def _within(entry: Entry, around: Region, places: Places) -> bool:
    if around.id == around.province:
        return entry.code[:2] == around.adcode[:2]
    region = _region_at(entry.code, places)
    return entry.code[:4] == around.adcode[:4] or region == around


def _full_name(entry: Entry, region: Region, places: Places) -> str:
    province = places.regions[region.province]
    names = dict.fromkeys((province.name, region.name, entry.name))
    return "".join(names)


def _entries_named(key: str) -> Sequence[Entry]:
    """The entries of a name, else of those that a kind ('市', '区') was left off."""
    table = _table()
    return table.by_name.get(key) or (table.by_stem.get(key, ()) if len(key) >= _SHORTEST else ())


def _stem(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)


@dataclass(frozen=True, slots=True)
class _Table:
    by_name: Mapping[str, Sequence[Entry]]
    by_stem: Mapping[str, Sequence[Entry]]
    by_code: Mapping[str, Sequence[Entry]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    by_name: dict[str, list[Entry]] = {}
    by_stem: dict[str, list[Entry]] = {}
    by_code: dict[str, list[Entry]] = {}
    for entry in _entries():
        by_code.setdefault(entry.code, []).append(entry)
        if entry.name not in _GENERIC:
            by_name.setdefault(entry.name, []).append(entry)
            by_stem.setdefault(_stem(entry.name), []).append(entry)
    return _Table(by_name, by_stem, by_code)


def _entries() -> Iterator[Entry]:
    """The mainland's entries: '  0105 county="[-1986]甲区,[1987-]乙区"' below '11 province="北京市"'."""
    province = ""
    for line in _lines():
        head, _, names = line.rstrip().rstrip('"').partition('="')
        code, _, kind = head.strip().partition(" ")
        if kind == "province":
            province = code
        elif kind == "county" and province < "70":
            for written in names.split(","):
                span, _, name = written.rpartition("]")
                since, _, until = span.removeprefix("[").partition("-")
                yield Entry(province + code, name, int(since) if since else None, int(until) if until else None)


def _lines() -> Iterable[str]:
    """The table's lines, found beside the library without loading it."""
    spec = find_spec("stdnum")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "cn", "loc.dat").read_text(encoding="utf-8").splitlines()
