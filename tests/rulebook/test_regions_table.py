"""regions.toml against the table of GB/T 2260 codes that python-stdnum keeps."""

import re
import tomllib
from importlib.resources import files

from yibao_cli.rulebook.book import Rulebook

from ..conftest import RULES

PROVINCES = 31
DISSOLVED = {"429000", "422900"}


def _prefectures() -> dict[str, str]:
    """Current prefecture-level codes and names of the mainland: codes that end in 00."""
    found = {}
    province = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text(encoding="utf-8").splitlines():
        if head := re.match(r"(\d\d) province=", line):
            province = head[1]
        elif entry := re.match(r'\s+(\d{4}) county="([^"]*)"', line):
            code = province + entry[1]
            current = [
                name
                for span, name in re.findall(r"(?:\[([^\]]*)\])?([^\[,]+)", entry[2])
                if not re.search(r"-\d", span)
            ]
            if code.endswith("00") and province < "70" and current:
                found[code] = current[-1]
    return found


def test_names_and_codes_agree_with_the_standard(shipped_book: Rulebook) -> None:
    standard = _prefectures()
    assert len(standard) > 330
    for region in shipped_book.places.regions.values():
        if region.adcode.endswith("00"):
            assert standard[region.adcode] == region.name


def test_every_current_prefecture_is_there(shipped_book: Rulebook) -> None:
    ours = {region.adcode for region in shipped_book.places.regions.values()}
    places_of_their_own = {
        code
        for code, name in _prefectures().items()
        if not re.search(r"市辖|直辖|^县$", name) and code not in DISSOLVED
    }
    assert places_of_their_own - ours == set()


def test_all_provinces_and_no_code_twice() -> None:
    table = tomllib.loads((RULES / "regions.toml").read_text(encoding="utf-8"))
    assert sum("/" not in id for id in table) == PROVINCES
    codes = [entry["adcode"] for entry in table.values()]
    assert len(codes) == len(set(codes))
    assert all(id.partition("/")[0] in table for id in table)
