"""Which of the known rule files have to be checked again, because something they refer to has changed."""

from collections.abc import Mapping
from functools import cache, cached_property

from ..core.errors import RuleFileError
from ..core.region import NATIONAL, Region
from .directory import REGIONS, SOURCES
from .known import KnownFile, KnownSource
from .toml_store import TomlStore


class Touched:
    """How a rule base differs from the known one, as far as its files refer to each other.

    `regions` and `sources` are None where regions.toml or sources.toml cannot be read; nothing is compared with them
    then.
    """

    def __init__(
        self, store: TomlStore, regions: Mapping[str, Region] | None, sources: Mapping[str, KnownSource] | None
    ) -> None:
        self.store = store
        self.regions = regions
        self.sources = sources
        self._same_rules = cache(self._has_same_rules)

    def settled(self, id: str) -> KnownFile | None:
        """What is known of the file `id`; None where it is not known or something it refers to has changed."""
        known = self.store.known
        if known is None or not self.store.is_known(id):
            return None
        file = known.files[id]
        if id in (REGIONS, SOURCES):
            return file
        if not self._other_sources.isdisjoint(file.cited):
            return None
        if id in self._other_regions or not self._other_regions.isdisjoint(file.places):
            return None
        if file.has_examples and not (self._same_regions and all(map(self._same_rules, self._layers(id)))):
            return None
        return file

    @cached_property
    def _other_sources(self) -> set[str]:
        if self.store.known is None or self.sources is None or self.sources is self.store.known.sources:
            return set()
        return {id for id, source in self.store.known.sources.items() if self.sources.get(id) != source}

    @cached_property
    def _other_regions(self) -> set[str]:
        if self.store.known is None or self.regions is None or self._same_regions:
            return set()
        return {id for id, region in self.store.known.regions.items() if self.regions.get(id) != region}

    @cached_property
    def _same_regions(self) -> bool:
        known = self.store.known
        return known is not None and self.regions is not None and self.regions == known.regions

    def _layers(self, id: str) -> tuple[str, ...]:
        return (NATIONAL,) if id == NATIONAL else Region(id, "", "", "").layers

    def _has_same_rules(self, id: str) -> bool:
        """Whether the rule file and the base limits of a region are as they were, or were and are none."""
        known = self.store.known
        if known is None or self.store.is_known(id) != (id in known.files):
            return False
        if not self.store.is_known(id) and self.store.directory.path(id) is not None:
            return False
        try:
            return self.store.section(id, "limits") == known.rulebook.section(id, "limits")
        except RuleFileError:
            return False
