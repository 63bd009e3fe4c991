#!/bin/sh
# python-stdnum 2.2, stdnum.cn.ric.validate: identity numbers of people born before their district got its code are
# rejected, and residence permits of people from Taiwan always.
# The first six digits are the place of registration when the number was given out (from 1984 on), not of birth; stdnum
# takes them for the birth place and asks that the code was in force in the year of birth. Somebody born in 1956 and
# registered in Nanshan, Shenzhen (440305) or Xiantao (429004) has no valid number for it; a retiree's is refused far more
# often than a young person's. Codes 810000 and 820000 (residence permits of Hongkong and Macao, given out since 2018
# whatever the birth) hold for births from 1997 and 1999 on, 830000 (Taiwan) for none. A birth in 2099 is accepted.
# Output seen: InvalidComponent for each of 440305, 429004, 810000, 820000, 830000 with 1956-02-14; valid for 1995 or 2099.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
"$work/env/bin/python" - <<'E'
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent


def number(area, birth):
    digits = area + birth + "001"
    return digits + ric.calc_check_digit(digits + "0")


def verdict(area, birth):
    try:
        ric.validate(number(area, birth))
    except InvalidComponent:
        return "InvalidComponent"
    return "valid"


for area in ("440305", "429004", "810000", "820000", "830000"):
    print(area, verdict(area, "19560214"))
    assert verdict(area, "19560214") == "InvalidComponent"
assert verdict("440305", "19950214") == verdict("429004", "19950214") == "valid"
assert verdict("830000", "20000214") == "InvalidComponent"
assert verdict("110101", "19560214") == verdict("110101", "20990214") == "valid"
E
