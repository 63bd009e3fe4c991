"""Errors about a table a person holds, in words: what is wrong, where, what to do."""

from collections.abc import Callable, Mapping

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


TABLE_ERRORS: dict[str, Callable[[Facts], str]] = {
    "json-malformed": lambda f: f"{f['file']} 第 {f['line']} 行不是 JSON 对象。JSONL 每行写一个 {{…}}。",
    "json-new-key": lambda f: f"{f['file']} 第 {f['line']} 行有前 30 行没有的字段「{f['value']}」,各行的字段要一样。",
    "output-unwritable": lambda f: f"写不到「{f['file']}」:{f['why']}。",
    "table-missing": lambda f: f"没有文件「{f['file']}」。",
    "table-directory": lambda f: f"「{f['file']}」是目录,请给里面的一个文件。",
    "table-unreadable": lambda f: f"读不了「{f['file']}」:{f['why']}。",
    "table-empty": lambda f: f"「{f['file']}」是空的。",
    "table-no-rows": lambda f: f"「{f['file']}」第 {f['line']} 行的表头下面没有数据。",
    "table-no-headers": lambda f: (
        f"「{f['file']}」的前 {f['searched']} 行里没有认得的表头。"
        "用 --map 列名=字段 指明,如 --map 入账数=划入个人账户金额。"
    ),
    "table-xls": lambda f: (
        f"「{f['file']}」是旧式或二进制的 Excel 文件(.xls、.xlsb)。在 Excel 或 WPS 里另存为 .xlsx 或 CSV。"
    ),
    "table-locked": lambda f: f"「{f['file']}」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。",
    "table-html": lambda f: (
        f"「{f['file']}」其实是网页或 XML,不是表格(有的网站这样导出 .xls)。在 Excel 或 WPS 里打开,另存为 .xlsx 或 CSV。"
    ),
    "table-pdf": lambda f: f"「{f['file']}」是 PDF,读不出表格。请在网站上导出 Excel 或 CSV。",
    "table-packed": lambda f: f"「{f['file']}」是压缩包或别的程序的文件。先解开,或另存为 .xlsx 或 CSV。",
    "table-binary": lambda f: f"「{f['file']}」不是文字,也不是 .xlsx。请给 CSV、TSV 或 .xlsx。",
    "table-encoding": lambda f: (
        f"「{f['file']}」第 {f['line']} 行既不是 UTF-8 也不是 GB18030,文件可能不完整。知道编码就用 --encoding 指明。"
    ),
    "table-encoding-forced": lambda f: (
        f"「{f['file']}」第 {f['line']} 行不是 {f['value']}。去掉 --encoding 可以自动识别。"
    ),
    "encoding-unknown": lambda f: f"--encoding:不认识「{f['value']}」。可用:{_choices(f)}。",
    "table-quotes": lambda f: f"「{f['file']}」第 {f['line']} 行的双引号没有配对。改正引号再试。",
    "xlsx-missing": lambda f: f"读写「{f['file']}」要用 openpyxl 和 XlsxWriter,先运行:pip install 'yibao-cli[xlsx]'。",
    "xlsx-broken": lambda f: f"「{f['file']}」损坏了,打不开。在 Excel 或 WPS 里重新保存一次。",
    "xlsx-rows": lambda f: f"一张工作表最多 {f['value']} 行,写不下。用 -o 写成 .csv。",
    "xlsx-cell": lambda f: f"第 {f['line']} 行有一格超过 {f['value']} 个字,工作表写不下。用 -o 写成 .csv。",
    "sheet-unknown": lambda f: f"--sheet:「{f['file']}」里没有工作表「{f['value']}」。有:{_choices(f)}。",
    "sheet-of-text": lambda f: f"--sheet 只用于工作簿,「{f['file']}」不是。",
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
