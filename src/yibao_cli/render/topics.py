"""What `yibao help` tells beside the commands: one text a topic."""

from __future__ import annotations

from ..language import tr
from .words import FIELD, GRADE, UNOFFICIAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER_VARIABLES = {
    "YIBAO_NO_PACK": "设了就不用装好的规则包,用程序自带的规则",
    "YIBAO_NO_WARNINGS": "设了,-q 时就不在标准错误里说是推算、值从哪里来",
    "YIBAO_DEBUG": "设了,程序自己的错就印出完整的调用过程",
    "NO_COLOR": "设了就不用颜色",
    "CLICOLOR": "0 不用颜色",
    "CLICOLOR_FORCE": "不是 0,在管道里也当作终端,用颜色",
    "FORCE_COLOR": "设了,与 CLICOLOR_FORCE=1 相同",
    "TERM": "dumb、unknown 不用颜色",
    "COLUMNS": "一行多少栏;不写就问终端",
    "CI": "设了就不询问缺少的输入",
    "PAGER": "终端上一屏放不下的用它看;空的或 cat 就直接印出;不写是 less",
    "XDG_CONFIG_HOME": "Linux 上本人的设置和档案在它下面的 yibao;不写是 ~/.config",
    "XDG_DATA_HOME": "Linux 上装好的规则包在它下面的 yibao;不写是 ~/.local/share",
    "JAVA_HOME": "batch --engine spark 用的 Java",
}
"""The variables that are read beside the settings; a test holds them to the code."""


def environment(settings: Mapping[str, str]) -> str:
    """The variables of the environment; `settings` are those of the settings, by field."""
    told = {
        variable: tr("{what},与 --{option} 相同", what=tr(FIELD[field]), option=field.replace("_", "-"))
        for field, variable in settings.items()
    }
    return tr("读这些环境变量;YIBAO_* 里与选项相同的,选项写了就用选项,-n 都不用:\n\n") + _listed(told | OTHER_VARIABLES)


def files(config: str | None, data: str) -> str:
    """The files that are read and written without being named; `config` and `data` are the person's folders."""
    mine = config or tr("(没有家目录)")
    told = {
        "yibao.toml": tr("项目的设置:当前目录,或上面最近的一个;只读,不写"),
        f"{mine}/config.toml": tr("本人的设置;只读,不写"),
        f"{mine}/profiles.toml": tr("档案,yibao profile save 写的,只有本人能读;不存证件号码"),
        f"{data}/pack/": tr("装好的规则包,yibao rules use 写的;--none 去掉"),
    }
    return (
        tr("不写在命令里也会用到的文件,哪些在用见 yibao config、yibao doctor:\n\n")
        + _listed(told)
        + tr(
            "\n别的文件只在命令写了(文件、-o、--plot、--errors、--people)时才读写。\n"
            "不联网;batch --engine spark 连的集群除外。\n"
        )
    )


def sources() -> str:
    """What answers rest on."""
    return (
        tr(
            "每个答案写明出自哪条规则、哪些文件、最后什么时候有来源确认。{unofficial}\n\n依据分四等:\n",
            unofficial=tr(UNOFFICIAL),
        )
        + "".join(f"  {tr(text)}\n" for text in GRADE.values())
        + tr(
            "\n没有规则就说没有,不猜一个数(退出码 3);月份晚于全部依据的是推算,写明依据有多旧。\n\n"
            "  yibao estimate … --explain             全部步骤、来源、说明\n"
            "  yibao estimate … --min-grade 报刊      依据弱于此等就不作答\n"
            "  yibao estimate … --max-age 24m         依据旧于此就不作答\n"
            "  yibao rules show 武汉                  一个地区的规则出自哪个文件\n"
            "  yibao channels -r 武汉                 到哪里查实际到账\n"
        )
    )


def _listed(told: Mapping[str, str]) -> str:
    """A name a line, what it means below it where it is long, else beside it."""
    width = max(map(len, told))
    if width <= len("XDG_CONFIG_HOME") + 2:
        return "".join(f"  {name.ljust(width)}  {tr(text)}\n" for name, text in told.items())
    return "".join(f"  {name}\n      {tr(text)}\n" for name, text in told.items())
