"""Errors about a table a person holds, in words: what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping

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
    more = f" 等 {len(choices)} 个" if len(choices) > SHOWN_CHOICES else ""
    return "、".join(str(choice) for choice in choices[:SHOWN_CHOICES]) + more


def _cell(facts: Facts, what: str) -> str:
    return f"「{facts['field']}」列:「{facts['value']}」{what}"


def _other(facts: Facts) -> str:
    todo = _TODO.get(str(facts["what"]), "请给 Excel、CSV 或别的表格")
    return f"「{facts['file']}」是{facts['what']},不是表格。{todo}。"


_TODO = {
    "压缩包": "先解开,给里面的表格",
    "图片": "请在网站上导出 Excel 或 CSV",
    "Parquet": "文件名以 .parquet 结尾才读得了",
    "Word 文档": "把里面的表格粘贴到 Excel 里保存",
}

TABLE_ERRORS: dict[str, Callable[[Facts], str]] = {
    "check-columns": lambda f: (
        "--check 没有可以核对的:没有认出缴费基数、个人缴费、划入金额中的任何一列。"
        "用 --map 指明,如 --map 扣款=个人缴费。"
    ),
    "json-malformed": lambda f: f"{f['file']} 第 {f['line']} 行不是 JSON 对象。JSONL 每行写一个 {{…}}。",
    "json-new-key": lambda f: f"{f['file']} 第 {f['line']} 行有前 30 行没有的字段「{f['value']}」,各行的字段要一样。",
    "output-unwritable": lambda f: f"写不到「{f['file']}」:{f['why']}。",
    "file-address": lambda f: f"「{f['file']}」是网址。本程序不联网:先下载到本机,或挂载成目录,再写路径。",
    "table-missing": lambda f: f"没有文件「{f['file']}」。",
    "table-directory": lambda f: f"「{f['file']}」是目录,请给里面的一个文件。",
    "table-unreadable": lambda f: f"读不了「{f['file']}」:{f['why']}。",
    "table-empty": lambda f: f"「{f['file']}」是空的。",
    "table-no-rows": lambda f: f"「{f['file']}」第 {f['line']} 行的表头下面没有数据。",
    "table-no-headers": lambda f: (
        f"「{f['file']}」的前 {f['searched']} 行里没有认得的表头。"
        "用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。"
    ),
    "table-xlsb": lambda f: f"「{f['file']}」是二进制的 Excel 文件(.xlsb)。在 Excel 或 WPS 里另存为 .xlsx。",
    "table-locked": lambda f: f"「{f['file']}」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。",
    "table-other": _other,
    "table-binary": lambda f: f"「{f['file']}」不是表格,也不是文字。请给 Excel、CSV 或别的表格。",
    "file-broken": lambda f: f"「{f['file']}」损坏了,打不开。重新下载,或在 Excel、WPS 里打开再保存一次。",
    "file-swollen": lambda f: f"「{f['file']}」解开来大得不像真的表,没有读。",
    "xml-doctype": lambda f: f"「{f['file']}」里的 XML 带有文档类型声明(DOCTYPE),表格不会这样写,没有读。",
    "html-no-table": lambda f: f"「{f['file']}」是网页,里面没有表格。请在网站上导出 Excel 或 CSV。",
    "pdf-no-table": lambda f: f"「{f['file']}」里没有画线的表格。请在网站上导出 Excel 或 CSV。",
    "pdf-picture": lambda f: f"「{f['file']}」的页面是图片,没有文字。请在网站上导出 Excel、CSV 或带文字的 PDF。",
    "ofd-picture": lambda f: f"「{f['file']}」的页面没有文字。请在网站上导出 Excel 或 CSV。",
    "cell-too-long": lambda f: f"「{f['file']}」第 {f['line']} 行有一格超过 {f['most']} 个字,多半是双引号没有配对。",
    "table-encoding": lambda f: (
        f"「{f['file']}」第 {f['line']} 行既不是 UTF-8 也不是 GB18030,文件可能不完整。知道编码就用 --encoding 指明。"
    ),
    "table-encoding-forced": lambda f: (
        f"「{f['file']}」第 {f['line']} 行不是 {f['value']}。去掉 --encoding 可以自动识别。"
    ),
    "encoding-unknown": lambda f: f"--encoding:不认识「{f['value']}」。可用:{_choices(f)}。",
    "table-quotes": lambda f: f"「{f['file']}」第 {f['line']} 行的双引号没有配对。改正引号再试。",
    "xlsx-missing": lambda f: f"读写「{f['file']}」要用 openpyxl 和 XlsxWriter,先运行:pip install 'yibao-cli[xlsx]'。",
    "xls-missing": lambda f: f"读「{f['file']}」要用 xlrd,先运行:pip install 'yibao-cli[xls]'。",
    "pdf-missing": lambda f: f"读「{f['file']}」要用 pdfplumber,先运行:pip install 'yibao-cli[pdf]'。",
    "sheet-unknown": lambda f: f"--sheet:「{f['file']}」里没有工作表「{f['value']}」。有:{_choices(f)}。",
    "sheet-of-text": lambda f: f"--sheet 只用于有几张工作表的文件,「{f['file']}」只有一张表。",
    "sheets-differ": lambda f: f"--sheet:「{f['first']}」和「{f['second']}」的表头不同,不能一起读,请分开。",
    "months-across": lambda f: (
        f"「{f['file']}」一个月一列,没有写明列里是什么。用 --map 各月=缴费基数 指明,也可以是 工资、养老金。"
    ),
    "months-no-year": lambda f: f"「{f['file']}」各列只写了月份,没有写年。用 --year 2024 指明。",
    "months-twice": lambda f: f"「{f['file']}」有两列都是 {f['value']}。删去一列,或在表头写上年份。",
    "year-malformed": lambda f: f"--year:「{f['value']}」不是年份。写成 2024。",
    "xlsx-columns": lambda f: f"一张工作表最多 {f['value']} 列,写不下。用 -o 写成 .csv。",
    "xlsx-cell": lambda f: f"第 {f['line']} 行有一格超过 {f['value']} 个字,工作表写不下。用 -o 写成 .csv。",
    "map-malformed": lambda f: f"--map:「{f['value']}」写法不对。写成 列名=字段。",
    "map-column": lambda f: f"--map:表里没有「{f['value']}」列。有:{_choices(f)}。",
    "map-field": lambda f: f"--map:没有字段「{f['value']}」。可用:{_choices(f)}。",
    "map-twice": lambda f: f"--map:「{f['first']}」和「{f['second']}」都指为{f['value']},留一个。",
    "statement-columns": lambda f: (
        f"「{f['file']}」里没有月份,也没有金额。用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。"
    ),
    "cell-money": lambda f: _cell(f, "不是金额。写成 1234.50。"),
    "cell-money-decimals": lambda f: _cell(f, "多于两位小数,金额到分为止。"),
    "cell-money-large": lambda f: _cell(f, "大得不像金额,请核对。"),
    "cell-negative": lambda f: _cell(f, "是负数,请核对。"),
    "cell-month": lambda f: _cell(f, "不是月份。写成 2024-08。"),
    "cell-month-year": lambda f: _cell(f, "没有写年。用 --year 2024 指明。"),
    "cell-formula": lambda f: _cell(f, "是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次再试。"),
    "cell-month-order": lambda f: _cell(f, "止月早于起月。"),
    "cell-day": lambda f: _cell(f, "不是日期。写成 2024-08-15。"),
    "cell-birth": lambda f: _cell(f, "不是出生年月。写成 1958-03。"),
    "cell-rate": lambda f: _cell(f, "不是比例。写成 2% 或 0.02。"),
    "cell-count": lambda f: _cell(f, "不是整数。"),
    "row-too-long": lambda f: f"这一行有 {f['cells']} 格,表头只有 {f['columns']} 格。金额里有逗号的要加双引号。",
    "row-no-month": lambda f: f"「{f['field']}」列是空的,不知道是哪个月的钱。",
    "row-no-person": lambda f: f"「{f['field']}」列是空的,不知道是谁的钱。",
    "status-left": lambda f: f"「{f['field']}」是「{f['value']}」:不再缴费,没有划入。",
    "row-no-name": lambda f: f"「{f['field']}」是空的,不知道是谁。",
    "identity-cut": lambda f: f"「{f['field']}」的 {f['value']} 被电子表格截断了。补上原号码,或加一列出生年月。",
    "identity-check": lambda f: f"「{f['field']}」的 {f['value']} 校验码不对,请核对;或加一列出生年月。",
    "identity-date": lambda f: f"「{f['field']}」的 {f['value']} 里没有这样的出生日期,请核对。",
    "identity-passport": lambda f: f"「{f['field']}」的 {f['value']} 像护照或通行证,看不出年龄。加一列出生年月。",
    "identity-unreadable": lambda f: f"证件号码认不出:「{f['field']}」的 {f['value']}。改正,或加一列出生年月。",
    "row-month-order": lambda f: f"「{f['field']}」列的 {f['value']} 早于起月 {f['first']}。",
    "row-month-count": lambda f: f"月数 {f['value']} 与 {f['first']} 至 {f['last']} 不合,不知道是哪几个月的钱。",
    "row-empty": lambda f: "没有月份,也没有金额。",
}
"""By code; those of a cell or a row leave it to the caller to name the row."""


NoteFacts = Mapping[str, str]


def _in_sheet(facts: NoteFacts, text: str) -> str:
    return f"工作表「{facts['sheet']}」:{text}" if facts["sheet"] else text


TABLE_NOTES: dict[str, Callable[[NoteFacts], str]] = {
    "sheets-together": lambda f: f"几张工作表一起读了:{f['names']}。",
    "sheets-unread": lambda f: f"没有读工作表{f['names']};要读就写 --sheet {f['first']}。",
    "sheets-hidden": lambda f: f"没有读隐藏的工作表{f['names']}。",
    "sheet-says": lambda f: f"工作表「{f['sheet']}」没有{f['field']}这一列,按表名算作 {f['value']}。",
    "year-guessed": lambda f: _in_sheet(f, f"月份没有写年,按{f['said']}算作 {f['year']} 年;不对就写 --year。"),
    "months-unfolded": lambda f: _in_sheet(
        f, f"一个月一列的,改成一个月一行,列里是{f['fields']};不对就写 --map 各月=字段。"
    ),
    "rows-hidden": lambda f: _in_sheet(
        f, f"隐藏或筛选掉的 {f['count']} 行(第 {f['lines']} 行)也算在内;不算就写 --visible。"
    ),
    "rows-left-out": lambda f: _in_sheet(f, f"隐藏或筛选掉的 {f['count']} 行(第 {f['lines']} 行)没有算。"),
    "rows-deleted": lambda f: f"标记为删除的 {f['count']} 条记录没有算。",
    "cells-merged": lambda f: _in_sheet(f, f"{f['columns']}列里上下合并的格子,每一行都算有。"),
    "number-cut": lambda f: _in_sheet(
        f,
        f"「{f['column']}」列有 {f['count']} 格(第 {f['lines']} 行)被电子表格截成 15 位数字,后面是补的 0:"
        "证件号码只用得上出生年月,性别不用,也不单凭它认人。",
    ),
    "date-moved": lambda f: _in_sheet(
        f, f"「{f['column']}」列有 {f['count']} 格(第 {f['lines']} 行)的时刻偏离中国的零点,按原来要写的日期读。"
    ),
    "formula": lambda f: _in_sheet(
        f,
        f"「{f['column']}」列有 {f['count']} 格(第 {f['lines']} 行)是还没有算出结果的公式,没有当作数。"
        "在 Excel 或 WPS 里打开、保存一次再试。",
    ),
}
"""How a table was read, by code."""
