"""The commands as Typer declares them: names, options, help. What they do is in the module of the same name."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated

import typer

from ..core.errors import InputError
from ..language import spoken, tr
from .exit_codes import HELP, ExitCode
from .options import COMMANDS, HELP_OPTIONS, SEVERAL, SHORT, Options, fields
from .output import put

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_HELP = (
    "职工医保个人账户划入计算:该划多少、为什么、谁说的、到哪里查。非官方。\n\n"
    "\b\n例:yibao estimate -r 北京 -s 在职 --base 10000\n   yibao channels -r 上海"
)
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": list(HELP_OPTIONS), "max_content_width": 80},
)
rules_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="规则文件:查看生效的规则,检查写得对不对。")
app.add_typer(rules_app, name="rules")
profile_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="档案:记住一个人的情况,以后写 @名字。")
app.add_typer(profile_app, name="profile")


_MARGIN = 2
"""Columns that help leaves free at the right."""


def _one(*names: str, metavar: str, help: str) -> Any:
    return Annotated[str | None, typer.Option(*names, metavar=metavar, help=help)]


def _flag(*names: str, help: str) -> Any:
    return Annotated[bool, typer.Option(*names, help=help)]


OPTIONS: dict[str, Any] = {
    "file": Annotated[str, typer.Argument(metavar="文件", help="Excel、CSV、ODS、DBF、PDF、OFD……;- 是标准输入。")],
    "target": Annotated[
        str | None, typer.Argument(metavar="[输出]", help="写到哪里,与 -o 相同;输入是目录时,输出是新目录。")
    ],
    "words": Annotated[
        str | None, typer.Argument(metavar="[话]…", help="不写选项名的:武汉 退休 62、1964-03、8000元、一档、@档案。")
    ],
    "region": _one("--region", "-r", metavar="地区", help="名称、拼音、adcode 或简称,如 武汉、wuhan、420100。"),
    "channel": _one("--channel", metavar="编号", help="只看这一种。"),
    "want": _one("--want", metavar="内容", help="只看能查到它的:余额、划入、缴费、消费。"),
    "word": Annotated[str | None, typer.Argument(metavar="[名称]", help="名称、拼音、代码或其中一段。")],
    "topic": _one("--topic", metavar="话题", help="划入、查询、到账时间、缴费年限、灵活就业……"),
    "verdict": _one("--verdict", metavar="判断", help="属实、改革前是这样……或英文代码。"),
    "number": _one("--number", metavar="数", help="文章里的一个数,如 3.8%。"),
    "paths": Annotated[str | None, typer.Argument(metavar="[路径]…", help="规则文件或目录。")],
    "sides": Annotated[
        str | None, typer.Argument(metavar="[目录]…", help="一个:与现用的规则比;两个:前一个与后一个比。")
    ],
    "folder": Annotated[str | None, typer.Argument(metavar="[目录]", help="规则目录;不写是程序自带的规则。")],
    "pack": Annotated[str | None, typer.Argument(metavar="[规则包]", help="rules pack 装的 ZIP。")],
    "digest": _one("--digest", metavar="SHA-256", help="发的人另外告诉的 SHA-256,不同就不装。"),
    "none": _flag("--none", help="回到程序自带的规则。"),
    "toml": _flag("--toml", help="规则文件的格式,给编辑器用:rules、limits、sources、channels。"),
    "fix": _flag("--fix", help="只有一个意思的笔误改好再查,改了什么逐条说。"),
    "watch": _flag("--watch", help="文件一改就再查,Ctrl-C 结束。"),
    "older_than": _one("--older-than", metavar="时长", help="多久没有确认算旧。"),
    "dialect": _one(
        "--dialect", metavar="方言", help="spark、duckdb、postgres、mysql、hive、doris、starrocks、databricks。"
    ),
    "status": _one("--status", "-s", metavar="状态", help="在职、退休、灵活就业、居民。"),
    "age": _one("--age", metavar="周岁", help="周岁年龄。"),
    "birth": _one("--birth", metavar="年月", help="出生年月,YYYY-MM 或 YYYY-MM-DD。"),
    "base": _one("--base", metavar="元", help="缴费基数,元/月;可写 8,000.55、1.2万。"),
    "salary": _one("--salary", metavar="元", help="不知道基数时的月工资。"),
    "pension": _one("--pension", metavar="元", help="本人养老金,元/月。"),
    "credit": _one("--credit", metavar="元", help="到账的金额;按年划入的地方是全年的数。"),
    "month": _one("--month", metavar="年月", help="哪个月的钱,YYYY-MM;不写为本月。"),
    "from_": _one("--from", metavar="年月", help="从哪个月起,YYYY-MM。"),
    "to": _one("--to", metavar="年月", help="到哪个月止,包括这个月。"),
    "retire": _one("--retire", metavar="年月", help="哪个月退休;不写就按法定退休年龄。"),
    "retire_kind": _one("--retire-kind", metavar="类", help="按哪一类算法定退休:men、women-55、women-50。"),
    "base_change": _one("--base-change", metavar="年月=元", help="从某月起的新基数,如 2026-07=9800;可写几次。"),
    "balance": _one("--balance", metavar="元", help="起始余额;给了就逐月推算余额(不计利息)。"),
    "spend": _one("--spend", metavar="元", help="每月花掉多少。"),
    "plan": _one("--plan", metavar="档次", help="险种档次,如 一档。"),
    "group": _one("--group", metavar="人群", help="当地单列的人群。"),
    "sex": _one("--sex", metavar="性别", help="男、女;按缴费年限扣减、算法定退休年龄时用到。"),
    "paid": _one("--paid", metavar="年", help="已缴费年数;只在按缴费年限扣减的地方用到。"),
    "average_pension": _one("--average-pension", metavar="元", help="自己查到的当地平均养老金,元/月。"),
    "average_wage": _one("--average-wage", metavar="元", help="自己查到的当地平均工资,元/月。"),
    "seen": _one("--seen", metavar="日期", help="起始日没有见到时,最早写到它的来源的日期。"),
    "title": _one("--title", metavar="文字", help="标题。"),
    "publisher": _one("--publisher", metavar="文字", help="谁发的。"),
    "date": _one("--date", metavar="日期", help="公布的日期,YYYY、YYYY-MM 或 YYYY-MM-DD。"),
    "url": _one("--url", metavar="网址", help="网址。"),
    "own": _one(
        "--own", metavar="金额", help="本人缴费划入:100、2%、2.5% 平均养老金;分年龄的写几次:不满70:100、70以上:110。"
    ),
    "employer": _one("--employer", metavar="金额", help="单位缴费划入,写法相同。"),
    "pooled": _one("--pooled", metavar="金额", help="统筹基金划入,写法相同。"),
    "no_account": _one("--no-account", metavar="原因", help="没有账户,写明原因。"),
    "posting": _one("--posting", metavar="几日", help="每月几日到账:10-15、15、15日前。"),
    "kind": _one("--kind", metavar="险种", help="没有险种一列时:medical、all、unnamed(没有写明)。"),
    "grade": _one("--grade", metavar="等级", help="官方、报刊、第三方、待证实。"),
    "source": _one("--source", metavar="id", help="来源的 id;可写几次。"),
    "confirmed": _one("--confirmed", metavar="日期", help="最后一次有来源说它有效的日子。"),
    "note": _one("--note", metavar="文字", help="在哪里读到,缺什么。"),
    "name": Annotated[
        str | None,
        typer.Argument(
            metavar="[名字]",
            help="channels、claims、compare、config、doctor、error、estimate、infer、mapping、profile、reconcile、regions、"
            "rules、rules-check、rules-coverage、rules-diff、rules-plan、rules-stale、schedule、simulate、why、years。",
        ),
    ],
    "adcode": _one("--adcode", metavar="代码", help="地区表里没有的地方的六位代码。"),
    "id": Annotated[str, typer.Argument(metavar="id", help="小写字母、数字、连字符。")],
    "yes": _flag("--yes", help="不问,直接写。"),
    "agreed": _one("--agreed", metavar="代扣", help="本人同意的代扣,如 长护险;几样用逗号隔开。"),
    "output": _one("--output", "-o", metavar="文件", help="写到哪里;- 是标准输出。"),
    "excel": _flag("--excel", help="CSV 给电子表格用:带 BOM,以 = + - @ 开头的格子加引号。"),
    "errors": _one("--errors", metavar="文件", help="没有答案的行另写一份 CSV。"),
    "dry_run": _flag("--dry-run", help="只看各列认作什么和前几行,不写。"),
    "before": _one("--before", metavar="年月", help="原来的月份。"),
    "after": _one("--after", metavar="年月", help="后来的月份。"),
    "rules_after": _one("--rules-after", metavar="目录", help="后来用这个目录里的规则(叠加)。"),
    "people": _one("--people", metavar="文件", help="每个人一行写成 CSV:原来、后来、差、变多还是变少。"),
    "by": _one("--by", metavar="按什么", help="分组:region、status、age-band,逗号隔开。"),
    "engine": _one("--engine", metavar="引擎", help="spark:把一个目录分给集群算。"),
    "master": _one("--master", metavar="地址", help="Spark 的地址,如 local[4];不写为本机全部核。"),
    "overwrite": _flag("--overwrite", help="输出已有时换掉。"),
    "symptom": _one("--symptom", metavar="情况", help="没到账、变少、余额为零、停了;不写就都列。"),
    "was": _one("--was", metavar="元", help="原来每月到账多少;与 --now 一起,算出可能的原因。"),
    "now": _one("--now", metavar="元", help="后来每月到账多少。"),
    "since": _one("--since", metavar="年月", help="从哪个月起变的;不写就看两年之内。"),
    "retired": _one("--retired", metavar="年月", help="从哪个月起按退休划入。"),
    "map": _one("--map", metavar="列名=字段", help="指定一列是什么,如 本月进账=划入;可写几次。"),
    "show_mapping": _flag("--show-mapping", help="只印每一列认作什么,不核对。"),
    "encoding": _one("--encoding", metavar="编码", help="文件的编码;不写就自己认(UTF-8、GB18030、UTF-16)。"),
    "sheet": _one("--sheet", metavar="工作表", help="哪一张表,几张用逗号隔开,全部 是所有;不写为第一张有表头的。"),
    "year": _one("--year", metavar="年", help="月份没有写年(1月)的,是哪一年。"),
    "visible": _flag("--visible", help="隐藏或筛选掉的行不算。"),
    "letter": _one("--letter", metavar="给谁", help="附一封问询的草稿:单位 或 12393。"),
    "keep_ids": _flag("--keep-ids", help="不遮盖证件、手机、银行卡、护照等号码(reconcile 还有编号和姓名)。"),
    "plot": _one("--plot", metavar="文件", help="画成图:文件名以 .svg 或 .png 结尾。"),
    "all": _flag("--all", help="每个月一行,不合并。"),
    "min_grade": _one("--min-grade", metavar="等级", help="依据低于此等级就不作答:官方、报刊、第三方、待证实。"),
    "max_age": _one("--max-age", metavar="多久", help="依据旧于此就不作答,如 24m、2y。"),
    "check": _flag("--check", help="核对表里的个人缴费、缴费基数、划入金额,说出哪一样不符。"),
    "format": _one("--format", metavar="格式", help="text、json、csv、md、html(可以发给人看、打印的一页)。"),
    "json": _flag("--json", help="输出 JSON。"),
    "quiet": _flag("--quiet", "-q", help="只印数字。"),
    "quiet_warnings": _flag("--quiet-warnings", help="-q 时不在标准错误里说依据有多旧。"),
    "explain": _flag("--explain", help="印出全部步骤、来源和说明。"),
    "rules": _one("--rules", metavar="目录", help="叠加自己的规则目录或规则包(也可设 YIBAO_RULES)。"),
    "shell": Annotated[str, typer.Argument(metavar="外壳", help="bash、zsh、fish。")],
    "about": Annotated[str | None, typer.Argument(metavar="[命令或话题]…", help="不写就是总的用法。")],
    "lang": _one("--lang", metavar="语言", help="zh、en、auto(看 LANG);不写看 YIBAO_LANG、设置、LANG。"),
    "no_config": _flag("--no-config", "-n", help="不用配置文件和 YIBAO_* 变量。"),
}
"""How each field of the option classes is written on the command line, in the order of the help."""


_PROFILE = Annotated[str | None, typer.Argument(metavar="[@档案]", help="yibao profile save 存下的。")]
"""Of words, where a command takes nothing else."""


def _command(name: str, help: str, /, into: typer.Typer = app, **instead: Any) -> None:
    """Declares one of COMMANDS to Typer. `instead`: options that mean something else here than in OPTIONS."""
    kind = COMMANDS[name][2]

    def callback(**given: Any) -> int:
        from .main import carry_out

        return carry_out(name, kind(**given))

    known = fields(kind)
    order = sorted(known, key=list(OPTIONS).index)
    parameters = [_parameter(kind, field, known[field], instead.get(field, OPTIONS.get(field))) for field in order]
    callback.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
    callback.__annotations__ = {item.name: item.annotation for item in parameters}
    into.command(name.rpartition(" ")[2], help=help)(callback)


def _parameter(kind: type[Options], field: str, value: str, annotation: Any) -> Parameter:
    """A field of a class of options as Typer wants it."""
    if value == SEVERAL:
        several: Any = Annotated[list[str], annotation.__metadata__[0]]
        return Parameter(field, Parameter.KEYWORD_ONLY, default=[], annotation=several)
    if not hasattr(kind, field):
        needed: Any = Annotated[str, annotation.__metadata__[0]]
        return Parameter(field, Parameter.KEYWORD_ONLY, annotation=needed)
    return Parameter(field, Parameter.KEYWORD_ONLY, default=getattr(kind, field), annotation=annotation)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="程序和规则库的版本。")] = False) -> None:
    if version:
        from .version import version_text

        put(version_text())
        raise typer.Exit


_command(
    "estimate",
    "算一个人一个月应划入多少。\n\n\b\n"
    "例:yibao estimate -r 北京 -s 在职 --age 30 --base 10000 --month 2024-08\n"
    "   yibao estimate -r 武汉 -s 退休 --age 66 -q\n"
    "   yibao estimate -r 上海 -s 退休 --birth 1950-06 --json\n"
    "   yibao 武汉 退休 1955-03\n   yibao @妈妈 -q",
)
_command(
    "schedule",
    "从哪个月到哪个月,逐月应划入多少:换年龄段、退休、基数限额调整都算在内。\n\n\b\n"
    "例:yibao schedule -r 武汉 -s 在职 --birth 1966-08 --base 9000 \\\n"
    "     --from 2025-01 --to 2028-12 --retire 2026-09\n"
    "   yibao schedule -r 上海 -s 退休 --birth 1950-06 --from 2024-01 --to 2026-12 \\\n"
    "     --balance 1200 --spend 80 --plot 余额.svg",
)
_command(
    "calendar",
    "应到账的日子、换年龄段的生日、退休的月份、基数限额用到何时,写成日历(ICS)。\n\n\b\n"
    "例:yibao calendar -r 北京 -s 退休 --birth 1956-08 --from 2026-01 -o 到账.ics\n"
    "   yibao calendar @妈妈 -o 到账.ics\n先装:pip install 'yibao-cli[calendar]'",
    from_=_one("--from", metavar="年月", help="从哪个月的钱起,YYYY-MM;不写为本月。"),
    to=_one("--to", metavar="年月", help="到哪个月止;不写为一年以后。"),
    output=_one("--output", "-o", metavar="文件", help="写到哪里(.ics);不写或 - 是标准输出。"),
    overwrite=_flag("--overwrite", help="文件已有时换掉。"),
)
_command(
    "compare",
    "几个地区、状态、基数或月份并排比:差多少、差在哪里。\n\n\b\n"
    "例:yibao compare -r 北京 -r 上海 -r 广州 -s 退休 --age 72 --pension 5000\n"
    "   yibao compare -r 广州 -s 在职 --age 40 --base 10000 \\\n"
    "     --month 2022-11 --month 2022-12\n"
    "   yibao compare -r 武汉 -s 退休 --age 66 --rules-after 草案",
    words=_PROFILE,
)
_command(
    "infer",
    "从到账的金额反推:哪些基数、年龄段、代扣、限额恰好得出这个数。\n\n\b\n"
    "例:yibao infer -r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08\n"
    "   yibao infer -r 北京 -s 在职 --credit 143.24 --month 2025-08 --salary 12000",
    salary=_one("--salary", metavar="元", help="实际的月工资:按它申报应划多少、少了多少。"),
    words=Annotated[
        str | None, typer.Argument(metavar="[话]…", help="不写选项名的:北京 在职 30岁 143.24、@档案;金额是到账的。")
    ],
)
_command(
    "reconcile",
    "拿一份账户或缴费明细与规则逐月核对。\n\n\b\n"
    "例:yibao reconcile 明细.csv -r 北京 -s 在职\n"
    "   yibao reconcile 明细.xlsx --show-mapping\n"
    "   yibao reconcile 台账.csv -r 武汉 -s 退休 --birth 1955-03 --letter 12393\n"
    "   yibao reconcile 工资表.xlsx -o 核对.xlsx",
    month=_one("--month", metavar="年月", help="文件里没有月份的,是哪个月的钱。"),
    retire=_one("--retire", metavar="年月", help="文件没有写状态的,哪个月退休。"),
    output=_one(
        "--output",
        "-o",
        metavar="文件",
        help="写成文件:.xlsx、.csv、.json、.md、.html;.docx、.txt 是 --letter 的问询。",
    ),
    words=_PROFILE,
)
_command(
    "report",
    "核对的结果写成一页 HTML:一个文件,不联网,可以发给人看、打印;与 reconcile 核对的相同。\n\n\b\n"
    "例:yibao report 明细.csv -r 北京 -s 在职 -o 报告.html\n"
    "   yibao report 台账.csv -r 武汉 -s 退休 --birth 1955-03 --letter 12393 -o 报告.html",
    month=_one("--month", metavar="年月", help="文件里没有月份的,是哪个月的钱。"),
    retire=_one("--retire", metavar="年月", help="文件没有写状态的,哪个月退休。"),
    output=_one("--output", "-o", metavar="文件", help="写到哪里(.html);不写就印出来。"),
    words=_PROFILE,
)
_command(
    "batch",
    "一张人员表(Excel、CSV、ODS、DBF、JSONL、Parquet……),每行算出应划入多少。\n\n\b\n"
    "例:yibao batch 工资表.xlsx --month 2025-08 -o 结果.xlsx\n"
    "   yibao batch 名单.csv -r 武汉 --month 2025-01..2025-12 -o 结果.csv --excel\n"
    "   yibao batch - --month 2025-08 < 名单.csv > 结果.csv\n"
    "   yibao batch --engine spark --master local[4] 名单目录 结果目录",
    file=Annotated[str, typer.Argument(metavar="文件", help="人员表,或装着它们的目录;- 是标准输入。")],
    month=_one("--month", metavar="年月", help="没有写月份的行是哪个月,不写为本月;可写 2025-01..2025-12。"),
    format=_one("--format", metavar="格式", help="csv、tsv、jsonl、xlsx、parquet;不写看输出的后缀。"),
    quiet=_flag("--quiet", "-q", help="不印小结。"),
)
_command(
    "simulate",
    "一群人在规则变动前后各划多少:合计、人均、谁多谁少、分布。\n\n\b\n"
    "例:yibao simulate 名单.csv --before 2022-11 --after 2022-12 --by region,status\n"
    "   yibao simulate 名单.csv --before 2025-08 --after 2025-08 --rules-after 草案\n"
    "   yibao simulate 全市.parquet --before 2022-11 --after 2022-12 --by age-band --plot 分布.svg",
    file=Annotated[str, typer.Argument(metavar="文件", help="人员表;- 是标准输入。")],
)


_command(
    "channels",
    "到哪里查实际到账:应用、网站、小程序、银行、电话、窗口。\n\n\b\n"
    "例:yibao channels -r 上海\n   yibao channels -r 武汉 --want credits\n   yibao channels --channel hotline-12393",
    all=_flag("--all", help="待证实的也列出。"),
)
_command(
    "regions",
    "规则覆盖哪些地区、哪些人、从何时起、依据如何。\n\n\b\n"
    "例:yibao regions\n   yibao regions 武汉\n   yibao regions --all",
    all=_flag("--all", help="也列出还没有规则的地区。"),
)
_command(
    "years",
    "终身医保的缴费年限:要多少年、还差多少、什么时候缴满、什么时候到法定退休年龄。\n\n\b\n"
    "例:yibao years -r 北京 --sex 女 --paid 17\n   yibao years -r 武汉 --sex 男 --paid 20 --birth 1970-05",
    sex=_one("--sex", metavar="性别", help="男、女。"),
    paid=_one("--paid", metavar="年", help="已缴费的整年数。"),
    birth=_one("--birth", metavar="年月", help="出生年月,算法定退休的月份。"),
    retire_kind=_one("--retire-kind", metavar="类", help="men、women-55、women-50;女的不写就两种都算。"),
    month=_one("--month", metavar="年月", help="从哪个月算起;不写为本月。"),
)
_command(
    "why",
    "没到账、变少、余额为零、停了:可能的原因,怎样核对,问谁。\n\n\b\n"
    "例:yibao why --symptom 没到账\n"
    "   yibao why -r 武汉 -s 退休 --age 66 --pension 5000 --month 2023-02 --symptom 变少\n"
    "   yibao why -r 北京 -s 退休 --birth 1956-07 --was 97 --now 107 --since 2026-07",
)


_command(
    "claims",
    "网页上的说法和我们的判断:属实、改革前才是、没有写地区、说的是养老……\n\n\b\n"
    "例:yibao claims --region 上海 --topic 划入\n   yibao claims --number 3.8%",
)
_command(
    "schema",
    "印出 JSON 输出的格式说明(JSON Schema);不写哪一种就列出名字。\n\n\b\n"
    "例:yibao schema estimate\n   yibao schema --all\n   yibao schema --toml rules",
    all=_flag("--all", help="全部,一个对象,按名字。"),
)
_HELD = {"name": Annotated[str, typer.Argument(metavar="名字", help="档案的名字;以后写 @名字。")]}
_command(
    "profile save",
    "记住一个人的情况。只存在本机,只有本人能读;不存证件号码。\n\n\b\n"
    "例:yibao profile save 妈妈 -r 武汉 -s 退休 --birth 1964-03\n"
    "   yibao @妈妈\n   yibao schedule @妈妈 --from 2026-01 --to 2026-12",
    into=profile_app,
    overwrite=_flag("--overwrite", help="同名的已有时换掉。"),
    **_HELD,
)
_command("profile list", "有哪些档案。\n\n\b\n例:yibao profile list", into=profile_app)
_command("profile show", "一个档案里有什么。\n\n\b\n例:yibao profile show 妈妈", into=profile_app, **_HELD)
_command("profile remove", "删掉一个档案。\n\n\b\n例:yibao profile remove 妈妈", into=profile_app, **_HELD)
_command(
    "config",
    "每项设置是什么、从哪里来:变量、项目的 yibao.toml、自己的 config.toml。\n\n\b\n"
    "例:yibao config\n   yibao config --json",
)
_command(
    "mcp",
    "给助手用的服务(MCP,标准输入输出):问法和答案与各命令的 JSON 相同;只读,不联网,不存东西。\n\n\b\n"
    "例:yibao mcp\n先装:pip install 'yibao-cli[mcp]'",
)
_command(
    "completion",
    "印出 bash、zsh 或 fish 的补全:命令、选项、地区(汉字和拼音)、险种档次、@档案。\n\n\b\n"
    '例:yibao completion bash\n装上:写进 ~/.bashrc 或 ~/.zshrc(在 compinit 之后):eval "$(yibao completion bash)"',
)
_command(
    "doctor",
    "程序在这里好不好用:版本、规则库有多旧、规则包和叠加、配置、附加的部分,十个例题自测;有问题时退出码 5。\n\n\b\n"
    "例:yibao doctor\n   yibao doctor --json",
)
_command("version", "程序和规则库的版本,与 yibao --version 相同。\n\n\b\n例:yibao version")
_command(
    "help",
    "一个命令的用法,或一个话题:environment(变量)、exit-codes(退出码)、files(文件)、sources(依据)、"
    "glossary(术语)、foreigners(护照、居留证件)。\n\n\b\n"
    "例:yibao help estimate\n   yibao help rules show\n   yibao help environment",
)
_command(
    "rules check",
    "检查规则文件:没有问题时不出声、退出码 0;有问题时一行一个、退出码 5。\n\n\b\n"
    "例:yibao rules check\n   yibao rules check rules/hubei/wuhan.toml\n   yibao rules check --watch --rules 我的规则",
    into=rules_app,
)
_command(
    "rules show",
    "一个地区生效的规则:继承之后,每条出自哪个文件。\n\n\b\n"
    "例:yibao rules show 武汉\n   yibao rules show 武汉 --month 2022-06",
    into=rules_app,
    region=Annotated[str, typer.Argument(metavar="地区", help="名称、拼音、adcode 或简称。")],
    month=_one("--month", metavar="年月", help="只看管这个月的规则。"),
)
_command(
    "rules coverage",
    "收录情况一览:各地区、各种人从何时起、等级、最后确认、基数限额到何时。\n\n\b\n例:yibao rules coverage",
    into=rules_app,
)
_command(
    "rules stale",
    "该复核的:很久没有确认的规则、已过期的基数限额、只有全国规则的省;--plan 排成清单。\n\n\b\n"
    "例:yibao rules stale --older-than 12m --month 2026-11\n"
    "   yibao rules stale --plan -r 湖北 -o 清单.md\n   yibao rules stale --plan -o 复核.ics",
    into=rules_app,
    month=_one("--month", metavar="年月", help="站在哪个月看;不写为本月。"),
    region=_one("--region", "-r", metavar="地区", help="只看这些地区,省连同各市;可写几次。"),
    plan=_flag("--plan", help="清单:过期的和一年之内到期的,上一份文件,一般几月换。"),
    format=_one("--format", metavar="格式", help="清单的格式:md、ics、json。"),
    output=_one("--output", "-o", metavar="文件", help="清单写到哪里:.md、.ics、.json。"),
)
_command(
    "rules diff",
    "两个规则目录、或两个月之间变了什么:哪些规则、限额,哪些人每月多了少了多少。\n\n\b\n"
    "例:yibao rules diff --month 2026-06 --month 2026-07\n"
    "   yibao rules diff 草案 -r 武汉\n   yibao rules diff 旧目录 新目录 --json",
    into=rules_app,
    month=_one("--month", metavar="年月", help="哪个月;写两次就是从前到后。"),
    region=_one("--region", "-r", metavar="地区", help="只看这些地区;可写几次。"),
    quiet=_flag("--quiet", "-q", help="只印金额变了的有几种人。"),
)
_command(
    "rules pack",
    "把一个规则目录装成一个文件(ZIP),可以发给别人;印出它的 SHA-256。同样的规则装出来逐字节相同。\n\n\b\n"
    "例:yibao rules pack -o 规则.zip\n   yibao rules pack 草案 -o 草案.zip",
    into=rules_app,
    output=_one("--output", "-o", metavar="文件", help="写到哪里。"),
    quiet=_flag("--quiet", "-q", help="只印 SHA-256。"),
)
_command(
    "rules use",
    "装上一个规则包,以后的命令都用它;先查包、再查规则,有问题就什么也不改。不写包:说现用的是哪一份。\n\n\b\n"
    "例:yibao rules use 规则.zip --digest 34203ae9…\n   yibao rules use --none",
    into=rules_app,
)
_WHERE = {
    "output": _one("--output", "-o", metavar="目录", help="写进哪个规则目录;没有就建。"),
    "rules": _one("--rules", metavar="目录", help="与 -o 相同(也可设 YIBAO_RULES)。"),
}
_command(
    "rules new",
    "写一个规则文件,或在已有的里加一条:顺序照通知,没有给的留着说明等人填;已写的和注释不动。\n\n\b\n"
    "例:yibao rules new hubei/wuhan --status 退休 --from 2026-07-01 -o 我的规则\n"
    "   yibao rules new hubei/moushi --name 某市 --adcode 429999 -o 我的规则",
    into=rules_app,
    region=Annotated[str, typer.Argument(metavar="地区", help="名称、拼音、id;新的地方写 省/市。")],
    from_=_one("--from", metavar="日期", help="来源写明的施行日。"),
    to=_one("--to", metavar="日期", help="结束的日子,不含。"),
    title=_one("--title", metavar="文字", help="通知的说法,一句话。"),
    plan=_one("--plan", metavar="档次", help="险种档次。"),
    group=_one("--group", metavar="人群", help="单列的人群。"),
    note=_one("--note", metavar="文字", help="推断了什么,什么没有见到。"),
    name=_one("--name", metavar="全称", help="地区表里没有的地方叫什么。"),
    output=_one("--output", "-o", metavar="目录", help="写进哪个规则目录,没有就建;- 是只印出来。"),
    rules=_WHERE["rules"],
)
_command(
    "rules source",
    "在 sources.toml 里加一件来源。\n\n\b\n"
    "例:yibao rules source moushi-2026-06 --title 某市通知 --date 2026-06-20 --grade 官方 -o 我的规则",
    into=rules_app,
    **_WHERE,
)
_command(
    "rules limits",
    "把一张限额表(CSV、XLSX……)写进 limits.toml:先印出改动,问过才写。\n\n\b\n"
    "列:地区、起、止、下限、上限、来源(还可以有 险种、等级、备注)。\n"
    "例:yibao rules limits 限额.csv -o 我的规则\n   yibao rules limits 限额.xlsx --yes",
    into=rules_app,
    file=Annotated[str, typer.Argument(metavar="文件", help="表格;- 是标准输入。")],
    sheet=_one("--sheet", metavar="工作表", help="哪一张表。"),
    **_WHERE,
)
_command(
    "rules export",
    "印出一个地区现行的规则文件,作叠加的起点;省和全国的规则印成注释。\n\n\b\n"
    "例:yibao rules export 武汉\n   yibao rules export 武汉 -o 我的规则",
    into=rules_app,
    region=Annotated[str, typer.Argument(metavar="地区", help="名称、拼音、adcode 或简称。")],
    output=_one("--output", "-o", metavar="目录", help="写成这个目录里的文件(规则、限额、渠道)。"),
)
_command(
    "rules sql",
    "一个月的规则写成 SQL:一张规则表,一句连接 people 表的查询,整数运算,不用浮点。\n\n\b\n"
    "例:yibao rules sql --dialect spark --month 2025-08\n"
    "   yibao rules sql --dialect duckdb --month 2025-08 -r 北京 -r 武汉",
    into=rules_app,
    month=_one("--month", metavar="年月", help="哪个月的规则;不写为本月。"),
    region=_one("--region", "-r", metavar="地区", help="只要这些地区;可写几次。"),
)


def root_command() -> Any:
    """The commands as Click has them, told of in the language that is spoken."""
    root: Any = typer.main.get_command(app)
    root.help = f"{tr(_HELP)}\n\n\b\n{tr(HELP)}"
    _translate(root)
    waiting = [*root.commands.values()]
    while waiting:
        command = waiting.pop()
        command.help = tr(command.help)
        if spoken() == "en":  # Click cuts longer ones off
            command.short_help = command.help.partition("\n")[0].partition(": ")[0].partition("; ")[0]
        _translate(command)
        waiting += getattr(command, "commands", {}).values()
    return root


def _translate(command: Any) -> None:
    """What is said of the options and arguments of a command; help's own words are in English from the start."""
    for item in command.params:
        item.help = tr(item.help)
        if spoken() == "en":
            item.metavar = tr(item.metavar or "").upper() or None


def help_texts(width: int) -> dict[tuple[str, ...], str]:
    """The help of the program, (), and of every command, written for a terminal of `width` columns."""
    found = {}
    waiting = [root_command().make_context("yibao", [], resilient_parsing=True)]
    while waiting:
        context = waiting.pop()
        context.terminal_width = width - _MARGIN
        found[tuple(context.command_path.split()[1:])] = context.get_help() + "\n"
        commands = getattr(context.command, "commands", {})
        waiting += [made.make_context(name, [], context, resilient_parsing=True) for name, made in commands.items()]
    return found


def summaries() -> dict[tuple[str, ...], dict[str, str]]:
    """What stands beside a candidate of the completion: of the program, (), and `rules` each command's first line, of
    every command each long option's help to its first stop."""
    found = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [((), root_command())]
    while waiting:
        path, command = waiting.pop()
        below: dict[str, Any] = getattr(command, "commands", {})
        found[path] = {name: made.help.partition("\n")[0] for name, made in below.items()}
        for option in (item for item in command.params if item.opts[0][:2] == "--"):
            found[path][option.opts[0]] = _first_words(option.help)
        waiting += [((*path, name), made) for name, made in below.items()]
    return found


def _first_words(help: str) -> str:
    """The help of an option to its first stop."""
    stop, pause = (". ", "; ") if spoken() == "en" else ("。", ";")
    return help.partition(stop)[0].partition(pause)[0].removesuffix(".")


def run_app(words: Sequence[str]) -> int:
    """Runs a command line through Typer. Raises InputError for mistakes in it."""
    try:
        code = root_command()(list(words), prog_name="yibao", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        raise BrokenPipeError from None  # what Click makes of a reader that went away
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            put(error.format_message())
            return ExitCode.USAGE
        answered = _asked(error, words)
        if answered is not None:
            return run_app(answered)
        raise _usage(error) from None
    return code or ExitCode.ANSWER


def _asked(error: typer.TyperException, words: Sequence[str]) -> list[str] | None:
    """The command line with what it lacks, if somebody could be asked for that."""
    from .ask import can_ask, parameter

    missing = getattr(error, "param", None)
    plain = Options(quiet="-q" in words or "--quiet" in words, json="--json" in words)
    if type(error).__name__ != "MissingParameter" or missing is None or not can_ask(plain):
        return None
    option = [missing.opts[0]] if missing.opts[0].startswith("-") else []
    return [*words, *option, parameter(missing.human_readable_name, getattr(missing, "help", ""))]


def _usage(error: typer.TyperException) -> InputError:
    """Typer's complaint as one of our errors where it is a common one."""
    context = getattr(error, "ctx", None)
    help_command = f"{context.command_path if context else 'yibao'} --help"
    option = getattr(error, "option_name", "")
    field = SHORT.get(option) or option.lstrip("-").replace("-", "_")
    match type(error).__name__:
        case "NoSuchOption":
            choices = tuple(getattr(error, "possibilities", None) or ())
            return InputError("option-unknown", field=field, value=option, choices=choices, help=help_command)
        case "BadOptionUsage":
            return InputError("option-value", field=field, value=option, help=help_command)
        case "MissingParameter":
            name = getattr(getattr(error, "param", None), "human_readable_name", "")
            return InputError("argument-missing", value=name, help=help_command)
        case "UsageError" if error.format_message().startswith("No such command"):
            from difflib import get_close_matches  # only for a mistake

            given = error.format_message().split("'")[1]
            known = getattr(getattr(context, "command", None), "commands", {})
            return InputError(
                "command-unknown", value=given, choices=tuple(get_close_matches(given, known)), help=help_command
            )
        case "UsageError" if error.format_message().startswith("Got unexpected extra argument"):
            given = error.format_message().partition("(")[2].partition("(")[2].removesuffix(")")
            return InputError("argument-extra", value=given, help=help_command)
        case _:
            return InputError("usage", value=error.format_message(), help=help_command)
