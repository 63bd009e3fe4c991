"""Pooling areas and the rule files that answer for them."""

from __future__ import annotations

from .frozen import dataclass

NATIONAL = "national"
"""The id of the rule file that answers where no other does."""


def region_of(file: str) -> str:
    """The id of the region (or NATIONAL) whose rule file this is: 'hubei/wuhan' of 'hubei/wuhan.toml'."""
    return file.removesuffix(".toml")


@dataclass(frozen=True, slots=True)
class Region:
    """A pooling area. `id` is its path under rules/, `adcode` the six digits of GB/T 2260, `name_en` its usual name in
    English, or its pinyin."""

    id: str
    adcode: str
    name: str
    short: str
    names: tuple[str, ...] = ()
    name_en: str = ""

    @property
    def province(self) -> str:
        """The id of the province-level region it lies in (its own id for a province)."""
        return self.id.partition("/")[0]

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of the rule files that answer for it, the most specific first."""
        return tuple(dict.fromkeys((self.id, self.province, NATIONAL)))
