"""Which region a person means: Chinese names, pinyin, adcodes, abbreviations, aliases."""

from __future__ import annotations

from ..core.errors import RegionError
from ..core.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..core.region import Region

SUGGESTIONS = 3
MUNICIPALITIES = ("11", "12", "31", "50")
_DISTRICTS = ("区", "县", "市", "旗", "镇", "街道")
"""How names of parts of a pooling area end."""
_FIRST, _LAST = "\u4e00", "\u9fff"
"""Chinese characters of one form only."""
_DROPPED = str.maketrans("", "", " '’`·-_\u3000")


def normalise(name: str) -> str:
    """A name as the index holds it: full width folded, lower case, no spaces, hyphens or apostrophes."""
    if not all(sign.isascii() or _FIRST <= sign <= _LAST for sign in name):
        import unicodedata  # only for names with other signs, and only their width

        name = unicodedata.normalize("NFKC", name)
    return name.casefold().translate(_DROPPED)


@dataclass(frozen=True, slots=True)
class Places:
    """All regions by id, and two indexes of normalised names.

    `exact` leads to one region each (ids, adcodes, full names, province + city); `loose` to one or more (short
    names, the city's pinyin alone, abbreviations, aliases).
    """

    regions: Mapping[str, Region]
    exact: Mapping[str, str]
    loose: Mapping[str, tuple[str, ...]]

    def find(self, written: str) -> Region:
        """The region meant by `written`. Raises RegionError with choices or suggestions otherwise."""
        region = self.known(written)
        if region is None:
            raise RegionError("region-unknown", value=written, choices=self._shown(self._similar(normalise(written))))
        return region

    def known(self, written: str) -> Region | None:
        """As `find`, but None for a name of no region. Raises RegionError for a name of several."""
        key = normalise(written)
        if key in self.exact:
            return self.regions[self.exact[key]]
        ids = self.loose.get(key, ())
        if not ids and len(key) == 6 and key.isdigit():
            ids = self._around(key)
        if len(ids) == 1:
            return self.regions[ids[0]]
        if ids:
            raise RegionError("region-ambiguous", value=written, choices=self._shown(ids))
        return None

    def named(self, key: str) -> Region | None:
        """The one region with a normalised name; None where there is none, or more."""
        ids = (self.exact[key],) if key in self.exact else self.loose.get(key, ())
        return self.regions[ids[0]] if len(ids) == 1 else None

    def city_of(self, written: str) -> Region | None:
        """The pooling area whose name stands before that of a district in it (深圳市南山区); None where none does."""
        key = normalise(written)
        if not key.endswith(_DISTRICTS):
            return None
        for end in range(len(key) - 2, 1, -1):
            region = self.named(key[:end])
            if region is not None and (region.id != region.province or region.adcode[:2] in MUNICIPALITIES):
                return region
        return None

    def matching(self, word: str) -> list[Region]:
        """Every region whose id, adcode or any name contains `word`, or that `word` names exactly; in table order."""
        key = normalise(word)
        ids = {id for name, id in self.exact.items() if key in name}
        ids |= {id for name, found in self.loose.items() if key in name for id in found}
        return [region for region in self.regions.values() if region.id in ids]

    def _around(self, adcode: str) -> tuple[str, ...]:
        """A county's code leads to its prefecture or municipality; a code that can be no county's leads nowhere."""
        prefecture, municipality = adcode[:4] + "00", adcode[:2] + "0000"
        if prefecture in self.exact:
            return (self.exact[prefecture],)
        if adcode[:2] in MUNICIPALITIES and adcode[2:4] in ("01", "02"):
            return (self.exact[municipality],)
        return ()

    def _similar(self, key: str) -> list[str]:
        from difflib import get_close_matches  # only for a mistake

        names = [*self.exact, *self.loose]
        found: dict[str, None] = {}
        for name in get_close_matches(key, names, n=SUGGESTIONS * 3, cutoff=0.5 if not key.isascii() else 0.7):
            for id in (self.exact[name],) if name in self.exact else self.loose[name]:
                found.setdefault(id)
        return list(found)[:SUGGESTIONS]

    def _shown(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{self.regions[id].name} ({id})" for id in ids)


def build_places(regions: Iterable[Region]) -> Places:
    """The indexes over `regions`."""
    by_id = {region.id: region for region in regions}
    exact: dict[str, str] = {}
    loose: dict[str, dict[str, None]] = {}
    for region in by_id.values():
        for name in _exact_names(region, by_id):
            exact.setdefault(normalise(name), region.id)
        for name in (region.short, region.id.rpartition("/")[2], *region.names):
            loose.setdefault(normalise(name), {})[region.id] = None
    return Places(by_id, exact, {name: tuple(ids) for name, ids in loose.items()})


def _exact_names(region: Region, by_id: Mapping[str, Region]) -> list[str]:
    names = [region.id, region.adcode, region.name]
    if region.id != region.province:
        province = by_id[region.province]
        names += [first + last for first in (province.name, province.short) for last in (region.name, region.short)]
        names.append(region.id.replace("/", ""))
    return names
