"""The manual page `yibao.1`, written when a wheel is built: the help of every command and the topics of `help`."""

from __future__ import annotations

from .. import __version__
from ..language import tr
from ..render import topics
from .app import help_texts
from .exit_codes import HELP
from .settings import VARIABLES

WIDTH = 73
"""Columns of the text: the reader indents it by seven."""
TITLE = "职工医保个人账户划入计算器"


def man_page() -> str:
    """The page in roff. It depends on nothing of the machine that builds it."""
    helps = help_texts(WIDTH)
    sections = {
        tr("名称"): f"yibao - {tr(TITLE)}\n",
        tr("用法"): helps.pop(()),
        **{" ".join(("yibao", *command)): text for command, text in sorted(helps.items())},
        tr("环境变量"): topics.environment(VARIABLES),
        tr("文件"): topics.files("~/.config/yibao", "~/.local/share/yibao"),
        tr("依据"): topics.sources(),
        tr("退出码"): tr(HELP).partition("\n")[2] + "\n",
    }
    head = f'.TH YIBAO 1 "" "yibao {__version__}" "{tr(TITLE)}"\n.nh\n'
    return head + "".join(f'.SH "{name}"\n.nf\n{_as_it_is(text)}.fi\n' for name, text in sections.items())


def _as_it_is(text: str) -> str:
    """Lines that roff sets as they are: it breaks no Chinese lines, so they come broken."""
    lines = (line.replace("\\", "\\e").replace("-", "\\-") for line in text.rstrip("\n").split("\n"))
    return "".join(f"\\&{line}\n" if line else "\n" for line in lines)
