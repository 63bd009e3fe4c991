"""The commands under `yibao rules` that write rule files, as Typer declares them."""

# mypy: disable-error-code="valid-type"
# Options that look alike are made by a function, and Typer reads what it gives.

from typing import Annotated, Any

import typer


def _one(*names: str, metavar: str, help: str) -> Any:
    return Annotated[str | None, typer.Option(*names, metavar=metavar, help=help)]


def _several(*names: str, metavar: str, help: str) -> Any:
    return Annotated[list[str] | None, typer.Option(*names, metavar=metavar, help=help)]


_AMOUNT = "100、2%、2.5% 平均养老金;分年龄的写几次:不满70:100、70以上:110。"
_OUTPUT = _one("--output", "-o", metavar="目录", help="写进哪个规则目录;没有就建。")
_RULES = _one("--rules", metavar="目录", help="与 -o 相同(也可设 YIBAO_RULES)。")
_GRADE = _one("--grade", metavar="等级", help="官方、报刊、第三方、待证实。")


def declare(rules: typer.Typer) -> None:
    """Adds the commands to `yibao rules`."""

    @rules.command(
        help="写一个规则文件,或在已有的里加一条:顺序照通知,没有给的留着说明等人填;已写的和注释不动。\n\n\b\n"
        "例:yibao rules new hubei/wuhan --status 退休 --from 2026-07-01 -o 我的规则\n"
        "   yibao rules new hubei/moushi --name 某市 --adcode 429999 -o 我的规则"
    )
    def new(
        region: Annotated[str, typer.Argument(metavar="地区", help="名称、拼音、id;新的地方写 省/市。")],
        status: _one("--status", "-s", metavar="状态", help="在职、退休、灵活就业、居民。") = None,
        from_: _one("--from", metavar="日期", help="来源写明的施行日。") = None,
        seen: _one("--seen", metavar="日期", help="起始日没有见到时,最早写到它的来源的日期。") = None,
        to: _one("--to", metavar="日期", help="结束的日子,不含。") = None,
        title: _one("--title", metavar="文字", help="通知的说法,一句话。") = None,
        plan: _one("--plan", metavar="档次", help="险种档次。") = None,
        group: _one("--group", metavar="人群", help="单列的人群。") = None,
        own: _several("--own", metavar="金额", help="本人缴费划入:" + _AMOUNT) = None,
        employer: _several("--employer", metavar="金额", help="单位缴费划入,写法相同。") = None,
        pooled: _several("--pooled", metavar="金额", help="统筹基金划入,写法相同。") = None,
        no_account: _one("--no-account", metavar="原因", help="没有账户,写明原因。") = None,
        posting: _one("--posting", metavar="几日", help="每月几日到账:10-15、15、15日前。") = None,
        grade: _GRADE = None,
        source: _several("--source", metavar="id", help="来源的 id;可写几次。") = None,
        confirmed: _one("--confirmed", metavar="日期", help="最后一次有来源说它有效的日子。") = None,
        note: _one("--note", metavar="文字", help="推断了什么,什么没有见到。") = None,
        name: _one("--name", metavar="全称", help="地区表里没有的地方叫什么。") = None,
        adcode: _one("--adcode", metavar="代码", help="地区表里没有的地方的六位代码。") = None,
        output: _one("--output", "-o", metavar="目录", help="写进哪个规则目录,没有就建;- 是只印出来。") = None,
        rules: _RULES = None,
    ) -> int:
        from .rules_new import NewOptions, run

        lists = {"own": own or [], "employer": employer or [], "pooled": pooled or [], "source": source or []}
        return run(
            NewOptions(
                region,
                status,
                from_,
                seen,
                to,
                title,
                plan,
                group,
                no_account=no_account,
                posting=posting,
                grade=grade,
                confirmed=confirmed,
                note=note,
                name=name,
                adcode=adcode,
                output=output,
                rules=rules,
                **lists,
            )
        )

    @rules.command(
        help="在 sources.toml 里加一件来源。\n\n\b\n"
        "例:yibao rules source moushi-2026-06 --title 某市通知 --date 2026-06-20 --grade 官方 -o 我的规则"
    )
    def source(
        id: Annotated[str, typer.Argument(metavar="id", help="小写字母、数字、连字符。")],
        title: _one("--title", metavar="文字", help="标题。") = None,
        publisher: _one("--publisher", metavar="文字", help="谁发的。") = None,
        date: _one("--date", metavar="日期", help="公布的日期,YYYY、YYYY-MM 或 YYYY-MM-DD。") = None,
        url: _one("--url", metavar="网址", help="网址。") = None,
        grade: _GRADE = None,
        note: _one("--note", metavar="文字", help="在哪里读到,缺什么。") = None,
        output: _OUTPUT = None,
        rules: _RULES = None,
    ) -> int:
        from .rules_source import run

        texts = {"title": title, "publisher": publisher, "date": date, "url": url, "note": note}
        return run(id, texts, grade, output, rules)

    @rules.command(
        help="把一张限额表(CSV、XLSX……)写进 limits.toml:先印出改动,问过才写。\n\n\b\n"
        "列:地区、起、止、下限、上限、来源(还可以有 险种、等级、备注)。\n"
        "例:yibao rules limits 限额.csv -o 我的规则\n   yibao rules limits 限额.xlsx --yes"
    )
    def limits(
        file: Annotated[str, typer.Argument(metavar="文件", help="表格;- 是标准输入。")],
        kind: _one("--kind", metavar="险种", help="没有险种一列时:medical、all、unnamed(没有写明)。") = None,
        grade: _GRADE = None,
        sheet: _one("--sheet", metavar="工作表", help="哪一张表。") = None,
        yes: Annotated[bool, typer.Option("--yes", help="不问,直接写。")] = False,
        output: _OUTPUT = None,
        rules: _RULES = None,
    ) -> int:
        from .rules_limits import run

        return run(file, kind, grade, sheet, yes, output, rules)

    @rules.command(
        help="印出一个地区现行的规则文件,作叠加的起点;省和全国的规则印成注释。\n\n\b\n"
        "例:yibao rules export 武汉\n   yibao rules export 武汉 -o 我的规则"
    )
    def export(
        region: Annotated[str, typer.Argument(metavar="地区", help="名称、拼音、adcode 或简称。")],
        output: _one("--output", "-o", metavar="目录", help="写成这个目录里的文件(规则、限额、渠道)。") = None,
        rules: _RULES = None,
    ) -> int:
        from .rules_export import run

        return run(region, output, rules)
