"""Exit codes: a contract that scripts rely on."""

from __future__ import annotations

HELP = """退出码:
0 有答案 · 1 程序内部错误 · 2 用法或输入有误 · 3 未知规则(没有数字)
4 依据低于 --min-grade · 5 发现差异或规则文件有问题 · 6 部分行失败 · 130 被中断"""


class ExitCode:
    """What the process ends with; listed in --help. Whole numbers: `enum` would take longer to load than an answer."""

    ANSWER = 0
    INTERNAL = 1
    USAGE = 2
    NO_RULE = 3
    """No rule, or no figure, is known for the question; nothing was estimated."""
    WEAK_EVIDENCE = 4
    """There is an answer, but its evidence is below --min-grade."""
    DIFFERENCES = 5
    """A check found something."""
    SOME_ROWS_FAILED = 6
    INTERRUPTED = 130
