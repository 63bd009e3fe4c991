"""Errors and caveats in words: what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.errors import MissingInputError, YibaoError
from ..core.text import clipped, masked, one_line
from ..language import spoken, tr
from .table_messages import SHOWN_CHOICES, TABLE_ERRORS
from .words import AGE_ON, FIELD, GRADE_SHORT, OPTION, STATUS, duration, named, typed_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..core.month import Month
    from ..core.ruling import Caveat

Facts = Mapping[str, object]


def _option(facts: Facts) -> str:
    return OPTION.get(str(facts.get("field", "")), str(facts.get("field", "")))


def _choices(facts: Facts) -> str:
    return tr("、").join(map(str, _listed(facts)))


def _either(facts: Facts) -> str:
    """The choices with an 'or' before the last."""
    *first, last = map(str, _listed(facts))
    return tr(" 或 ").join([tr("、").join(first), last]) if first else last


def _names(facts: Facts) -> str:
    """The choices where they are plans or groups, as they are typed."""
    return _joined(map(str, _listed(facts)))


def _joined(names: Iterable[str]) -> str:
    return tr("、").join(map(typed_name, names))


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
    hint = tr("是不是:{choices}?", choices=choices) if choices else tr("yibao regions --all 列出全部地区。")
    return tr("--region:不认识「{value}」。{hint}", value=facts["value"], hint=hint)


def _unknown_word(facts: Facts, what: str) -> str:
    choices = _choices(facts)
    hint = tr("是不是 {choices}?", choices=choices) if choices else ""
    return tr(
        "没有{what}「{value}」。{hint} 用法见 {help}。",
        what=what,
        value=facts["value"],
        hint=_then(hint),
        help=facts["help"],
    )


def _missing(facts: Facts) -> str:
    names = facts["names"]
    assert isinstance(names, tuple)
    wanted = tr("、").join(f"{OPTION[name]}{tr('(')}{tr(FIELD[name])})" for name in names)
    about = ""
    if "status" in facts:
        about = tr(":{region}{status}的规则要用到", region=facts["region"], status=tr(STATUS[str(facts["status"])]))
    if names == ("plan",):
        return tr(
            "缺少 --plan:{region}{status}分档,请指明:{choices}。",
            region=facts["region"],
            status=tr(STATUS[str(facts["status"])]),
            choices=_names(facts),
        )
    if names == ("retire_kind",):
        kinds = _either(facts)
        return tr("缺少 --retire-kind({kinds}):到 --to 时可能已经退休。也可以用 --retire 写明哪个月退休。", kinds=kinds)
    if "age" in names:
        about += tr("(--birth 也可代替 --age)") if about else ""
    unmatched = facts.get("unmatched")
    other = not_understood(names, unmatched) if isinstance(unmatched, tuple | list) else ""
    return tr("缺少 {wanted}{about}。{other}", wanted=wanted, about=about, other=_then(other))


def _then(sentence: str) -> str:
    """A sentence that follows another one, or none."""
    return sentence if spoken() == "zh" or not sentence else f" {sentence}"


def not_understood(missing: Sequence[str], columns: Sequence[str]) -> str:
    """The columns of a table that were not recognised, beside the fields (names in FIELD) that are missing in it."""
    if not columns:
        return ""
    more = tr(" 等 {columns} 列", columns=len(columns)) if len(columns) > SHOWN_CHOICES else ""
    shown = tr("、").join(columns[:SHOWN_CHOICES])
    field = FIELD[missing[0]].partition("(")[0] if spoken() == "zh" else missing[0]
    example = f"--map {columns[0]}={field}"
    return tr(
        "没有认出的列:{shown}{more}。{missing}要是在里面,用 {example} 这样指明。",
        shown=shown,
        more=more,
        missing=tr("、").join(tr(FIELD[name]) for name in missing),
        example=example,
    )


_ERRORS: dict[str, Callable[[Facts], str]] = {
    "money-malformed": lambda f: tr(
        "{option}:「{value}」不是金额。写成 8000、8,000.55 或 1.2万。", option=_option(f), value=f["value"]
    ),
    "money-formula": lambda f: tr(
        "{option}:「{value}」是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次,或写成数。",
        option=_option(f),
        value=f["value"],
    ),
    "money-negative": lambda f: tr("{option}:「{value}」是负数,金额不能小于 0。", option=_option(f), value=f["value"]),
    "money-too-large": lambda f: tr("{option}:「{value}」大得不像月金额,请核对。", option=_option(f), value=f["value"]),
    "money-decimals": lambda f: tr(
        "{option}:「{value}」多于两位小数,金额到分为止。", option=_option(f), value=f["value"]
    ),
    "money-not-decimal": lambda f: tr(
        "{option}:{value} 不是 Decimal,金额请用 Decimal。", option=_option(f), value=f["value"]
    ),
    "month-malformed": lambda f: tr(
        "{option}:「{value}」不是月份。写成 2024-08。", option=_option(f), value=f["value"]
    ),
    "birth-malformed": lambda f: tr(
        "{option}:「{value}」不是出生年月。写成 1958-03 或 1958-03-05。", option=_option(f), value=f["value"]
    ),
    "birth-future": lambda f: tr("--birth:{value} 晚于所问的月份 {month}。", value=f["value"], month=f["month"]),
    "birth-too-early": lambda f: tr(
        "--birth:{value} 出生,到 {month} 已 {age} 岁,请核对。", value=f["value"], month=f["month"], age=f["age"]
    ),
    "age-malformed": lambda f: tr("--age:「{value}」不是周岁。写成 66。", value=f["value"]),
    "age-range": lambda f: tr("--age:{value} 不在 0 到 130 之间。", value=f["value"]),
    "age-and-birth": lambda f: tr(
        "--age:{value} 与 --birth {birth} 不符,到 {month} 应为 {age} 周岁。留一个即可。",
        value=f["value"],
        birth=f["birth"],
        month=f["month"],
        age=f["age"],
    ),
    "age-outside-bands": lambda f: tr("--age:规则没有 {value} 岁这一段。", value=f["value"]),
    "paid-years-malformed": lambda f: tr("--paid:「{value}」不是年数。写成 17。", value=f["value"]),
    "paid-years-range": lambda f: tr("--paid:{value} 不在 0 到 130 之间。", value=f["value"]),
    "status-unknown": lambda f: tr("--status:不认识「{value}」。可用:在职、退休、灵活就业、居民。", value=f["value"]),
    "sex-unknown": lambda f: tr("--sex:不认识「{value}」。可用:男、女。", value=f["value"]),
    "grade-unknown": lambda f: tr("--min-grade:不认识「{value}」。可用:官方、报刊、第三方、待证实。", value=f["value"]),
    "format-unknown": lambda f: tr(
        "--format:不认识「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "lang-unknown": lambda f: tr("--lang:不认识「{value}」。可用:zh、en、auto。", value=f["value"]),
    "formats-conflict": lambda f: tr("{first} 与 {second} 不能同时用,留一个。", first=f["first"], second=f["second"]),
    "base-and-salary": lambda f: tr("--base 与 --salary 只能给一个:知道缴费基数就给 --base。"),
    "pension-of-employee": lambda f: tr("--pension:在职人员没有养老金。退休人员请用 --status 退休。"),
    "plan-unknown": lambda f: tr(
        "--plan:{region}{status}没有名为「{value}」的档次。已知:{choices}。",
        region=f["region"],
        status=tr(STATUS[str(f["status"])]),
        value=f["value"],
        choices=_names(f),
    ),
    "group-unknown": lambda f: tr("--group:不认识「{value}」。已知:{choices}。", value=f["value"], choices=_names(f)),
    "region-unknown": _region_unknown,
    "region-ambiguous": lambda f: tr(
        "--region:「{value}」不止一个地方,请指明:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "region-gone": lambda f: tr(
        "--region:「{value}」是旧名({province},用到 {until} 年),今天归哪里没有记。请写今天的市或区县。",
        value=f["value"],
        province=f["province"],
        until=f["until"],
    ),
    "input-missing": _missing,
    "rules-directory": lambda f: tr(
        "--{field}:没有目录或规则包「{value}」。", field=str(f["field"]).replace("_", "-"), value=f["value"]
    ),
    "option-twice": lambda f: tr("{value} 写了两次,这里只能有一个。", value=f["value"]),
    "word-twice": lambda f: tr("「{value}」与 {option} 说的是同一样,留一个。", value=f["value"], option=f["option"]),
    "word-unused": lambda f: tr("「{value}」在这里用不上。--help 列出这个命令的选项。", value=f["value"]),
    "word-unknown": lambda f: tr(
        "不明白「{value}」:不是地区、状态、年龄、金额、月份、档次。用选项写明,如 --plan 一档。", value=f["value"]
    ),
    "word-amounts": lambda f: tr(
        "「{value}」是第二个金额,不知道哪个是哪个。用 --base、--salary、--pension 写明。", value=f["value"]
    ),
    "word-year": lambda f: tr("「{value}」是年份还是金额?写成 {value}-03(年月)或 {value}元。", value=f["value"]),
    "word-ambiguous": lambda f: tr(
        "「{value}」可以有两个意思,请写明:{listed}。", value=f["value"], listed=tr(" 或 ").join(map(str, _listed(f)))
    ),
    "age-or-birth": lambda f: tr("--age:「{value}」不是周岁,也不是出生年月。写成 66 或 1958-03。", value=f["value"]),
    "choice-number": lambda f: tr("没有「{value}」这一项。可用:{choices}。", value=f["value"], choices=_choices(f)),
    "config-unreadable": lambda f: tr("读不了配置「{file}」:{why}。不用它就加 -n。", file=f["file"], why=f["why"]),
    "config-encoding": lambda f: tr("配置「{file}」不是 UTF-8 文字。另存为 UTF-8,或加 -n 不用它。", file=f["file"]),
    "config-toml": lambda f: tr(
        '{file}:{line}: 不是 TOML({why})。写成 region = "武汉" 这样。', file=f["file"], line=f["line"], why=f["why"]
    ),
    "config-key": lambda f: tr(
        "{file}:{line}: 没有设置「{value}」。可用:{choices}。",
        file=f["file"],
        line=f["line"],
        value=f["value"],
        choices=_choices(f),
    ),
    "config-kind": lambda f: tr(
        "{file}:{line}: {value} 应为文字(加引号)。", file=f["file"], line=f["line"], value=f["value"]
    ),
    "config-value": lambda f: f"{_place(f)}{_problem(f)}",
    "profiles-no-home": lambda f: tr("不知道档案放在哪里:没有家目录。设 HOME 或 XDG_CONFIG_HOME。"),
    "profiles-unreadable": lambda f: tr("读不了档案「{file}」:{why}。", file=f["file"], why=f["why"]),
    "profiles-damaged": lambda f: tr(
        "档案「{file}」坏了,不是 yibao profile 写的样子。改好或删掉它,再用 yibao profile save。", file=f["file"]
    ),
    "profile-damaged": lambda f: tr(
        "档案「{file}」里的「{value}」坏了:有不认识的项,或不是文字。改好,或删掉这一段再 yibao profile save。",
        file=f["file"],
        value=f["value"],
    ),
    "profiles-link": lambda f: tr("「{file}」是链接,没有写:档案里有个人信息,只写在自己的文件里。", file=f["file"]),
    "profile-unknown": lambda f: (
        tr("没有档案「@{value}」。", value=f["value"])
        + (
            tr("有:{choices}。", choices=_choices(f))
            if _choices(f)
            else tr("先存一个:yibao profile save 名字 -r 地区 -s 状态。")
        )
    ),
    "profile-exists": lambda f: tr(
        "已有档案「{value}」({held}),没有改。要换掉加 --overwrite,或换一个名字。", value=f["value"], held=f["held"]
    ),
    "profile-name": lambda f: tr(
        "「{value}」不能作档案的名字:1 到 30 个字,不要空格、引号、@ 和斜杠。", value=f["value"]
    ),
    "profile-number": lambda f: tr(
        "{field}:像是证件、手机或银行卡号码,档案里不存。{instead}",
        field=tr(FIELD[str(f["field"])]).partition("(")[0],
        instead=f["instead"],
    ),
    "profile-age": lambda f: tr("--age:周岁明年就不对了,档案里存出生年月:--birth 1964-03。"),
    "profile-empty": lambda f: tr("档案里没有东西。至少写一样,如 -r 武汉 -s 退休 --birth 1964-03。"),
    "profile-useless": lambda f: tr(
        "档案「{value}」里没有这个命令用得上的。yibao profile show 看里面有什么。", value=f["value"]
    ),
    "profiles-several": lambda f: tr("一次只用一个档案:{value}。", value=f["value"]),
    "rules-path": lambda f: tr("没有规则文件(.toml)、规则包或目录「{value}」。", value=f["value"]),
    "channel-unknown": lambda f: tr(
        "--channel:没有「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "retire-kind-unknown": lambda f: tr(
        "--retire-kind:不认识「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "retire-kind-sex": lambda f: tr("--retire-kind:{value} 与 --sex 不符。", value=f["value"]),
    "retired-not-retiree": lambda f: tr("--retired 只用于退休人员,请同时给 --status 退休。"),
    "retired-future": lambda f: tr("--retired:{value} 晚于所问的月份 {month}。", value=f["value"], month=f["month"]),
    "retire-not-working": lambda f: tr("{option} 只用于在职和灵活就业的人。", option=_option(f)),
    "retire-before-from": lambda f: tr(
        "--retire:{value} 退休,{since} 起就按退休划入,不晚于 --from {first};状态请写退休,或改 --from。",
        value=f["value"],
        since=f["since"],
        first=f["first"],
    ),
    "retired-already": lambda f: tr(
        "到 --from {first} 已过法定退休月份 {value}。已退休请用 --status 退休,还在工作请用 --retire 写明哪个月退休。",
        first=f["first"],
        value=f["value"],
    ),
    "months-order": lambda f: tr("--to:{value} 早于 --from {first}。", value=f["value"], first=f["first"]),
    "schedule-too-long": lambda f: tr(
        "--to:从 {first} 到 {value} 超过 {years} 年,请分段算。", first=f["first"], value=f["value"], years=f["years"]
    ),
    "schedule-needs-birth": lambda f: tr("--age:周岁只说一个月的年龄,几个月的请改用 --birth(出生年月)。"),
    "base-change-malformed": lambda f: tr("--base-change:「{value}」写法不对。写成 2026-07=9800。", value=f["value"]),
    "base-change-outside": lambda f: tr(
        "--base-change:{value} 不在 {first} 至 {last} 之间。", value=f["value"], first=f["first"], last=f["last"]
    ),
    "base-change-retired": lambda f: tr(
        "--base-change:{since} 起按退休划入,{value} 的基数用不上。", since=f["since"], value=f["value"]
    ),
    "retire-and-kind": lambda f: tr("--retire 与 --retire-kind 只能给一个:写明了哪个月退休,就不用算法定的月份。"),
    "base-change-twice": lambda f: tr("--base-change:{value} 写了两次,留一个。", value=f["value"]),
    "spend-without-balance": lambda f: tr("--spend 要和 --balance(起始余额)一起用。"),
    "plot-format": lambda f: tr(
        "--plot:「{value}」看不出格式,文件名请以 {choices} 结尾。", value=f["value"], choices=_choices(f)
    ),
    "output-directory": lambda f: tr("写不到「{file}」:是目录,请写明文件名。", file=f["file"]),
    "outputs-same": lambda f: (
        tr("{field}:「{file}」就是要读的文件,换一个文件名。", field=f["field"], file=f["file"])
        if f["other"] == "FILE"
        else tr(
            "{field}:「{file}」与 {other} 是同一个文件,换一个文件名。",
            field=f["field"],
            file=f["file"],
            other=f["other"],
        )
    ),
    "plot-missing": lambda f: tr("--plot 要用 matplotlib,先运行:pip install 'yibao-cli[plot]'。"),
    "compare-too-many": lambda f: tr(
        "这样要比 {value} 个,一次最多 {most} 个;请少给几个地区、状态、基数或月份。", value=f["value"], most=f["most"]
    ),
    "month-not-needed": lambda f: tr("--month 只用于没有月份的文件;只核对一段用 --from、--to。"),
    "letter-needed": lambda f: tr("{value} 是一封问询:写明给谁,--letter 单位 或 --letter 12393。", value=f["value"]),
    "docx-missing": lambda f: tr("写 .docx 要用 python-docx,先运行:pip install 'yibao-cli[docx]'。"),
    "letter-form": lambda f: tr("--letter 不能与 {value} 同时用:这种格式放不下问询。", value=f["value"]),
    "statement-age": lambda f: tr(
        "缺少 --age 或 --birth:规则要用到。文件里的「{field}」没有说是哪个月的年龄,没有用;加一列出生年月也可以。",
        field=f["field"],
    ),
    "statement-month": lambda f: tr("第 {line} 行没有月份。用 --month 指明是哪个月。", line=f["line"]),
    "month-span": lambda f: tr(
        "--month:{value} 早于 {first}。写成 2025-01..2025-12。", value=f["value"], first=f["first"]
    ),
    "infer-endless": lambda f: tr("--credit:这条规则的划入和代扣同增同减,合这个数的太多,列不完。"),
    "output-form": lambda f: tr(
        "--output:「{value}」的后缀认不出是哪种格式。可用:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "batch-format": lambda f: tr("--format:不会写「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)),
    "binary-to-stdout": lambda f: tr("{value} 不能写到标准输出,请用 -o 指明文件。", value=f["value"]),
    "sql-missing": lambda f: tr("写 SQL 要用 sqlglot,先运行:pip install 'yibao-cli[sql]'。"),
    "sql-dialect": lambda f: tr(
        "--dialect:不写 {value}:它的整数除法会变成浮点数,不能保证逐分相同。可用:{choices}。",
        value=f["value"],
        choices=_choices(f),
    ),
    "sql-no-rule": lambda f: tr("--month:这些地区 {value} 没有可写成 SQL 的规则。", value=f["value"]),
    "sql-by-hand": lambda f: tr("有的规则不能用 64 位整数精确写出,不能写成 SQL。"),
    "polars-missing": lambda f: tr("算人员表要用 polars,先运行:pip install 'yibao-cli[batch]'。"),
    "columns-doubled": lambda f: tr(
        "有两列都叫「{value}」,{kind} 里不能重名,先改名。", value=f["value"], kind=f["kind"]
    ),
    "column-nested": lambda f: tr(
        "「{field}」列的格子里是列表或字节,看不出有没有证件号码。去掉这一列,或加 --keep-ids 原样写出。",
        field=f["field"],
    ),
    "column-kind": lambda f: tr(
        "「{field}」列的类型是 {value},读不了。写出时改成文字、数或日期。", field=f["field"], value=f["value"]
    ),
    "column-no-text": lambda f: tr(
        "「{field}」列的类型是 {value},{form} 放不下。用 -o 写成 .parquet,或先去掉这一列。",
        field=f["field"],
        value=f["value"],
        form=f["form"],
    ),
    "column-decimal": lambda f: tr(
        "「{field}」列的类型是 {value},读不了多于 {most} 位的。写出时改成 DECIMAL(18,2)。",
        field=f["field"],
        value=f["value"],
        most=f["most"],
    ),
    "lake-inside": lambda f: tr(
        "「{value}」在 {kind} 表「{table}」里,单独读会算进已经删改的行。请给整个表。",
        value=f["value"],
        kind=f["kind"],
        table=f["table"],
    ),
    "lake-unread": lambda f: tr(
        "「{value}」是 {kind} 表,读不了。先用 Spark 写成 Parquet,或用 yibao_cli.batch.spark.credit。",
        value=f["value"],
        kind=f["kind"],
    ),
    "lake-missing": lambda f: tr(
        "「{file}」是 {kind} 表,要用 {library},先运行:pip install 'yibao-cli[{extra}]'。",
        file=f["file"],
        kind=f["kind"],
        library=f["library"],
        extra=f["extra"],
    ),
    "lake-versions": lambda f: tr(
        "「{value}」是 Iceberg 表,第 {version} 版的说明有 {count} 份,不知道哪一份算数。先写成 Parquet。",
        value=f["value"],
        version=f["version"],
        count=f["count"],
    ),
    "folder-contradicts": lambda f: tr(
        "目录「{field}={value}」与 {option} {asked} 不合。去掉 {option},或只给那个目录。",
        field=f["field"],
        value=f["value"],
        option=f["option"],
        asked=f["asked"],
    ),
    "output-twice": lambda f: tr("输出写了两次:「{value}」和 -o。留一个。", value=f["value"]),
    "output-exists": lambda f: tr("--output:「{value}」已经有了。换一个名字,或加 --overwrite。", value=f["value"]),
    "folder-missing": lambda f: tr("没有目录「{value}」。", value=f["value"]),
    "folder-overlap": lambda f: tr("--output:「{value}」和输入的目录一个在另一个里面,换一个目录。", value=f["value"]),
    "folder-empty": lambda f: tr("目录「{value}」里没有表格({choices})。", value=f["value"], choices=_choices(f)),
    "folder-doubled": lambda f: tr("有两个文件都要写成「{value}」,先改名。", value=f["value"]),
    "folder-kind": lambda f: tr(
        "目录里的「{value}」不是表格,只读 {choices}。先移走。", value=f["value"], choices=_choices(f)
    ),
    "folder-no-output": lambda f: tr("输入是目录时,用 -o 指明输出的目录。"),
    "spark-option": lambda f: tr("{value} 只用于 --engine spark。", value=f["value"]),
    "spark-master": lambda f: tr(
        "--master:「{value}」不是 Spark 的地址。写成 local[4]、spark://主机:7077、yarn 或 k8s://…。", value=f["value"]
    ),
    "mcp-missing": lambda f: tr("给助手用的服务要用 MCP 的 Python 包,先运行:pip install 'yibao-cli[mcp]'。"),
    "tool-unknown": lambda f: tr("没有工具「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)),
    "argument-unknown": lambda f: tr("没有「{value}」这一项。可用:{choices}。", value=f["value"], choices=_choices(f)),
    "argument-type": lambda f: tr(
        "{field}:要写成{wanted},现为「{value}」。", field=f["field"], wanted=f["wanted"], value=f["value"]
    ),
    "spark-missing": lambda f: tr("集群引擎要用 PySpark,先运行:pip install 'yibao-cli[spark]'。"),
    "spark-failed": lambda f: tr("Spark 没有做完:{why}", why=f["why"]),
    "java-missing": lambda f: tr("集群引擎要用 Java(17 或更新),没有找到;装好或设 JAVA_HOME。"),
    "rulebook-foreign": lambda f: tr("这台机器上的 yibao 与发出任务的版本不同,请装同一版。"),
    "rulebook-changed": lambda f: tr("规则在传送中变了,没有计算。"),
    "older-than-malformed": lambda f: tr("--older-than:「{value}」不是时长。写成 12m 或 1y。", value=f["value"]),
    "choice-unknown": lambda f: tr(
        "--{field}:不认识「{value}」。可用:{choices}。", field=f["field"], value=f["value"], choices=_choices(f)
    ),
    "plan-option": lambda f: tr("{value} 只用于 --plan。", value=f["value"]),
    "calendar-missing": lambda f: tr("写日历要用 icalendar,先运行:pip install 'yibao-cli[calendar]'。"),
    "pack-unreadable": lambda f: tr("规则包「{value}」读不了:{why}。", value=f["value"], why=f["why"]),
    "pack-damaged": lambda f: tr("「{value}」不是规则包,或者坏了。请重新取一份。", value=f["value"]),
    "pack-foreign": lambda f: tr(
        "「{value}」不是规则包:里面没有 manifest.json。规则包用 yibao rules pack 装。", value=f["value"]
    ),
    "pack-manifest": lambda f: tr("规则包「{value}」的 manifest.json 读不懂。请重新取一份。", value=f["value"]),
    "pack-too-large": lambda f: tr(
        "规则包「{value}」太大,没有打开:最多 64 MB、5000 个文件,一个文件最多 8 MB。", value=f["value"]
    ),
    "pack-encrypted": lambda f: tr("规则包「{value}」有密码,不能用。", value=f["value"]),
    "pack-name": lambda f: tr(
        "规则包「{value}」里有不该有的文件「{file}」:只能是 省.toml、省/市.toml 这样的,各一个。",
        value=f["value"],
        file=f["file"],
    ),
    "pack-files": lambda f: tr(
        "规则包「{value}」里的文件与它自己的清单不符:「{file}」。请重新取一份。", value=f["value"], file=f["file"]
    ),
    "pack-changed": lambda f: tr(
        "规则包「{value}」里的「{file}」与清单上的校验值不符,被改过或坏了。", value=f["value"], file=f["file"]
    ),
    "pack-newer": lambda f: tr(
        "规则包「{value}」是第 {format} 版的格式,这个程序只认到第 {known} 版。请先更新程序。",
        value=f["value"],
        format=f["format"],
        known=f["known"],
    ),
    "pack-program": lambda f: tr(
        "规则包「{value}」要用 yibao {needed} 或更新的,这里是 {version}。请先更新程序。",
        value=f["value"],
        needed=f["needed"],
        version=f["version"],
    ),
    "pack-digest": lambda f: tr(
        "规则包「{value}」的 SHA-256 是 {found},与 --digest 不同,没有装。", value=f["value"], found=f["found"]
    ),
    "pack-lost": lambda f: tr(
        "装好的规则包用不了了,没有计算。重新装:yibao rules use 规则包;回到程序自带的:yibao rules use --none。"
    ),
    "digest-malformed": lambda f: tr(
        "--digest:「{value}」不是 SHA-256。要 64 位十六进制数,rules pack 印出的那个。", value=f["value"]
    ),
    "digest-alone": lambda f: tr("--digest 要和规则包一起用。"),
    "diff-sides": lambda f: tr("写明比什么:两个规则目录;或一个目录,与现用的规则比;或 --month 写两次,比两个月。"),
    "diff-side": lambda f: (
        tr("没有规则目录或规则包「{value}」。", value=f["value"])
        + (tr("比两个月要写成 --month {month} --month ……。", month=f["month"]) if f["month"] else "")
    ),
    "diff-months": lambda f: tr("--month:最多写两个月,「{value}」是多余的。", value=f["value"]),
    "day-malformed": lambda f: tr(
        "--{field}:「{value}」不是日子。写成 2026-07-01,要写到日。", field=f["field"], value=f["value"]
    ),
    "amount-ages": lambda f: tr("--{field} 写了几次:每次都要写年龄段,如 不满70:100、70以上:110。", field=f["field"]),
    "amount-age": lambda f: tr(
        "--{field}:「{value}」里的年龄段不对。写成 不满70:100、35-44:1.4%、70以上:110。",
        field=f["field"],
        value=f["value"],
    ),
    "amount-basis": lambda f: tr(
        "--{field}:不认识「{value}」,是谁的比例?可用:{choices}。",
        field=f["field"],
        value=f["value"],
        choices=_choices(f),
    ),
    "posting-malformed": lambda f: tr(
        "--posting:「{value}」不是每月的日子。写成 10-15、15 或 15日前。", value=f["value"]
    ),
    "option-needs-status": lambda f: tr("{value} 要和 --status 一起用:写明是哪种人的。", value=f["value"]),
    "region-new": lambda f: (
        tr("没有地区「{value}」。", value=f["value"])
        + (tr("是不是:{choices}?", choices=_choices(f)) if _choices(f) else "")
        + tr("地区表里真的没有的,加 --name(全称)和 --adcode(六位代码)。")
    ),
    "region-known": lambda f: tr(
        "{value} 已在地区表里({name},{adcode}),不用写 --name、--adcode。",
        value=f["value"],
        name=f["name"],
        adcode=f["adcode"],
    ),
    "region-id": lambda f: tr(
        "「{value}」不能作地区的 id。写成 省/市 的拼音,如 hubei/moushi,省要在地区表里。", value=f["value"]
    ),
    "region-taken": lambda f: tr("「{value}」已是 {id}({name}) 的。", value=f["value"], id=f["id"], name=f["name"]),
    "adcode-malformed": lambda f: tr(
        "--adcode:「{value}」不对。写六位数字,{province}的以 {start} 开头。",
        value=f["value"],
        province=f["province"],
        start=f["start"],
    ),
    "rules-where": lambda f: tr("写到哪里?用 -o 指明一个目录,如 -o 我的规则;程序自带的规则不改。"),
    "half-character": lambda f: tr("「{value}」里有半个字符,不能写进文件。", value=f["value"]),
    "rules-directory-file": lambda f: tr("「{value}」是文件,不是目录。", value=f["value"]),
    "rules-new-status": lambda f: tr(
        "{file} 已经有了。加一条就写 --status(或 --posting),已写的不会动。", file=f["file"]
    ),
    "rules-entry-exists": lambda f: tr(
        "{file}:{line}: 已有从 {start} 开始的 [[{table}]]。要改就改文件;另一条用别的日子。",
        file=f["file"],
        line=f["line"],
        start=f["start"],
        table=f["table"],
    ),
    "rules-entry-overlap": lambda f: tr(
        "{file}:{line}: 这一条到 {end} 才结束,与从 {start} 开始的重叠。先改它的 to。",
        file=f["file"],
        line=f["line"],
        end=f["end"],
        start=f["start"],
    ),
    "source-id": lambda f: tr(
        "「{value}」不能作来源的 id:只用小写字母、数字和连字符,如 moushi-2026-06。", value=f["value"]
    ),
    "source-taken": lambda f: tr("来源「{value}」已经有了,直接引用,或换一个 id。", value=f["value"]),
    "limits-headings": lambda f: tr(
        "「{file}」里没有限额表的表头。要有:地区、起、下限或上限、来源(止可以没有)。", file=f["file"]
    ),
    "limits-table": lambda f: tr("「{file}」与规则不合,没有写:{why}", file=f["file"], why=f["why"]),
    "limits-row": lambda f: tr("第 {line} 行:{why}", line=f["line"], why=f["why"]),
    "limits-end": lambda f: tr(
        "「{field}」{value} 是到前一天为止,还是包括这一天?包括就不该是月初;到前一天为止写 {last},"
        "或把列名写成 to(不含)。",
        field=f["field"],
        value=f["value"],
        last=f["last"],
    ),
    "limits-kind": lambda f: tr(
        "{field}:不认识「{value}」。可用:{choices}。", field=f["field"], value=f["value"], choices=_choices(f)
    ),
    "limits-contradict": lambda f: tr(
        "第 {line} 行:{region} 从 {start} 起已有 {known},表里是 {given},没有写。哪个对,看来源;要换就先改 limits.toml。",
        line=f["line"],
        region=f["region"],
        start=f["start"],
        known=f["known"],
        given=f["given"],
    ),
    "export-exists": lambda f: tr("{file} 已经有了,不改写。换一个目录,或不写 -o 印出来看。", file=f["file"]),
    "limits-form": lambda f: tr("{file}:limits 要写成一行一个 {{ … }},才好往里加。", file=f["file"]),
    "limits-unconfirmed": lambda f: tr("没有写。改动如上,要写就加 --yes。"),
    "schema-of-files": lambda f: tr("「{value}」是规则文件的格式,写成 yibao schema --toml {value}。", value=f["value"]),
    "help-unknown": lambda f: _unknown_word(f, tr("命令或话题")),
    "shell-unknown": lambda f: tr("没有给「{value}」的补全。可用:{choices}。", value=f["value"], choices=_choices(f)),
    "schema-unknown": lambda f: tr(
        "没有名为「{value}」的格式说明。可用:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "option-unknown": lambda f: _unknown_word(f, tr("选项")),
    "option-value": lambda f: tr("选项 {value} 缺少值,或不带值。 用法见 {help}。", value=f["value"], help=f["help"]),
    "argument-extra": lambda f: tr("多余的参数「{value}」。 用法见 {help}。", value=f["value"], help=f["help"]),
    "argument-missing": lambda f: tr("缺少参数 {value}。 用法见 {help}。", value=f["value"], help=f["help"]),
    "command-unknown": lambda f: _unknown_word(f, tr("命令")),
    "usage": lambda f: tr("{value} 用法见 {help}。", value=f["value"], help=f["help"]),
    "grade-too-weak": lambda f: tr(
        "依据等级是「{grade_short}」,低于 --min-grade 要求的「{grade_short_2}」,不作答。",
        grade_short=tr(GRADE_SHORT[str(f["grade"])]),
        grade_short_2=tr(GRADE_SHORT[str(f["wanted"])]),
    ),
    "evidence-too-old": lambda f: tr(
        "{month} 的依据最后确认于 {until},已过 {age},超过所要求的 {wanted},不作答。",
        month=f["month"],
        until=f["until"],
        age=duration(int(str(f["age"]))),
        wanted=duration(int(str(f["wanted"]))),
    ),
    "was-is-now": lambda f: tr("--was 与 --now 都是 {value},没有变化。", value=f["value"]),
    "span-malformed": lambda f: tr(
        "{option}:「{value}」不是时间长短。写成 24m、24 或 2y。", option=_option(f), value=f["value"]
    ),
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
    origin = tr("(来自 {origin})", origin=facts["origin"]) if "origin" in facts else ""
    return masked(one_line(_ERRORS[problem.code](facts).rstrip(" ") + origin))


def _clipped(value: object) -> object:
    return clipped(masked(value), LONGEST) if isinstance(value, str) else value


_CAVEATS: dict[str, Callable[[Mapping[str, str]], str]] = {
    "base-below-floor": lambda f: tr("基数 {given} 低于下限,按 {applied} 计。", given=f["given"], applied=f["applied"]),
    "base-above-ceiling": lambda f: tr(
        "基数 {given} 高于上限,按 {applied} 计。", given=f["given"], applied=f["applied"]
    ),
    "limits-carried": lambda f: tr("该月的基数上下限未见,沿用 {from_} 至 {to} 的。", from_=f["from"], to=f["to"]),
    "limits-unknown": lambda f: tr("当地基数上下限未见,按所给基数计,没有核对。"),
    "base-from-salary": lambda f: tr("以所给月工资代缴费基数;实际基数一般按上年月平均工资核定。"),
    "age-day-default": lambda f: tr("当地哪一天算满岁未见,按生日当月起算。"),
    "age-as-given": lambda f: tr(
        "当地{age_on}计,--age 按已经这样算过理解;给 --birth 更稳妥。", age_on=tr(AGE_ON[f["age_on"]])
    ),
    "years-assumed": lambda f: tr("当地按缺缴年数扣减;没有给 --paid,按不缺计。"),
    "input-unused": lambda f: tr("{option} 没有用到:当地规则与它无关。", option=OPTION[f["field"]]),
    "figure-given": lambda f: tr("{field}用的是你给的数,不是公布的数。", field=tr(FIELD[f["field"]])),
    "deduction-capped": lambda f: tr("代扣多于划入,只扣到 0 为止。"),
    "plan-assumed": lambda f: tr(
        "没有给 --plan,按不分档计;当地另有:{others}。", others=_joined(f["others"].split("、"))
    ),
    "group-assumed": lambda f: tr(
        "没有给 --group,按一般人员计;当地另有:{others}。", others=_joined(f["others"].split("、"))
    ),
    "national-rule": lambda f: tr("当地规则未见,用的是全国规则。"),
    "province-rule": lambda f: tr("用的是省级规则,当地自己的规定未见。"),
    "start-unknown": lambda f: tr("这条旧规则何时开始未见,只知道到 {ends} 以前。", ends=f["ends"]),
    "doubt": lambda f: tr("存疑:{text}", text=f["text"]),
    "limits-of-province": lambda f: tr("基数上下限用的是全省的,当地自己的没有见到或已过期。"),
    "limits-unnamed": lambda f: tr("基数上下限的来源没有写明包括医保。"),
    "limits-provisional": lambda f: tr("基数上下限是暂定的,新标准公布后要补差。"),
    "base-fixed": lambda f: tr("缴费基数由当地定为 {base} 元,不由本人选。", base=f["base"]),
    "no-ceiling": lambda f: tr("当地的缴费基数不设上限。"),
    "ceiling-unknown": lambda f: tr("缴费基数的上限没有见到,没有按上限计。"),
    "floor-unknown": lambda f: tr("缴费基数的下限没有见到,没有按下限计。"),
    "deduction-in-month": lambda f: tr(
        "{name}每年 {month} 月扣一次,这个月不扣。", name=named(f["name"]), month=f["month"]
    ),
}


def caveat(item: Caveat) -> str:
    """A caveat of an answer in a sentence."""
    return _CAVEATS[item.code](item.facts)


def months(first: Month, end: Month | None) -> str:
    """A span of months: '2023-02 至 2024-12', or '2023-02 起'."""
    return tr("{first} 至 {plus}", first=first, plus=end.plus(-1)) if end else tr("{first} 起", first=first)
