"""Errors about a table a person holds, in words: what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from ..language import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

Facts = Mapping[str, object]

SHOWN_CHOICES = 30
"""Names that are listed at most."""


def _choices(facts: Facts) -> str:
    choices = facts.get("choices")
    if not isinstance(choices, list | tuple):
        return ""
    more = tr(" 等 {choices} 个", choices=len(choices)) if len(choices) > SHOWN_CHOICES else ""
    return tr("、").join(str(choice) for choice in choices[:SHOWN_CHOICES]) + more


def _cell(facts: Facts, what: str) -> str:
    return tr("「{field}」列:「{value}」{what}", field=facts["field"], value=facts["value"], what=what)


def _other(facts: Facts) -> str:
    todo = tr(_TODO.get(str(facts["what"]), tr("请给 Excel、CSV 或别的表格")))
    return tr("「{file}」是{what},不是表格。{todo}。", file=facts["file"], what=tr(str(facts["what"])), todo=todo)


_TODO = {
    "压缩包": "先解开,给里面的表格",
    "图片": "请在网站上导出 Excel 或 CSV",
    "Parquet": "文件名以 .parquet 结尾才读得了",
    "Word 文档": "把里面的表格粘贴到 Excel 里保存",
}

TABLE_ERRORS: dict[str, Callable[[Facts], str]] = {
    "check-columns": lambda f: tr(
        "--check 没有可以核对的:没有认出缴费基数、个人缴费、划入金额中的任何一列。"
        "用 --map 指明,如 --map 扣款=个人缴费。"
    ),
    "json-malformed": lambda f: tr(
        "{file} 第 {line} 行不是 JSON 对象。JSONL 每行写一个 {{…}}。", file=f["file"], line=f["line"]
    ),
    "json-new-key": lambda f: tr(
        "{file} 第 {line} 行有前 30 行没有的字段「{value}」,各行的字段要一样。",
        file=f["file"],
        line=f["line"],
        value=f["value"],
    ),
    "output-unwritable": lambda f: tr("写不到「{file}」:{why}。", file=f["file"], why=f["why"]),
    "file-address": lambda f: tr("「{file}」是网址。本程序不联网:先下载到本机,或挂载成目录,再写路径。", file=f["file"]),
    "table-missing": lambda f: tr("没有文件「{file}」。", file=f["file"]),
    "table-directory": lambda f: tr("「{file}」是目录,请给里面的一个文件。", file=f["file"]),
    "table-unreadable": lambda f: tr("读不了「{file}」:{why}。", file=f["file"], why=f["why"]),
    "table-empty": lambda f: tr("「{file}」是空的。", file=f["file"]),
    "table-no-rows": lambda f: tr("「{file}」第 {line} 行的表头下面没有数据。", file=f["file"], line=f["line"]),
    "table-no-headers": lambda f: tr(
        "「{file}」的前 {searched} 行里没有认得的表头。用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。",
        file=f["file"],
        searched=f["searched"],
    ),
    "table-xlsb": lambda f: tr(
        "「{file}」是二进制的 Excel 文件(.xlsb)。在 Excel 或 WPS 里另存为 .xlsx。", file=f["file"]
    ),
    "table-locked": lambda f: tr("「{file}」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。", file=f["file"]),
    "table-other": _other,
    "table-binary": lambda f: tr("「{file}」不是表格,也不是文字。请给 Excel、CSV 或别的表格。", file=f["file"]),
    "file-broken": lambda f: tr("「{file}」损坏了,打不开。重新下载,或在 Excel、WPS 里打开再保存一次。", file=f["file"]),
    "file-swollen": lambda f: tr("「{file}」解开来大得不像真的表,没有读。", file=f["file"]),
    "xml-doctype": lambda f: tr("「{file}」里的 XML 带有文档类型声明(DOCTYPE),表格不会这样写,没有读。", file=f["file"]),
    "html-no-table": lambda f: tr("「{file}」是网页,里面没有表格。请在网站上导出 Excel 或 CSV。", file=f["file"]),
    "pdf-no-table": lambda f: tr("「{file}」里没有画线的表格。请在网站上导出 Excel 或 CSV。", file=f["file"]),
    "pdf-picture": lambda f: tr(
        "「{file}」的页面是图片,没有文字。请在网站上导出 Excel、CSV 或带文字的 PDF。", file=f["file"]
    ),
    "ofd-picture": lambda f: tr("「{file}」的页面没有文字。请在网站上导出 Excel 或 CSV。", file=f["file"]),
    "cell-too-long": lambda f: tr(
        "「{file}」第 {line} 行有一格超过 {most} 个字,多半是双引号没有配对。",
        file=f["file"],
        line=f["line"],
        most=f["most"],
    ),
    "table-encoding": lambda f: tr(
        "「{file}」第 {line} 行既不是 UTF-8 也不是 GB18030,文件可能不完整。知道编码就用 --encoding 指明。",
        file=f["file"],
        line=f["line"],
    ),
    "table-encoding-forced": lambda f: tr(
        "「{file}」第 {line} 行不是 {value}。去掉 --encoding 可以自动识别。",
        file=f["file"],
        line=f["line"],
        value=f["value"],
    ),
    "encoding-unknown": lambda f: tr(
        "--encoding:不认识「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)
    ),
    "table-quotes": lambda f: tr(
        "「{file}」第 {line} 行的双引号没有配对。改正引号再试。", file=f["file"], line=f["line"]
    ),
    "xlsx-missing": lambda f: tr(
        "读写「{file}」要用 openpyxl 和 XlsxWriter,先运行:pip install 'yibao-cli[xlsx]'。", file=f["file"]
    ),
    "xls-missing": lambda f: tr("读「{file}」要用 xlrd,先运行:pip install 'yibao-cli[xls]'。", file=f["file"]),
    "pdf-missing": lambda f: tr("读「{file}」要用 pdfplumber,先运行:pip install 'yibao-cli[pdf]'。", file=f["file"]),
    "sheet-unknown": lambda f: tr(
        "--sheet:「{file}」里没有工作表「{value}」。有:{choices}。",
        file=f["file"],
        value=f["value"],
        choices=_choices(f),
    ),
    "sheet-of-text": lambda f: tr("--sheet 只用于有几张工作表的文件,「{file}」只有一张表。", file=f["file"]),
    "sheets-differ": lambda f: tr(
        "--sheet:「{first}」和「{second}」的表头不同,不能一起读,请分开。", first=f["first"], second=f["second"]
    ),
    "months-across": lambda f: tr(
        "「{file}」一个月一列,没有写明列里是什么。用 --map 各月=缴费基数 指明,也可以是 工资、养老金。", file=f["file"]
    ),
    "months-no-year": lambda f: tr("「{file}」各列只写了月份,没有写年。用 --year 2024 指明。", file=f["file"]),
    "months-twice": lambda f: tr(
        "「{file}」有两列都是 {month}月。删去一列,或在表头写上年份。", file=f["file"], month=f["month"]
    ),
    "year-malformed": lambda f: tr("--year:「{value}」不是年份。写成 2024。", value=f["value"]),
    "xlsx-columns": lambda f: tr("一张工作表最多 {value} 列,写不下。用 -o 写成 .csv。", value=f["value"]),
    "xlsx-cell": lambda f: tr(
        "第 {line} 行有一格超过 {value} 个字,工作表写不下。用 -o 写成 .csv。", line=f["line"], value=f["value"]
    ),
    "map-malformed": lambda f: tr("--map:「{value}」写法不对。写成 列名=字段。", value=f["value"]),
    "map-column": lambda f: tr("--map:表里没有「{value}」列。有:{choices}。", value=f["value"], choices=_choices(f)),
    "map-field": lambda f: tr("--map:没有字段「{value}」。可用:{choices}。", value=f["value"], choices=_choices(f)),
    "map-twice": lambda f: tr(
        "--map:「{first}」和「{second}」都指为{value},留一个。", first=f["first"], second=f["second"], value=f["value"]
    ),
    "statement-columns": lambda f: tr(
        "「{file}」里没有月份,也没有金额。用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。", file=f["file"]
    ),
    "cell-money": lambda f: _cell(f, tr("不是金额。写成 1234.50。")),
    "cell-money-decimals": lambda f: _cell(f, tr("多于两位小数,金额到分为止。")),
    "cell-money-large": lambda f: _cell(f, tr("大得不像金额,请核对。")),
    "cell-negative": lambda f: _cell(f, tr("是负数,请核对。")),
    "cell-month": lambda f: _cell(f, tr("不是月份。写成 2024-08。")),
    "cell-month-year": lambda f: _cell(f, tr("没有写年。用 --year 2024 指明。")),
    "cell-formula": lambda f: _cell(f, tr("是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次再试。")),
    "cell-month-order": lambda f: _cell(f, tr("止月早于起月。")),
    "cell-day": lambda f: _cell(f, tr("不是日期。写成 2024-08-15。")),
    "cell-birth": lambda f: _cell(f, tr("不是出生年月。写成 1958-03。")),
    "cell-rate": lambda f: _cell(f, tr("不是比例。写成 2% 或 0.02。")),
    "cell-count": lambda f: _cell(f, tr("不是整数。")),
    "row-too-long": lambda f: tr(
        "这一行有 {cells} 格,表头只有 {columns} 格。金额里有逗号的要加双引号。", cells=f["cells"], columns=f["columns"]
    ),
    "row-no-month": lambda f: tr("「{field}」列是空的,不知道是哪个月的钱。", field=f["field"]),
    "row-no-person": lambda f: tr("「{field}」列是空的,不知道是谁的钱。", field=f["field"]),
    "status-left": lambda f: tr("「{field}」是「{value}」:不再缴费,没有划入。", field=f["field"], value=f["value"]),
    "row-no-name": lambda f: tr("「{field}」是空的,不知道是谁。", field=f["field"]),
    "identity-cut": lambda f: tr(
        "「{field}」的 {value} 被电子表格截断了。补上原号码,或加一列出生年月。", field=f["field"], value=f["value"]
    ),
    "identity-check": lambda f: tr(
        "「{field}」的 {value} 校验码不对,请核对;或加一列出生年月。", field=f["field"], value=f["value"]
    ),
    "identity-date": lambda f: tr(
        "「{field}」的 {value} 里没有这样的出生日期,请核对。", field=f["field"], value=f["value"]
    ),
    "identity-passport": lambda f: tr(
        "「{field}」的 {value} 像护照或通行证,看不出年龄。加一列出生年月。", field=f["field"], value=f["value"]
    ),
    "identity-unreadable": lambda f: tr(
        "证件号码认不出:「{field}」的 {value}。改正,或加一列出生年月。", field=f["field"], value=f["value"]
    ),
    "row-month-order": lambda f: tr(
        "「{field}」列的 {value} 早于起月 {first}。", field=f["field"], value=f["value"], first=f["first"]
    ),
    "row-month-count": lambda f: tr(
        "月数 {value} 与 {first} 至 {last} 不合,不知道是哪几个月的钱。",
        value=f["value"],
        first=f["first"],
        last=f["last"],
    ),
    "row-empty": lambda f: tr("没有月份,也没有金额。"),
}
"""By code; those of a cell or a row leave it to the caller to name the row."""


NoteFacts = Mapping[str, str]


def _in_sheet(facts: NoteFacts, text: str) -> str:
    return tr("工作表「{sheet}」:{text}", sheet=facts["sheet"], text=text) if facts["sheet"] else text


TABLE_NOTES: dict[str, Callable[[NoteFacts], str]] = {
    "sheets-together": lambda f: tr("几张工作表一起读了:{names}。", names=f["names"]),
    "sheets-unread": lambda f: tr("没有读工作表{names};要读就写 --sheet {first}。", names=f["names"], first=f["first"]),
    "sheets-hidden": lambda f: tr("没有读隐藏的工作表{names}。", names=f["names"]),
    "sheet-says": lambda f: tr(
        "工作表「{sheet}」没有{field}这一列,按表名算作 {value}。", sheet=f["sheet"], field=f["field"], value=f["value"]
    ),
    "year-guessed": lambda f: _in_sheet(
        f, tr("月份没有写年,按{said}算作 {year} 年;不对就写 --year。", said=f["said"], year=f["year"])
    ),
    "months-unfolded": lambda f: _in_sheet(
        f, tr("一个月一列的,改成一个月一行,列里是{fields};不对就写 --map 各月=字段。", fields=f["fields"])
    ),
    "rows-hidden": lambda f: _in_sheet(
        f,
        tr("隐藏或筛选掉的 {count} 行(第 {lines} 行)也算在内;不算就写 --visible。", count=f["count"], lines=f["lines"]),
    ),
    "rows-left-out": lambda f: _in_sheet(
        f, tr("隐藏或筛选掉的 {count} 行(第 {lines} 行)没有算。", count=f["count"], lines=f["lines"])
    ),
    "rows-deleted": lambda f: tr("标记为删除的 {count} 条记录没有算。", count=f["count"]),
    "cells-merged": lambda f: _in_sheet(f, tr("{columns}列里上下合并的格子,每一行都算有。", columns=f["columns"])),
    "number-cut": lambda f: _in_sheet(
        f,
        tr(
            "「{column}」列有 {count} 格(第 {lines} 行)被电子表格截成 15 位数字,后面是补的 0:"
            "证件号码只用得上出生年月,性别不用,也不单凭它认人。",
            column=f["column"],
            count=f["count"],
            lines=f["lines"],
        ),
    ),
    "date-moved": lambda f: _in_sheet(
        f,
        tr(
            "「{column}」列有 {count} 格(第 {lines} 行)的时刻偏离中国的零点,按原来要写的日期读。",
            column=f["column"],
            count=f["count"],
            lines=f["lines"],
        ),
    ),
    "character-halved": lambda f: _in_sheet(
        f,
        tr(
            "「{column}」列有 {count} 格(第 {lines} 行)里有半个字符,换成了「�」。",
            column=f["column"],
            count=f["count"],
            lines=f["lines"],
        ),
    ),
    "formula": lambda f: _in_sheet(
        f,
        tr(
            "「{column}」列有 {count} 格(第 {lines} 行)是还没有算出结果的公式,没有当作数。"
            "在 Excel 或 WPS 里打开、保存一次再试。",
            column=f["column"],
            count=f["count"],
            lines=f["lines"],
        ),
    ),
}
"""How a table was read, by code."""
