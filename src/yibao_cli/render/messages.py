"""Errors and caveats in words: what is wrong, where, what to do."""

import re
from collections.abc import Callable, Mapping

from ..core.credit import Caveat
from ..core.errors import MissingInputError, YibaoError
from ..core.month import Month
from ..core.text import clipped, half_width, one_line
from .table_messages import TABLE_ERRORS
from .words import AGE_ON, FIELD, OPTION, STATUS

Facts = Mapping[str, object]


def _option(facts: Facts) -> str:
    return OPTION.get(str(facts.get("field", "")), str(facts.get("field", "")))


def _choices(facts: Facts) -> str:
    choices = facts.get("choices")
    return "、".join(str(choice) for choice in choices) if isinstance(choices, list | tuple) else ""


def _region_unknown(facts: Facts) -> str:
    choices = _choices(facts)
    hint = f"是不是:{choices}?" if choices else "yibao regions --all 列出全部地区。"
    return f"--region:不认识「{facts['value']}」。{hint}"


def _unknown_word(facts: Facts, what: str) -> str:
    choices = _choices(facts)
    hint = f"是不是 {choices}?" if choices else ""
    return f"没有{what}「{facts['value']}」。{hint} 用法见 {facts['help']}。"


def _missing(facts: Facts) -> str:
    names = facts["names"]
    assert isinstance(names, tuple)
    wanted = "、".join(f"{OPTION[name]}({FIELD[name]})" for name in names)
    about = ""
    if "status" in facts:
        about = f":{facts['region']}{STATUS[str(facts['status'])]}的规则要用到"
    choices = _choices(facts)
    if names == ("plan",):
        return f"缺少 --plan:{facts['region']}{STATUS[str(facts['status'])]}分档,请指明:{choices}。"
    if names == ("retire_kind",):
        kinds = " 或".join(choices.rsplit("、", 1)).replace("或", "或 ")
        return f"缺少 --retire-kind({kinds}):到 --to 时可能已经退休。也可以用 --retire 写明哪个月退休。"
    if "age" in names:
        about += "(--birth 也可代替 --age)" if about else ""
    return f"缺少 {wanted}{about}。"


_ERRORS: dict[str, Callable[[Facts], str]] = {
    "money-malformed": lambda f: f"{_option(f)}:「{f['value']}」不是金额。写成 8000、8,000.55 或 1.2万。",
    "money-negative": lambda f: f"{_option(f)}:「{f['value']}」是负数,金额不能小于 0。",
    "money-too-large": lambda f: f"{_option(f)}:「{f['value']}」大得不像月金额,请核对。",
    "money-decimals": lambda f: f"{_option(f)}:「{f['value']}」多于两位小数,金额到分为止。",
    "money-not-decimal": lambda f: f"{_option(f)}:{f['value']} 不是 Decimal,金额请用 Decimal。",
    "month-malformed": lambda f: f"{_option(f)}:「{f['value']}」不是月份。写成 2024-08。",
    "birth-malformed": lambda f: f"{_option(f)}:「{f['value']}」不是出生年月。写成 1958-03 或 1958-03-05。",
    "birth-future": lambda f: f"--birth:{f['value']} 晚于所问的月份 {f['month']}。",
    "birth-too-early": lambda f: f"--birth:{f['value']} 出生,到 {f['month']} 已 {f['age']} 岁,请核对。",
    "age-malformed": lambda f: f"--age:「{f['value']}」不是周岁。写成 66。",
    "age-range": lambda f: f"--age:{f['value']} 不在 0 到 130 之间。",
    "age-and-birth": lambda f: (
        f"--age:{f['value']} 与 --birth {f['birth']} 不符,到 {f['month']} 应为 {f['age']} 周岁。留一个即可。"
    ),
    "age-outside-bands": lambda f: f"--age:规则没有 {f['value']} 岁这一段。",
    "paid-years-malformed": lambda f: f"--paid:「{f['value']}」不是年数。写成 17。",
    "paid-years-range": lambda f: f"--paid:{f['value']} 不在 0 到 130 之间。",
    "status-unknown": lambda f: f"--status:不认识「{f['value']}」。可用:在职、退休、灵活就业、居民。",
    "sex-unknown": lambda f: f"--sex:不认识「{f['value']}」。可用:男、女。",
    "grade-unknown": lambda f: f"--min-grade:不认识「{f['value']}」。可用:官方、报刊、第三方、待证实。",
    "format-unknown": lambda f: f"--format:不认识「{f['value']}」。可用:{_choices(f)}。",
    "formats-conflict": lambda f: f"{f['first']} 与 {f['second']} 不能同时用,留一个。",
    "base-and-salary": lambda f: "--base 与 --salary 只能给一个:知道缴费基数就给 --base。",
    "pension-of-employee": lambda f: "--pension:在职人员没有养老金。退休人员请用 --status 退休。",
    "plan-unknown": lambda f: (
        f"--plan:{f['region']}{STATUS[str(f['status'])]}没有名为「{f['value']}」的档次。已知:{_choices(f)}。"
    ),
    "group-unknown": lambda f: f"--group:不认识「{f['value']}」。已知:{_choices(f)}。",
    "region-unknown": _region_unknown,
    "region-ambiguous": lambda f: f"--region:「{f['value']}」不止一个地方,请指明:{_choices(f)}。",
    "input-missing": _missing,
    "rules-directory": lambda f: f"--rules:没有目录「{f['value']}」。",
    "rules-path": lambda f: f"没有规则文件(.toml)或目录「{f['value']}」。",
    "channel-unknown": lambda f: f"--channel:没有「{f['value']}」。可用:{_choices(f)}。",
    "retire-kind-unknown": lambda f: f"--retire-kind:不认识「{f['value']}」。可用:{_choices(f)}。",
    "retire-kind-sex": lambda f: f"--retire-kind:{f['value']} 与 --sex 不符。",
    "retired-not-retiree": lambda f: "--retired 只用于退休人员,请同时给 --status 退休。",
    "retired-future": lambda f: f"--retired:{f['value']} 晚于所问的月份 {f['month']}。",
    "retire-not-working": lambda f: f"{_option(f)} 只用于在职和灵活就业的人。",
    "retire-before-from": lambda f: (
        f"--retire:{f['value']} 退休,{f['since']} 起就按退休划入,不晚于 --from {f['first']};状态请写退休,或改 --from。"
    ),
    "retired-already": lambda f: (
        f"到 --from {f['first']} 已过法定退休月份 {f['value']}。"
        "已退休请用 --status 退休,还在工作请用 --retire 写明哪个月退休。"
    ),
    "months-order": lambda f: f"--to:{f['value']} 早于 --from {f['first']}。",
    "schedule-too-long": lambda f: f"--to:从 {f['first']} 到 {f['value']} 超过 {f['years']} 年,请分段算。",
    "schedule-needs-birth": lambda f: "--age:周岁只说一个月的年龄,几个月的请改用 --birth(出生年月)。",
    "base-change-malformed": lambda f: f"--base-change:「{f['value']}」写法不对。写成 2026-07=9800。",
    "base-change-outside": lambda f: f"--base-change:{f['value']} 不在 {f['first']} 至 {f['last']} 之间。",
    "base-change-retired": lambda f: f"--base-change:{f['since']} 起按退休划入,{f['value']} 的基数用不上。",
    "retire-and-kind": lambda f: "--retire 与 --retire-kind 只能给一个:写明了哪个月退休,就不用算法定的月份。",
    "base-change-twice": lambda f: f"--base-change:{f['value']} 写了两次,留一个。",
    "spend-without-balance": lambda f: "--spend 要和 --balance(起始余额)一起用。",
    "plot-format": lambda f: f"--plot:「{f['value']}」看不出格式,文件名请以 {_choices(f)} 结尾。",
    "output-directory": lambda f: f"写不到「{f['file']}」:是目录,请写明文件名。",
    "outputs-same": lambda f: (
        f"{f['field']}:「{f['file']}」就是要读的文件,换一个文件名。"
        if f["other"] == "FILE"
        else f"{f['field']}:「{f['file']}」与 {f['other']} 是同一个文件,换一个文件名。"
    ),
    "plot-missing": lambda f: "--plot 要用 matplotlib,先运行:pip install 'yibao-cli[plot]'。",
    "compare-too-many": lambda f: (
        f"这样要比 {f['value']} 个,一次最多 {f['most']} 个;请少给几个地区、状态、基数或月份。"
    ),
    "month-not-needed": lambda f: "--month 只用于没有月份的文件;只核对一段用 --from、--to。",
    "letter-form": lambda f: f"--letter 不能与 {f['value']} 同时用:这种格式放不下问询。",
    "statement-age": lambda f: (
        f"缺少 --age 或 --birth:规则要用到。文件里的「{f['field']}」没有说是哪个月的年龄,没有用;加一列出生年月也可以。"
    ),
    "statement-month": lambda f: f"第 {f['line']} 行没有月份。用 --month 指明是哪个月。",
    "month-span": lambda f: f"--month:{f['value']} 早于 {f['first']}。写成 2025-01..2025-12。",
    "batch-format": lambda f: f"--format:不会写「{f['value']}」。可用:{_choices(f)}。",
    "xlsx-to-stdout": lambda f: "XLSX 不能写到标准输出,请用 -o 指明文件。",
    "sql-missing": lambda f: "写 SQL 要用 sqlglot,先运行:pip install 'yibao-cli[sql]'。",
    "sql-no-rule": lambda f: f"--month:这些地区 {f['value']} 没有可写成 SQL 的规则。",
    "sql-by-hand": lambda f: "有的规则不能用 64 位整数精确写出,不能写成 SQL。",
    "polars-missing": lambda f: "整列引擎要用 polars,先运行:pip install 'yibao-cli[batch]'。",
    "columns-kind": lambda f: f"整列引擎只读写 {_choices(f)} 文件,不能用「{f['value']}」。",
    "columns-option": lambda f: f"整列引擎不能用 {f['value']};去掉它,或用 --engine rows。",
    "columns-doubled": lambda f: f"整列引擎:有两列都叫「{f['value']}」,先改名,或用 --engine rows。",
    "output-twice": lambda f: f"输出写了两次:「{f['value']}」和 -o。留一个。",
    "output-exists": lambda f: f"--output:「{f['value']}」已经有了。换一个目录,或加 --overwrite。",
    "folder-missing": lambda f: f"没有目录「{f['value']}」。",
    "folder-overlap": lambda f: f"--output:「{f['value']}」和输入的目录一个在另一个里面,换一个目录。",
    "folder-empty": lambda f: f"目录「{f['value']}」里没有 {_choices(f)} 文件。",
    "folder-doubled": lambda f: f"有两个文件都要写成「{f['value']}」,先改名。",
    "folder-option": lambda f: f"{f['value']} 只用于目录;单个文件按输出的后缀写,已有的会换掉。",
    "folder-no-output": lambda f: "输入是目录时,用 -o 指明输出的目录。",
    "spark-option": lambda f: f"{f['value']} 只用于 --engine spark。",
    "spark-master": lambda f: (
        f"--master:「{f['value']}」不是 Spark 的地址。写成 local[4]、spark://主机:7077、yarn 或 k8s://…。"
    ),
    "spark-missing": lambda f: "集群引擎要用 PySpark,先运行:pip install 'yibao-cli[spark]'。",
    "spark-failed": lambda f: f"Spark 没有做完:{f['why']}",
    "java-missing": lambda f: "集群引擎要用 Java(17 或更新),没有找到;装好或设 JAVA_HOME。",
    "rulebook-foreign": lambda f: "这台机器上的 yibao 与发出任务的版本不同,请装同一版。",
    "rulebook-changed": lambda f: "规则在传送中变了,没有计算。",
    "columns-plain": lambda f: (
        f"{f['file']}:整列引擎只读 UTF-8(无 BOM)、逗号分隔、第一行就是列名的 CSV。别的请用 --engine rows。"
    ),
    "older-than-malformed": lambda f: f"--older-than:「{f['value']}」不是时长。写成 12m 或 1y。",
    "choice-unknown": lambda f: f"--{f['field']}:不认识「{f['value']}」。可用:{_choices(f)}。",
    "schema-unknown": lambda f: f"没有名为「{f['value']}」的输出格式说明。可用:{_choices(f)}。",
    "option-unknown": lambda f: _unknown_word(f, "选项"),
    "option-value": lambda f: f"选项 {f['value']} 缺少值,或不带值。 用法见 {f['help']}。",
    "argument-extra": lambda f: f"多余的参数「{f['value']}」。 用法见 {f['help']}。",
    "argument-missing": lambda f: f"缺少参数 {f['value']}。 用法见 {f['help']}。",
    "command-unknown": lambda f: _unknown_word(f, "命令"),
    "usage": lambda f: f"{f['value']} 用法见 {f['help']}。",
    "grade-too-weak": lambda f: f"依据等级是「{f['grade']}」,低于 --min-grade 要求的「{f['wanted']}」,不作答。",
    **TABLE_ERRORS,
}


SYSTEM = {
    "internal": "内部错误:{kind}: {what}。请带上所用的命令报告;YIBAO_DEBUG=1 显示细节。",
    "unwritable": "写不到标准输出:{why}。",
    "unusable": "用不了「{file}」:{why}。",
    "rule-files": "规则文件有问题,没有计算:",
}
_AREA = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DAY = r"(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
_IDENTITY_NUMBER = re.compile(
    r"\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]"
    rf"|{_AREA}\d{{4}}[ -]?(?:1[89]|20)\d\d[ -]?{_DAY}[ -]?\d{{3}}[\dXx]"
    rf"|(?<![\d.]){_AREA}\d{{4}}[ -]?\d\d{_DAY}[ -]?\d{{3}}(?![\d.])"
    r"|[1-8]\.\d{6,}E\+1[47]",
    re.ASCII | re.IGNORECASE,
)
"""Identity numbers of 18 digits, with spaces in them, of 15 digits, and what a spreadsheet leaves of one."""
_AREA_SIGNS = 6
_VEIL = 12 * "*"
LONGEST = 200
"""Characters of a given value that are repeated in an error."""


def masked(text: str) -> str:
    """The text without identity numbers: they are never shown, wherever they were typed by mistake.

    >>> masked("给110101199003070011转账"), masked("１１０１０１19900307001Ｘ")
    ('给110101************转账', '１１０１０１************')
    """
    shown, done = "", 0
    for found in _IDENTITY_NUMBER.finditer(half_width(text)):
        shown += text[done : found.start() + _AREA_SIGNS] + _VEIL
        done = found.end()
    return shown + text[done:]


def error(problem: YibaoError) -> str:
    """An error in one line, without the program's name."""
    facts: dict[str, object] = {name: _clipped(value) for name, value in problem.facts.items()}
    if isinstance(problem, MissingInputError):
        facts.update(names=problem.names, choices=problem.choices)
    return one_line(masked(_ERRORS[problem.code](facts)))


def _clipped(value: object) -> object:
    return clipped(value, LONGEST) if isinstance(value, str) else value


_CAVEATS: dict[str, Callable[[Mapping[str, str]], str]] = {
    "base-below-floor": lambda f: f"基数 {f['given']} 低于下限,按 {f['applied']} 计。",
    "base-above-ceiling": lambda f: f"基数 {f['given']} 高于上限,按 {f['applied']} 计。",
    "limits-carried": lambda f: f"该月的基数上下限未见,沿用 {f['from']} 至 {f['to']} 的。",
    "limits-unknown": lambda f: "当地基数上下限未见,按所给基数计,没有核对。",
    "base-from-salary": lambda f: "以所给月工资代缴费基数;实际基数一般按上年月平均工资核定。",
    "age-day-default": lambda f: "当地哪一天算满岁未见,按生日当月起算。",
    "age-as-given": lambda f: f"当地{AGE_ON[f['age_on']]}计,--age 按已经这样算过理解;给 --birth 更稳妥。",
    "years-assumed": lambda f: "当地按缺缴年数扣减;没有给 --paid,按不缺计。",
    "input-unused": lambda f: f"{OPTION[f['field']]} 没有用到:当地规则与它无关。",
    "figure-given": lambda f: f"{FIELD[f['field']]}用的是你给的数,不是公布的数。",
    "deduction-capped": lambda f: "代扣多于划入,只扣到 0 为止。",
    "plan-assumed": lambda f: f"没有给 --plan,按不分档计;当地另有:{f['others']}。",
    "group-assumed": lambda f: f"没有给 --group,按一般人员计;当地另有:{f['others']}。",
    "national-rule": lambda f: "当地规则未见,用的是全国规则。",
    "province-rule": lambda f: "用的是省级规则,当地自己的规定未见。",
    "start-unknown": lambda f: f"这条旧规则何时开始未见,只知道到 {f['ends']} 以前。",
    "never-confirmed": lambda f: "没有见到近期资料确认这条规则仍然有效。",
    "stale": lambda f: f"最后一次有资料确认是 {f['confirmed']},之后有没有调整未见。",
}


def caveat(item: Caveat) -> str:
    """A caveat of an answer in a sentence."""
    return _CAVEATS[item.code](item.facts)


def months(first: Month, end: Month | None) -> str:
    """A span of months: '2023-02 至 2024-12', or '2023-02 起'."""
    return f"{first} 至 {end.plus(-1)}" if end else f"{first} 起"
