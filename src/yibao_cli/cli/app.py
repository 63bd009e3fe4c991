"""The commands as Typer declares them: names, options, help. What they do is in the module of the same name."""

from collections.abc import Sequence
from typing import Annotated

import typer

from .. import __version__
from ..core.errors import InputError
from .exit_codes import HELP, ExitCode
from .options import EstimateOptions
from .output import complain, put

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    help="职工医保个人账户划入计算:该划多少、为什么、谁说的、到哪里查。非官方。\n\n"
    "\b\n例:yibao estimate -r 北京 -s 在职 --base 10000\n   yibao channels -r 上海\n\n\b\n" + HELP,
)
rules_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="规则文件:查看生效的规则,检查写得对不对。")
app.add_typer(rules_app, name="rules")

Region = Annotated[
    str | None,
    typer.Option("--region", "-r", metavar="地区", help="名称、拼音、adcode 或简称,如 武汉、wuhan、420100。"),
]
Rules = Annotated[str | None, typer.Option("--rules", metavar="目录", help="叠加自己的规则目录(也可设 YIBAO_RULES)。")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


def _text(*names: str, metavar: str, help: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(*names, metavar=metavar, help=help)
    return option


Status = Annotated[str | None, _text("--status", "-s", metavar="状态", help="在职、退休、灵活就业、居民。")]
Age = Annotated[str | None, _text("--age", metavar="周岁", help="周岁年龄。")]
Salary = Annotated[str | None, _text("--salary", metavar="元", help="不知道基数时的月工资。")]
Pension = Annotated[str | None, _text("--pension", metavar="元", help="本人养老金,元/月。")]
Group = Annotated[str | None, _text("--group", metavar="人群", help="当地单列的人群。")]
AveragePension = Annotated[
    str | None, _text("--average-pension", metavar="元", help="自己查到的当地平均养老金,元/月。")
]


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="显示版本。")] = False) -> None:
    if version:
        put(f"yibao {__version__}")
        raise typer.Exit


@app.command(
    help="算一个人一个月应划入多少。\n\n\b\n"
    "例:yibao estimate -r 北京 -s 在职 --age 30 --base 10000 --month 2024-08\n"
    "   yibao estimate -r 武汉 -s 退休 --age 66 -q\n"
    "   yibao estimate -r 上海 -s 退休 --birth 1950-06 --json"
)
def estimate(
    region: Region = None,
    status: Status = None,
    age: Age = None,
    birth: Annotated[str | None, _text("--birth", metavar="年月", help="出生年月,YYYY-MM 或 YYYY-MM-DD。")] = None,
    base: Annotated[str | None, _text("--base", metavar="元", help="缴费基数,元/月;可写 8,000.55、1.2万。")] = None,
    salary: Salary = None,
    pension: Pension = None,
    month: Annotated[str | None, _text("--month", metavar="年月", help="哪个月的钱,YYYY-MM;不写为本月。")] = None,
    plan: Annotated[str | None, _text("--plan", metavar="档次", help="险种档次,如 一档。")] = None,
    group: Group = None,
    sex: Annotated[str | None, _text("--sex", metavar="性别", help="男、女;只在按缴费年限扣减的地方用到。")] = None,
    paid: Annotated[str | None, _text("--paid", metavar="年", help="已缴费年数;同上。")] = None,
    average_pension: AveragePension = None,
    average_wage: Annotated[
        str | None, _text("--average-wage", metavar="元", help="自己查到的当地平均工资,元/月。")
    ] = None,
    min_grade: Annotated[
        str | None, _text("--min-grade", metavar="等级", help="依据低于此等级就不作答:官方、报刊、第三方、待证实。")
    ] = None,
    format: Annotated[str | None, _text("--format", metavar="格式", help="text、json、csv、md。")] = None,
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只印每月净额。")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="印出全部步骤、来源和说明。")] = False,
    rules: Rules = None,
) -> int:
    from .estimate import run

    return run(
        EstimateOptions(
            region=region,
            status=status,
            age=age,
            birth=birth,
            base=base,
            salary=salary,
            pension=pension,
            month=month,
            plan=plan,
            group=group,
            sex=sex,
            paid=paid,
            average_pension=average_pension,
            average_wage=average_wage,
            min_grade=min_grade,
            format=format,
            json=json,
            quiet=quiet,
            explain=explain,
            rules=rules,
        )
    )


@app.command(
    help="到哪里查实际到账:应用、网站、小程序、银行、电话、窗口。\n\n\b\n"
    "例:yibao channels -r 上海\n   yibao channels -r 武汉 --want credits\n   yibao channels --channel hotline-12393"
)
def channels(
    region: Region = None,
    channel: Annotated[str | None, _text("--channel", metavar="编号", help="只看这一种。")] = None,
    want: Annotated[str | None, _text("--want", metavar="内容", help="只看能查到它的:余额、划入、缴费、消费。")] = None,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .channels import run

    return run(region, channel, want, json, rules)


@app.command(
    help="规则覆盖哪些地区、哪些人、从何时起、依据如何。\n\n\b\n"
    "例:yibao regions\n   yibao regions 武汉\n   yibao regions --all"
)
def regions(
    word: Annotated[str | None, typer.Argument(metavar="[名称]", help="名称、拼音、代码或其中一段。")] = None,
    all: Annotated[bool, typer.Option("--all", help="也列出还没有规则的地区。")] = False,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .regions import run

    return run(word, all, json, rules)


@app.command(
    help="终身医保的缴费年限:要多少年、还差多少、什么时候缴满、什么时候到法定退休年龄。\n\n\b\n"
    "例:yibao years -r 北京 --sex 女 --paid 17\n   yibao years -r 武汉 --sex 男 --paid 20 --birth 1970-05"
)
def years(
    region: Region = None,
    sex: Annotated[str | None, _text("--sex", metavar="性别", help="男、女。")] = None,
    paid: Annotated[str | None, _text("--paid", metavar="年", help="已缴费的整年数。")] = None,
    birth: Annotated[str | None, _text("--birth", metavar="年月", help="出生年月,算法定退休的月份。")] = None,
    retire_kind: Annotated[
        str | None, _text("--retire-kind", metavar="类", help="men、women-55、women-50;女的不写就两种都算。")
    ] = None,
    month: Annotated[str | None, _text("--month", metavar="年月", help="从哪个月算起;不写为本月。")] = None,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .years import run

    return run(region, sex, paid, birth, retire_kind, month, json, rules)


@app.command(
    help="没到账、变少、余额为零、停了:可能的原因,怎样核对,问谁。\n\n\b\n"
    "例:yibao why --symptom 没到账\n"
    "   yibao why -r 武汉 -s 退休 --age 66 --pension 5000 --month 2023-02 --symptom 变少"
)
def why(
    region: Region = None,
    status: Status = None,
    symptom: Annotated[
        str | None, _text("--symptom", metavar="情况", help="没到账、变少、余额为零、停了;不写就都列。")
    ] = None,
    age: Age = None,
    birth: Annotated[str | None, _text("--birth", metavar="年月", help="出生年月,可看出何时换年龄段。")] = None,
    base: Annotated[str | None, _text("--base", metavar="元", help="缴费基数,元/月。")] = None,
    salary: Salary = None,
    pension: Pension = None,
    average_pension: AveragePension = None,
    month: Annotated[str | None, _text("--month", metavar="年月", help="哪个月的事;不写为本月。")] = None,
    plan: Annotated[str | None, _text("--plan", metavar="档次", help="险种档次。")] = None,
    group: Group = None,
    retired: Annotated[str | None, _text("--retired", metavar="年月", help="从哪个月起按退休划入。")] = None,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .why import run

    options = EstimateOptions(
        region=region,
        status=status,
        age=age,
        birth=birth,
        base=base,
        salary=salary,
        pension=pension,
        average_pension=average_pension,
        month=month,
        plan=plan,
        group=group,
        rules=rules,
    )
    return run(options, symptom, retired, json)


@app.command(
    help="网页上的说法和我们的判断:属实、改革前才是、没有写地区、说的是养老……\n\n\b\n"
    "例:yibao claims --region 上海 --topic 划入\n   yibao claims --number 3.8%"
)
def claims(
    region: Region = None,
    topic: Annotated[
        str | None, _text("--topic", metavar="话题", help="划入、查询、到账时间、缴费年限、灵活就业……")
    ] = None,
    verdict: Annotated[str | None, _text("--verdict", metavar="判断", help="属实、改革前是这样……或英文代码。")] = None,
    number: Annotated[str | None, _text("--number", metavar="数", help="文章里的一个数,如 3.8%。")] = None,
    json: Json = False,
) -> int:
    from .claims import run

    return run(region, topic, verdict, number, json)


@app.command(help="印出 JSON 输出的格式说明(JSON Schema)。\n\n\b\n例:yibao schema estimate")
def schema(name: Annotated[str, typer.Argument(metavar="命令", help="estimate。")]) -> int:
    from .schema import run

    return run(name)


@rules_app.command(
    help="检查规则文件:没有问题时不出声、退出码 0;有问题时一行一个、退出码 5。\n\n\b\n"
    "例:yibao rules check\n   yibao rules check rules/hubei/wuhan.toml"
)
def check(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[路径]…", help="规则文件或目录。")] = None,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .rules import run_check

    return run_check(paths or [], json, rules)


@rules_app.command(
    help="一个地区生效的规则:继承之后,每条出自哪个文件。\n\n\b\n"
    "例:yibao rules show 武汉\n   yibao rules show 武汉 --month 2022-06"
)
def show(
    region: Annotated[str, typer.Argument(metavar="地区", help="名称、拼音、adcode 或简称。")],
    month: Annotated[str | None, _text("--month", metavar="年月", help="只看管这个月的规则。")] = None,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .rules import run_show

    return run_show(region, month, json, rules)


@rules_app.command(
    help="收录情况一览:各地区、各种人从何时起、等级、最后确认、基数限额到何时。\n\n\b\n例:yibao rules coverage"
)
def coverage(json: Json = False, rules: Rules = None) -> int:
    from .survey import run_coverage

    return run_coverage(json, rules)


@rules_app.command(
    help="该复核的:很久没有确认的规则、已过期的基数限额、只有全国规则的省。\n\n\b\n"
    "例:yibao rules stale --older-than 12m --month 2026-11"
)
def stale(
    older_than: Annotated[str, _text("--older-than", metavar="时长", help="多久没有确认算旧。")] = "12m",
    month: Annotated[str | None, _text("--month", metavar="年月", help="站在哪个月看;不写为本月。")] = None,
    json: Json = False,
    rules: Rules = None,
) -> int:
    from .survey import run_stale

    return run_stale(older_than, month, json, rules)


def run_app(words: Sequence[str]) -> int:
    """Runs a command line through Typer; mistakes in it become one line and exit code 2."""
    try:
        code = app(list(words), prog_name="yibao", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        raise BrokenPipeError from None  # what Click makes of a reader that went away
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            put(error.format_message())
            return ExitCode.USAGE
        from ..render.messages import error as in_words

        complain(in_words(_usage(error)))
        return ExitCode.USAGE
    return code or ExitCode.ANSWER


def _usage(error: typer.TyperException) -> InputError:
    """Typer's complaint as one of our errors where it is a common one."""
    context = getattr(error, "ctx", None)
    help_command = f"{context.command_path if context else 'yibao'} --help"
    option = getattr(error, "option_name", "")
    match type(error).__name__:
        case "NoSuchOption":
            choices = tuple(getattr(error, "possibilities", None) or ())
            return InputError("option-unknown", value=option, choices=choices, help=help_command)
        case "BadOptionUsage":
            return InputError("option-value", value=option, help=help_command)
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
