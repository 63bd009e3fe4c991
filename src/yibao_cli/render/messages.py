"""Errors and caveats in words: what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.errors import MissingInputError, YibaoError
from ..core.text import clipped, masked, one_line
from .table_messages import SHOWN_CHOICES, TABLE_ERRORS
from .words import AGE_ON, FIELD, GRADE_SHORT, OPTION, STATUS, duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..core.month import Month
    from ..core.ruling import Caveat

Facts = Mapping[str, object]


def _option(facts: Facts) -> str:
    return OPTION.get(str(facts.get("field", "")), str(facts.get("field", "")))


def _choices(facts: Facts) -> str:
    return "、".join(map(str, _listed(facts)))


def _listed(facts: Facts) -> tuple[object, ...]:
    choices = facts.get("choices")
    return tuple(choices) if isinstance(choices, list | tuple) else ()


def _place(facts: Facts) -> str:
    """Where a setting stands: a file and a line, or a variable."""
    return f"{facts['variable']}:" if "variable" in facts else f"{facts['file']}:{facts['line']}: "


def _problem(facts: Facts) -> str:
    """What is wrong with a value, without the option that it would be wrong for."""
    problem = facts["problem"]
    assert isinstance(problem, YibaoError)
    return error(problem).partition(":")[2]


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
    unmatched = facts.get("unmatched")
    other = not_understood([FIELD[name] for name in names], unmatched) if isinstance(unmatched, tuple | list) else ""
    return f"缺少 {wanted}{about}。{other}"


def not_understood(missing: Sequence[str], columns: Sequence[str]) -> str:
    """The columns of a table that were not recognised, beside what is missing in it."""
    if not columns:
        return ""
    more = f" 等 {len(columns)} 列" if len(columns) > SHOWN_CHOICES else ""
    shown = "、".join(columns[:SHOWN_CHOICES])
    example = f"--map {columns[0]}={missing[0].partition('(')[0]}"
    return f"没有认出的列:{shown}{more}。{'、'.join(missing)}要是在里面,用 {example} 这样指明。"


_ERRORS: dict[str, Callable[[Facts], str]] = {
    "money-malformed": lambda f: f"{_option(f)}:「{f['value']}」不是金额。写成 8000、8,000.55 或 1.2万。",
    "money-formula": lambda f: (
        f"{_option(f)}:「{f['value']}」是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次,或写成数。"
    ),
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
    "region-gone": lambda f: (
        f"--region:「{f['value']}」是旧名({f['province']},用到 {f['until']} 年),今天归哪里没有记。请写今天的市或区县。"
    ),
    "input-missing": _missing,
    "rules-directory": lambda f: f"--{str(f['field']).replace('_', '-')}:没有目录或规则包「{f['value']}」。",
    "option-twice": lambda f: f"{f['value']} 写了两次,这里只能有一个。",
    "word-twice": lambda f: f"「{f['value']}」与 {f['option']} 说的是同一样,留一个。",
    "word-unused": lambda f: f"「{f['value']}」在这里用不上。--help 列出这个命令的选项。",
    "word-unknown": lambda f: (
        f"不明白「{f['value']}」:不是地区、状态、年龄、金额、月份、档次。用选项写明,如 --plan 一档。"
    ),
    "word-amounts": lambda f: f"「{f['value']}」是第二个金额,不知道哪个是哪个。用 --base、--salary、--pension 写明。",
    "word-year": lambda f: f"「{f['value']}」是年份还是金额?写成 {f['value']}-03(年月)或 {f['value']}元。",
    "word-ambiguous": lambda f: f"「{f['value']}」可以有两个意思,请写明:{' 或 '.join(map(str, _listed(f)))}。",
    "age-or-birth": lambda f: f"--age:「{f['value']}」不是周岁,也不是出生年月。写成 66 或 1958-03。",
    "choice-number": lambda f: f"没有「{f['value']}」这一项。可用:{_choices(f)}。",
    "config-unreadable": lambda f: f"读不了配置「{f['file']}」:{f['why']}。不用它就加 -n。",
    "config-encoding": lambda f: f"配置「{f['file']}」不是 UTF-8 文字。另存为 UTF-8,或加 -n 不用它。",
    "config-toml": lambda f: f'{f["file"]}:{f["line"]}: 不是 TOML({f["why"]})。写成 region = "武汉" 这样。',
    "config-key": lambda f: f"{f['file']}:{f['line']}: 没有设置「{f['value']}」。可用:{_choices(f)}。",
    "config-kind": lambda f: f"{f['file']}:{f['line']}: {f['value']} 应为文字(加引号)。",
    "config-value": lambda f: f"{_place(f)}{_problem(f)}",
    "profiles-no-home": lambda f: "不知道档案放在哪里:没有家目录。设 HOME 或 XDG_CONFIG_HOME。",
    "profiles-unreadable": lambda f: f"读不了档案「{f['file']}」:{f['why']}。",
    "profiles-damaged": lambda f: (
        f"档案「{f['file']}」坏了,不是 yibao profile 写的样子。改好或删掉它,再用 yibao profile save。"
    ),
    "profile-damaged": lambda f: (
        f"档案「{f['file']}」里的「{f['value']}」坏了:有不认识的项,或不是文字。改好,或删掉这一段再 yibao profile save。"
    ),
    "profiles-link": lambda f: f"「{f['file']}」是链接,没有写:档案里有个人信息,只写在自己的文件里。",
    "profile-unknown": lambda f: (
        f"没有档案「@{f['value']}」。"
        + (f"有:{_choices(f)}。" if _choices(f) else "先存一个:yibao profile save 名字 -r 地区 -s 状态。")
    ),
    "profile-exists": lambda f: f"已有档案「{f['value']}」({f['held']}),没有改。要换掉加 --overwrite,或换一个名字。",
    "profile-name": lambda f: f"「{f['value']}」不能作档案的名字:1 到 30 个字,不要空格、引号、@ 和斜杠。",
    "profile-number": lambda f: (
        f"{FIELD[str(f['field'])].partition('(')[0]}:像是证件、手机或银行卡号码,档案里不存。{f['instead']}"
    ),
    "profile-age": lambda f: "--age:周岁明年就不对了,档案里存出生年月:--birth 1964-03。",
    "profile-empty": lambda f: "档案里没有东西。至少写一样,如 -r 武汉 -s 退休 --birth 1964-03。",
    "profile-useless": lambda f: f"档案「{f['value']}」里没有这个命令用得上的。yibao profile show 看里面有什么。",
    "profiles-several": lambda f: f"一次只用一个档案:{f['value']}。",
    "rules-path": lambda f: f"没有规则文件(.toml)、规则包或目录「{f['value']}」。",
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
    "letter-needed": lambda f: f"{f['value']} 是一封问询:写明给谁,--letter 单位 或 --letter 12393。",
    "docx-missing": lambda f: "写 .docx 要用 python-docx,先运行:pip install 'yibao-cli[docx]'。",
    "letter-form": lambda f: f"--letter 不能与 {f['value']} 同时用:这种格式放不下问询。",
    "statement-age": lambda f: (
        f"缺少 --age 或 --birth:规则要用到。文件里的「{f['field']}」没有说是哪个月的年龄,没有用;加一列出生年月也可以。"
    ),
    "statement-month": lambda f: f"第 {f['line']} 行没有月份。用 --month 指明是哪个月。",
    "month-span": lambda f: f"--month:{f['value']} 早于 {f['first']}。写成 2025-01..2025-12。",
    "infer-endless": lambda f: "--credit:这条规则的划入和代扣同增同减,合这个数的太多,列不完。",
    "output-form": lambda f: f"--output:「{f['value']}」的后缀认不出是哪种格式。可用:{_choices(f)}。",
    "batch-format": lambda f: f"--format:不会写「{f['value']}」。可用:{_choices(f)}。",
    "binary-to-stdout": lambda f: f"{f['value']} 不能写到标准输出,请用 -o 指明文件。",
    "sql-missing": lambda f: "写 SQL 要用 sqlglot,先运行:pip install 'yibao-cli[sql]'。",
    "sql-dialect": lambda f: (
        f"--dialect:不写 {f['value']}:它的整数除法会变成浮点数,不能保证逐分相同。可用:{_choices(f)}。"
    ),
    "sql-no-rule": lambda f: f"--month:这些地区 {f['value']} 没有可写成 SQL 的规则。",
    "sql-by-hand": lambda f: "有的规则不能用 64 位整数精确写出,不能写成 SQL。",
    "polars-missing": lambda f: "算人员表要用 polars,先运行:pip install 'yibao-cli[batch]'。",
    "columns-doubled": lambda f: f"有两列都叫「{f['value']}」,{f['kind']} 里不能重名,先改名。",
    "column-nested": lambda f: (
        f"「{f['field']}」列的格子里是列表或字节,看不出有没有证件号码。去掉这一列,或加 --keep-ids 原样写出。"
    ),
    "column-kind": lambda f: f"「{f['field']}」列的类型是 {f['value']},读不了。写出时改成文字、数或日期。",
    "column-no-text": lambda f: (
        f"「{f['field']}」列的类型是 {f['value']},{f['form']} 放不下。用 -o 写成 .parquet,或先去掉这一列。"
    ),
    "column-decimal": lambda f: (
        f"「{f['field']}」列的类型是 {f['value']},读不了多于 {f['most']} 位的。写出时改成 DECIMAL(18,2)。"
    ),
    "lake-inside": lambda f: (
        f"「{f['value']}」在 {f['kind']} 表「{f['table']}」里,单独读会算进已经删改的行。请给整个表。"
    ),
    "lake-unread": lambda f: (
        f"「{f['value']}」是 {f['kind']} 表,读不了。先用 Spark 写成 Parquet,或用 yibao_cli.batch.spark.credit。"
    ),
    "lake-missing": lambda f: (
        f"「{f['file']}」是 {f['kind']} 表,要用 {f['library']},先运行:pip install 'yibao-cli[{f['extra']}]'。"
    ),
    "lake-versions": lambda f: (
        f"「{f['value']}」是 Iceberg 表,第 {f['version']} 版的说明有 {f['count']} 份,不知道哪一份算数。先写成 Parquet。"
    ),
    "folder-contradicts": lambda f: (
        f"目录「{f['field']}={f['value']}」与 {f['option']} {f['asked']} 不合。去掉 {f['option']},或只给那个目录。"
    ),
    "output-twice": lambda f: f"输出写了两次:「{f['value']}」和 -o。留一个。",
    "output-exists": lambda f: f"--output:「{f['value']}」已经有了。换一个名字,或加 --overwrite。",
    "folder-missing": lambda f: f"没有目录「{f['value']}」。",
    "folder-overlap": lambda f: f"--output:「{f['value']}」和输入的目录一个在另一个里面,换一个目录。",
    "folder-empty": lambda f: f"目录「{f['value']}」里没有表格({_choices(f)})。",
    "folder-doubled": lambda f: f"有两个文件都要写成「{f['value']}」,先改名。",
    "folder-kind": lambda f: f"目录里的「{f['value']}」不是表格,只读 {_choices(f)}。先移走。",
    "folder-no-output": lambda f: "输入是目录时,用 -o 指明输出的目录。",
    "spark-option": lambda f: f"{f['value']} 只用于 --engine spark。",
    "spark-master": lambda f: (
        f"--master:「{f['value']}」不是 Spark 的地址。写成 local[4]、spark://主机:7077、yarn 或 k8s://…。"
    ),
    "mcp-missing": lambda f: "给助手用的服务要用 MCP 的 Python 包,先运行:pip install 'yibao-cli[mcp]'。",
    "tool-unknown": lambda f: f"没有工具「{f['value']}」。可用:{_choices(f)}。",
    "argument-unknown": lambda f: f"没有「{f['value']}」这一项。可用:{_choices(f)}。",
    "argument-type": lambda f: f"{f['field']}:要写成{f['wanted']},现为「{f['value']}」。",
    "spark-missing": lambda f: "集群引擎要用 PySpark,先运行:pip install 'yibao-cli[spark]'。",
    "spark-failed": lambda f: f"Spark 没有做完:{f['why']}",
    "java-missing": lambda f: "集群引擎要用 Java(17 或更新),没有找到;装好或设 JAVA_HOME。",
    "rulebook-foreign": lambda f: "这台机器上的 yibao 与发出任务的版本不同,请装同一版。",
    "rulebook-changed": lambda f: "规则在传送中变了,没有计算。",
    "older-than-malformed": lambda f: f"--older-than:「{f['value']}」不是时长。写成 12m 或 1y。",
    "choice-unknown": lambda f: f"--{f['field']}:不认识「{f['value']}」。可用:{_choices(f)}。",
    "plan-option": lambda f: f"{f['value']} 只用于 --plan。",
    "calendar-missing": lambda f: "写日历要用 icalendar,先运行:pip install 'yibao-cli[calendar]'。",
    "pack-unreadable": lambda f: f"规则包「{f['value']}」读不了:{f['why']}。",
    "pack-damaged": lambda f: f"「{f['value']}」不是规则包,或者坏了。请重新取一份。",
    "pack-foreign": lambda f: f"「{f['value']}」不是规则包:里面没有 manifest.json。规则包用 yibao rules pack 装。",
    "pack-manifest": lambda f: f"规则包「{f['value']}」的 manifest.json 读不懂。请重新取一份。",
    "pack-too-large": lambda f: f"规则包「{f['value']}」太大,没有打开:最多 64 MB、5000 个文件,一个文件最多 8 MB。",
    "pack-encrypted": lambda f: f"规则包「{f['value']}」有密码,不能用。",
    "pack-name": lambda f: (
        f"规则包「{f['value']}」里有不该有的文件「{f['file']}」:只能是 省.toml、省/市.toml 这样的,各一个。"
    ),
    "pack-files": lambda f: f"规则包「{f['value']}」里的文件与它自己的清单不符:「{f['file']}」。请重新取一份。",
    "pack-changed": lambda f: f"规则包「{f['value']}」里的「{f['file']}」与清单上的校验值不符,被改过或坏了。",
    "pack-newer": lambda f: (
        f"规则包「{f['value']}」是第 {f['format']} 版的格式,这个程序只认到第 {f['known']} 版。请先更新程序。"
    ),
    "pack-program": lambda f: (
        f"规则包「{f['value']}」要用 yibao {f['needed']} 或更新的,这里是 {f['version']}。请先更新程序。"
    ),
    "pack-digest": lambda f: f"规则包「{f['value']}」的 SHA-256 是 {f['found']},与 --digest 不同,没有装。",
    "pack-lost": lambda f: (
        "装好的规则包用不了了,没有计算。重新装:yibao rules use 规则包;回到程序自带的:yibao rules use --none。"
    ),
    "digest-malformed": lambda f: f"--digest:「{f['value']}」不是 SHA-256。要 64 位十六进制数,rules pack 印出的那个。",
    "digest-alone": lambda f: "--digest 要和规则包一起用。",
    "diff-sides": lambda f: "写明比什么:两个规则目录;或一个目录,与现用的规则比;或 --month 写两次,比两个月。",
    "diff-side": lambda f: (
        f"没有规则目录或规则包「{f['value']}」。"
        + (f"比两个月要写成 --month {f['month']} --month ……。" if f["month"] else "")
    ),
    "diff-months": lambda f: f"--month:最多写两个月,「{f['value']}」是多余的。",
    "day-malformed": lambda f: f"--{f['field']}:「{f['value']}」不是日子。写成 2026-07-01,要写到日。",
    "amount-ages": lambda f: f"--{f['field']} 写了几次:每次都要写年龄段,如 不满70:100、70以上:110。",
    "amount-age": lambda f: f"--{f['field']}:「{f['value']}」里的年龄段不对。写成 不满70:100、35-44:1.4%、70以上:110。",
    "amount-basis": lambda f: f"--{f['field']}:不认识「{f['value']}」,是谁的比例?可用:{_choices(f)}。",
    "posting-malformed": lambda f: f"--posting:「{f['value']}」不是每月的日子。写成 10-15、15 或 15日前。",
    "option-needs-status": lambda f: f"{f['value']} 要和 --status 一起用:写明是哪种人的。",
    "region-new": lambda f: (
        f"没有地区「{f['value']}」。"
        + (f"是不是:{_choices(f)}?" if _choices(f) else "")
        + "地区表里真的没有的,加 --name(全称)和 --adcode(六位代码)。"
    ),
    "region-known": lambda f: f"{f['value']} 已在地区表里({f['name']},{f['adcode']}),不用写 --name、--adcode。",
    "region-id": lambda f: f"「{f['value']}」不能作地区的 id。写成 省/市 的拼音,如 hubei/moushi,省要在地区表里。",
    "region-taken": lambda f: f"「{f['value']}」已是 {f['id']}({f['name']}) 的。",
    "adcode-malformed": lambda f: f"--adcode:「{f['value']}」不对。写六位数字,{f['province']}的以 {f['start']} 开头。",
    "rules-where": lambda f: "写到哪里?用 -o 指明一个目录,如 -o 我的规则;程序自带的规则不改。",
    "half-character": lambda f: f"「{f['value']}」里有半个字符,不能写进文件。",
    "rules-directory-file": lambda f: f"「{f['value']}」是文件,不是目录。",
    "rules-new-status": lambda f: f"{f['file']} 已经有了。加一条就写 --status(或 --posting),已写的不会动。",
    "rules-entry-exists": lambda f: (
        f"{f['file']}:{f['line']}: 已有从 {f['start']} 开始的 [[{f['table']}]]。要改就改文件;另一条用别的日子。"
    ),
    "rules-entry-overlap": lambda f: (
        f"{f['file']}:{f['line']}: 这一条到 {f['end']} 才结束,与从 {f['start']} 开始的重叠。先改它的 to。"
    ),
    "source-id": lambda f: f"「{f['value']}」不能作来源的 id:只用小写字母、数字和连字符,如 moushi-2026-06。",
    "source-taken": lambda f: f"来源「{f['value']}」已经有了,直接引用,或换一个 id。",
    "limits-headings": lambda f: f"「{f['file']}」里没有限额表的表头。要有:地区、起、下限或上限、来源(止可以没有)。",
    "limits-table": lambda f: f"「{f['file']}」与规则不合,没有写:{f['why']}",
    "limits-row": lambda f: f"第 {f['line']} 行:{f['why']}",
    "limits-end": lambda f: (
        f"「{f['field']}」{f['value']} 是到前一天为止,还是包括这一天?"
        f"包括就不该是月初;到前一天为止写 {f['last']},或把列名写成 to(不含)。"
    ),
    "limits-kind": lambda f: f"{f['field']}:不认识「{f['value']}」。可用:{_choices(f)}。",
    "limits-contradict": lambda f: (
        f"第 {f['line']} 行:{f['region']} 从 {f['start']} 起已有 {f['known']},表里是 {f['given']},没有写。"
        "哪个对,看来源;要换就先改 limits.toml。"
    ),
    "export-exists": lambda f: f"{f['file']} 已经有了,不改写。换一个目录,或不写 -o 印出来看。",
    "limits-form": lambda f: f"{f['file']}:limits 要写成一行一个 {{ … }},才好往里加。",
    "limits-unconfirmed": lambda f: "没有写。改动如上,要写就加 --yes。",
    "schema-of-files": lambda f: f"「{f['value']}」是规则文件的格式,写成 yibao schema --toml {f['value']}。",
    "help-unknown": lambda f: _unknown_word(f, "命令或话题"),
    "shell-unknown": lambda f: f"没有给「{f['value']}」的补全。可用:{_choices(f)}。",
    "schema-unknown": lambda f: f"没有名为「{f['value']}」的格式说明。可用:{_choices(f)}。",
    "option-unknown": lambda f: _unknown_word(f, "选项"),
    "option-value": lambda f: f"选项 {f['value']} 缺少值,或不带值。 用法见 {f['help']}。",
    "argument-extra": lambda f: f"多余的参数「{f['value']}」。 用法见 {f['help']}。",
    "argument-missing": lambda f: f"缺少参数 {f['value']}。 用法见 {f['help']}。",
    "command-unknown": lambda f: _unknown_word(f, "命令"),
    "usage": lambda f: f"{f['value']} 用法见 {f['help']}。",
    "grade-too-weak": lambda f: (
        f"依据等级是「{GRADE_SHORT[str(f['grade'])]}」,"
        f"低于 --min-grade 要求的「{GRADE_SHORT[str(f['wanted'])]}」,不作答。"
    ),
    "evidence-too-old": lambda f: (
        f"{f['month']} 的依据最后确认于 {f['until']},已过 {duration(int(str(f['age'])))},"
        f"超过所要求的 {duration(int(str(f['wanted'])))},不作答。"
    ),
    "was-is-now": lambda f: f"--was 与 --now 都是 {f['value']},没有变化。",
    "span-malformed": lambda f: f"{_option(f)}:「{f['value']}」不是时间长短。写成 24m、24 或 2y。",
    **TABLE_ERRORS,
}


SYSTEM = {
    "internal": "内部错误:{kind}: {what}。请带上所用的命令报告;YIBAO_DEBUG=1 显示细节。",
    "unwritable": "写不到标准输出:{why}。",
    "unusable": "用不了「{file}」:{why}。",
    "ids-kept": "--keep-ids:{what}照原样写出,输出里有个人信息,请收好。",
    "rule-files": "规则文件有问题,没有计算:",
}
LONGEST = 200
"""Characters of a given value that are repeated in an error."""


def error(problem: YibaoError) -> str:
    """An error in one line, without the program's name."""
    facts: dict[str, object] = {name: _clipped(value) for name, value in problem.facts.items()}
    if isinstance(problem, MissingInputError):
        facts.update(names=problem.names, choices=problem.choices)
    origin = f"(来自 {facts['origin']})" if "origin" in facts else ""
    return masked(one_line(_ERRORS[problem.code](facts) + origin))


def _clipped(value: object) -> object:
    return clipped(masked(value), LONGEST) if isinstance(value, str) else value


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
    "doubt": lambda f: f"存疑:{f['text']}",
    "limits-of-province": lambda f: "基数上下限用的是全省的,当地自己的没有见到或已过期。",
    "limits-unnamed": lambda f: "基数上下限的来源没有写明包括医保。",
    "limits-provisional": lambda f: "基数上下限是暂定的,新标准公布后要补差。",
    "base-fixed": lambda f: f"缴费基数由当地定为 {f['base']} 元,不由本人选。",
    "no-ceiling": lambda f: "当地的缴费基数不设上限。",
    "ceiling-unknown": lambda f: "缴费基数的上限没有见到,没有按上限计。",
    "floor-unknown": lambda f: "缴费基数的下限没有见到,没有按下限计。",
    "deduction-in-month": lambda f: f"{f['name']}每年 {f['month']} 月扣一次,这个月不扣。",
}


def caveat(item: Caveat) -> str:
    """A caveat of an answer in a sentence."""
    return _CAVEATS[item.code](item.facts)


def months(first: Month, end: Month | None) -> str:
    """A span of months: '2023-02 至 2024-12', or '2023-02 起'."""
    return f"{first} 至 {end.plus(-1)}" if end else f"{first} 起"
