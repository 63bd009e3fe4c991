#!/bin/sh
# cn2an 0.5.24: amounts of money whose 角 is nought, and amounts below one yuan, are written by an2cn and not read by
# cn2an.
# 325.04 stands as 叁佰贰拾伍元零肆分 on every Chinese cheque and voucher, and an2cn(…, "rmb") writes it so; cn2an raises
# ValueError for that text in all three of its modes, with a message that blames the sign 元. So it does for 伍角, and
# for 壹仟陆佰捌拾元零叁角贰分, the form with 零 that vouchers may have too. About one amount in eleven of random fen is
# of the first kind; all others come back as they went.
# Output seen: 325.04 叁佰贰拾伍元零肆分 ValueError ValueError ValueError; 325.4 叁佰贰拾伍元肆角 325.4 in two modes;
# 0.5 伍角 ValueError in all; 1714 of 20000 not read.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check cn2an==0.5.24
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'E'
import random

from cn2an import an2cn, cn2an

MODES = ("strict", "normal", "smart")


def read(text, mode):
    try:
        return cn2an(text, mode)
    except ValueError:
        return "ValueError"


def check(amount, text, expected):
    assert an2cn(amount, "rmb") == text, an2cn(amount, "rmb")
    found = tuple(read(text, mode) for mode in MODES)
    print(amount, text, *found)
    assert found == expected, found


check(325.04, "叁佰贰拾伍元零肆分", ("ValueError",) * 3)
check(325.4, "叁佰贰拾伍元肆角", (325.4,) * 3)
check(0.5, "伍角", ("ValueError",) * 3)
assert [read("壹仟陆佰捌拾元零叁角贰分", mode) for mode in MODES] == ["ValueError"] * 3
random.seed(5)
amounts = [random.randint(100, 99_999_999) for _ in range(20_000)]
unread = [fen for fen in amounts if read(an2cn(fen / 100, "rmb"), "normal") != fen / 100]
print(len(unread), "of", len(amounts), "not read")
assert unread and all(fen // 10 % 10 == 0 and fen % 10 for fen in unread)
E
