"""What the rule checker found, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ..core.errors import RuleFileError
from ..core.text import clipped, visible
from .words import OPTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ..core.errors import YibaoError
    from ..documents import rules_check as shapes
    from ..rulebook.problem import Problem

Facts = Mapping[str, str]

LONGEST = 80
"""Characters of what a file says that are repeated."""

_KIND = {"directory": "是目录", "link": "是链接,指向的文件没有", "other": "是管道、设备一类"}
_AS = {
    **dict.fromkeys(("employee", "retiree", "flexible", "resident"), "policy"),
    **dict.fromkeys(("own", "employer", "pooled"), "amount"),
    "contribution": "deduction",
}


_TABLES = ("limits", "channel", "tip")
"""What limits.toml and channels.toml consist of."""
_MOVED = {
    "base": "基数上下限写在 limits.toml。",
    "deductions": "代扣写成单独的 [[deduction]]。",
}


@cache
def _nearest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # only for a mistake

    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"是不是 {found[0]}?" if found else ""


def _unknown_key(facts: Facts) -> str:
    table = facts["table"].rpartition(".")[2]
    if (moved := _MOVED.get(facts["key"])) is not None:
        return f"未知的键 {facts['key']}。{moved}"
    from .rule_keys import KEYS  # only for a mistake

    known = KEYS.get(_AS.get(table, table))
    keys = (*KEYS["source"], *KEYS["place"]) if known is None else (*known, *(() if table else _TABLES))
    hint = _nearest(facts["key"], keys) or f"可用的键:{'、'.join(keys)}。"
    return f"未知的键 {facts['key']}。{hint}"


def _literal(facts: Facts) -> str:
    values = [value.strip("' ") for value in facts["expected"].replace(" or ", ",").split(",")]
    hint = _nearest(facts["given"], tuple(values)) or f"可用:{'、'.join(values)}。"
    return f"{facts['key']} 的值「{facts['given']}」不对。{hint}"


def _pattern(facts: Facts) -> str:
    if facts["key"] == "url" and facts["given"].startswith("http://"):
        return f"url 的值「{facts['given']}」是 http: 的地址,查询渠道只收 https:。网站有 https 的就改,没有就不写 url。"
    forms = {
        "credit": '写成 "83.00",两位小数、加引号',
        "net": '写成 "83.00",两位小数、加引号',
        "url": "写成完整的地址,如 https://…",
        "adcode": "写成六位数字、加引号",
        "month": '写成 "2024-08"',
        "birth": '写成 "1958-03" 或 "1958-03-05"',
        "phone": "只写数字和连字符",
        "id": "只用小写字母、数字和连字符",
        "sources": "来源 id 只用小写字母、数字和连字符",
    }
    return f"{facts['key']} 的值「{facts['given']}」不合格式:{forms.get(facts['key'], '不能为空')}。"


def _type(expected: str) -> Callable[[Facts], str]:
    return lambda f: f"{f['key']} 应为{expected},现为「{f['given']}」。"


_SYNTAX = {
    "Invalid value": '等号后面的值认不出;文字要加引号,如 "武汉市"',
    "Invalid statement": "认不出这一行;一行写一个「键 = 值」,键用小写字母",
    "Expected newline or end of document after a statement": "值的后面还有别的字;一行一个「键 = 值」,说明写在 # 后",
    "Expected '=' after a key in a key/value pair": "键的后面缺少 =",
    "Unclosed array": "列表没有写完:项与项之间用逗号,最后是 ]",
    "Unclosed inline table": "表没有写完:项与项之间用逗号,最后是 }",
    "Unterminated string": "文字没有写完,缺少结尾的引号",
    'Expected "\'"': "文字没有写完,缺少结尾的引号",
    "Illegal character '\\n'": "文字没有写完,缺少结尾的引号",
    "Expected ']' at the end of a table declaration": "表名没有写完,缺少 ]",
    "Expected ']]' at the end of an array declaration": "表名没有写完,缺少 ]]",
    "Cannot overwrite a value": "这个键在同一张表里写了两次;几条规则要用 [[…]] 分开",
    "Unescaped '\\' in a string": "引号里的反斜杠 \\ 要写成 \\\\",
    "Invalid date or datetime": "没有这一天",
}
"""What tomli says, by how it begins."""
_SLIPS = {
    "quotes": "{written}:引号要用英文的",
    "unquoted": "{written} 是文字,要加引号",
    "percent": "比例 {written} 要加引号",
    "date": "日期 {written} 的写法不对(年-月-日,月、日两位)",
    "date-quoted": "日期不加引号",
    "date-month": "日期 {written} 没有写到日,写成 2026-07-01;来源没有写哪一天的,见 CONTRIBUTING 的「时间」",
    "full-width": "「{written}」是全角,用半角",
    "space": "有不是空格的空白(多半是从网页粘来的)",
    "thousands": "数 {written} 里有逗号",
    "unit": "{written}:只写数,不带单位",
    "colon": "键和值之间的「{written}」不对,写 =",
    "comma": "行末的「{written}」去掉",
    "true-false": "{written}:是非只有小写的 true、false",
    "inline-lines": "一个 {{ … }} 要写在一行里:几行的写法是 TOML 1.1 的,标准库和多数编辑器不认",
    "inline-comma": "}} 前面不写逗号:那是 TOML 1.1 的写法,标准库和多数编辑器不认",
    "escape": "{written} 是 TOML 1.1 的写法,标准库和多数编辑器不认",
}


def _slip(what: str) -> Callable[[Facts], str]:
    def sentence(facts: Facts) -> str:
        meant = facts.get("meant", "")
        return what.format(written=facts["written"]) + (f",写成 {meant}。" if len(meant) > 1 else "。")

    return sentence


def _syntax(facts: Facts) -> str:
    what = facts["what"]
    if re.match(r"(Cannot declare .* twice|Cannot redefine|Cannot mutate)", what):
        return f"同一张表写了两次,或同一个名字又是表又是列表({what})。"
    if re.match(r"Duplicate inline table key", what):
        return f"{{ … }} 里有一个键写了两次({what})。"
    found = next((said for begins, said in _SYNTAX.items() if what.startswith(begins)), None)
    return f"{found}。" if found else f"TOML 语法错误:{what}。"


_PROBLEMS: dict[str, Callable[[Facts], str]] = {
    "toml-syntax": _syntax,
    **{f"slip-{code}": _slip(what) for code, what in _SLIPS.items()},
    "not-utf8": lambda f: "不是 UTF-8 文本,请另存为 UTF-8。",
    "unreadable": lambda f: f"读不了:{f['why']}。",
    "not-a-file": lambda f: f"不是文件:{_KIND[f['kind']]}。请换成规则文件,或改掉 .toml 的名字。",
    "too-large": lambda f: f"大于 {f['most']} MiB,不像规则文件。",
    "extra_forbidden": _unknown_key,
    "missing": lambda f: f"缺少 {f['key']}。",
    "literal_error": _literal,
    "string_type": _type("文字(加引号)"),
    "int_type": _type("整数"),
    "bool_type": _type(" true 或 false"),
    "date_type": _type("日期,写成 2023-02-01、不加引号"),
    "list_type": lambda f: f"{f['key']} 应为列表,写成 [ … ] 或 [[{f['key']}]]。",
    "dict_type": _type("表"),
    "model_type": _type("表 { … }"),
    "model_attributes_type": _type("表 { … }"),
    "too_short": lambda f: f"{f['key']} 不能为空。",
    "string_too_short": lambda f: f"{f['key']} 不能为空。",
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": lambda f: f"{f['key']} 的值 {f['given']} 太小,至少 {f['ge']}。",
    "less_than_equal": lambda f: f"{f['key']} 的值 {f['given']} 太大,至多 {f['le']}。",
    "yuan-type": lambda f: f"{f['key']} 应为金额(数字,不加引号),现为「{f['given']}」。",
    "yuan-negative": lambda f: f"{f['key']} 的值 {f['given']} 不能为负。",
    "yuan-large": lambda f: f"{f['key']} 的值 {f['given']} 大得不像金额。",
    "yuan-decimals": lambda f: f"{f['key']} 的值 {f['given']} 多于两位小数。",
    "province-unknown": lambda f: f"{f['id']}:没有它所在的省级地区 {f['id'].partition('/')[0]}。",
    "yuan-range": lambda f: f"金额 {f['given']} 超出合理范围(每月 0 至 2000 元)。",
    "rate-form": lambda f: f'{f["key"]} 的值「{f["given"]}」不是比例,写成 "2%" 或 "0.8%"。',
    "rate-range": lambda f: f"比例 {f['given']} 超出合理范围(0 至 10%)。",
    "age-form": lambda f: f'年龄段「{f["given"]}」不对,写成 "<70"、"<=45"、"35-44" 或 ">=70"。',
    "age-bands": lambda f: f"年龄段不连续:下一段应从 {f['expected']} 岁开始,现从 {f['found']} 岁开始。",
    "age-bands-end": lambda f: f'年龄段到 {f["last"]} 岁为止,缺最后一段(如 ">{f["last"]}")。',
    "source-date-form": lambda f: f'日期「{f["given"]}」不对,写成 "2025"、"2025-04" 或 "2025-04-20"。',
    "amount-kind": lambda f: "一个金额只能是定额(yuan)或比例(rate)之一。",
    "amount-of": lambda f: "比例缺少 of:它是谁的比例?",
    "amount-sum-of": lambda f: "定额不带 of。",
    "amount-year": lambda f: "year 只用于 average_pension 和 average_wage。",
    "amount-contribution": lambda f: 'contribution(单位费率)与 of = "employer_contribution" 要同时写。',
    "rounding-unit": lambda f: f"rounding.to 只能是 0.01、0.1 或 1,现为 {f['given']}。",
    "reduction-kind": lambda f: "per_missing_year 与 per_missing_year_yuan 写一个。",
    "from-and-seen": lambda f: "from 与 seen 只写一个。",
    "period-missing": lambda f: "缺少 from、seen 或 to:这条规则管哪一段时间?",
    "period-order": lambda f: f"to {f['to']} 不晚于开始的日子。",
    "confirmed-before-start": lambda f: f"confirmed {f['confirmed']} 早于 seen:见到以前没有来源说它有效。",
    "confirmed-before-from": lambda f: (
        f"confirmed {f['confirmed']} 早于 from {f['start']}:通知先公布、后施行,不算错。"
        "from 写施行的日子,confirmed 写最后一次有来源说它有效的日子;施行以后又见到来源就改 confirmed。"
    ),
    "confirmed-after-end": lambda f: f"confirmed {f['confirmed']} 晚于规则结束的日子。",
    "account-and-parts": lambda f: "写了 account 就不写 own、employer、pooled。",
    "account-reason": lambda f: "写了 account 要写 reason(原因)。",
    "reason-without-account": lambda f: "reason 只和 account 一起用;说明写在 note。",
    "parts-missing": lambda f: "缺少 own、employer 或 pooled:钱从哪里来?没有账户写 account = false。",
    "account-year-missing": lambda f: 'posting = "yearly" 要写 account_year(账户年度的首月)。',
    "deduction-periods": lambda f: "各年龄段的 per 要相同:都按月,或都按年。",
    "deduction-month-of-year": lambda f: 'month(几月扣)只用于 per = "year"。',
    "deduction-month": lambda f: "一年扣一次的要写 month(几月扣);没有见到的,写 optional 说明。",
    "limits-region": lambda f: "写 region(一个地区)或 regions(几个地区)。",
    "limits-start": lambda f: "基数上下限要写 from 或 seen。",
    "limits-open": lambda f: "open(用到下一次公布)和 to 只写一个。",
    "limits-amounts": lambda f: "写 floor、ceiling(一个或两个),或 fixed,或 floor_share、ceiling_share。",
    "limits-average": lambda f: "average 和 floor_share、ceiling_share 一起用。",
    "limits-no-ceiling": lambda f: "写了上限就不写 no_ceiling。",
    "limits-place": lambda f: (
        f"regions.toml 里没有地区 {f['id']}。" + (f"是不是 {f['nearest']}?" if f["nearest"] else "")
    ),
    "limits-spread": lambda f: f"上限 {f['ceiling']} 不是下限 {f['floor']} 的 5 倍上下;属实就写 note 说明。",
    "limits-repeated": lambda f: f"{f['id']} 与 {f['province']} 同期同额:省里的一行已经管到,删去;属实要留就写 note。",
    "base-range": lambda f: f"基数 {f['given']} 超出合理范围(500 至 100000 元)。",
    "figure-range": lambda f: f"平均数 {f['given']} 超出合理范围(每月 500 至 100000 元)。",
    "figure-twice": lambda f: f"{f['year']} 年写了两次。",
    "lifetime-overlap": lambda f: "与上一条 lifetime 管同一段时间;用 from、to 分开,或写 who。",
    "switch-overlap": lambda f: "与上一条 switch 管同一段时间;用 from、to 分开。",
    "reduction-parts": lambda f: "per_missing_year_yuan 只用于一部分的划入:写成 per_missing_year 比例。",
    "base-order": lambda f: f"下限 {f['floor']} 不小于上限 {f['ceiling']}。",
    "verdict-ground": lambda f: f"判断 {f['verdict']} 要写依据(rule、source 或 channel)。",
    "tip-evidence": lambda f: "grade 与 sources 要么都写,要么都不写。",
    "posting-month": lambda f: 'every = "year" 要写 month(几月到账),按月到账不写。',
    "posting-order": lambda f: f"first_day 晚于 last_day {f['last']}。",
    "period-not-ascending": lambda f: f"从 {f['start']} 开始,不晚于上一条的 {f['former']}:按时间先后排列。",
    "period-open": lambda f: f"上一条(从 {f['former']} 开始)没有写 to,与这一条(从 {f['start']} 开始)重叠。",
    "period-overlap": lambda f: f"从 {f['start']} 开始,与上一条重叠:上一条到 {f['former']} 才结束。",
    "region-file-unknown": lambda f: (
        f"regions.toml 里没有地区 {f['id']}。" + (f"这个 adcode 是 {f['nearest']}。" if f["nearest"] else "")
    ),
    "adcode-wrong": lambda f: f"adcode {f['given']} 与 regions.toml 不符,应为 {f['expected']}。",
    "region-name-wrong": lambda f: f"name「{f['given']}」与 regions.toml 不符,应为「{f['expected']}」。",
    "source-unknown": lambda f: (
        f"sources.toml 里没有 {f['id']}。" + (f"是不是 {f['nearest']}?" if f["nearest"] else "")
    ),
    "source-unused": lambda f: f"来源 {f['id']} 没有任何条目引用。",
    "grade-unsupported": lambda f: f"grade「{f['grade']}」高于来源能支持的等级「{f['best']}」。",
    "confirmed-before-source": lambda f: f"confirmed {f['confirmed']} 早于来源 {f['id']} 的日期 {f['date']}。",
    "alias-taken": lambda f: f"别名「{f['alias']}」已属于 {f['id']}。",
    "id-taken": lambda f: f"id「{f['given']}」已在 {f['file']}.toml 里用过。",
    "example-refused": lambda f: f"例「{f['name']}」的 given 不能计算:{f['why']}",
    "example-no-rule": lambda f: f"例「{f['name']}」没有规则可用。",
    "example-differs": lambda f: f"例「{f['name']}」写 {f['expected']},算出 {f['found']}。",
}


def _of_keys(cause: YibaoError) -> str:
    """An error in words that speak of the keys of a rule file, not of options."""
    if isinstance(cause, RuleFileError):
        return "要用到的另一个规则文件有问题。"
    from .messages import error  # only for a mistake

    keys = {option: name for name, option in OPTION.items()}
    return re.sub(r"--[a-z-]+", lambda found: keys.get(found[0], found[0].removeprefix("--")), error(cause))


def problem_text(problem: Problem) -> str:
    """What is wrong, and the nearest right thing; one line whatever the file says."""
    ours = "expected" if problem.code == "literal_error" else None  # the choices of a model are shown whole
    facts = {name: value if name == ours else _quoted(value) for name, value in problem.facts.items()}
    if problem.cause is not None:
        facts["why"] = _of_keys(problem.cause)
    known = _PROBLEMS.get(problem.code)
    return known(facts) if known else f"{facts.get('key', '')}:{problem.code}"


def problem_line(problem: Problem, base: Path) -> str:
    """One line: file:line: what. Paths are shown relative to `base` where they lie under it."""
    return f"{shown_path(problem.path, base)}:{problem.line}: {problem_text(problem)}"


def problems_document(problems: Sequence[Problem]) -> shapes.Document:
    """The document that `yibao rules check --json` prints."""
    return {
        "schema": "yibao/rules-check",
        "version": 1,
        "problems": [
            {"file": str(item.path), "line": item.line, "code": item.code, "message": problem_text(item)}
            for item in problems
        ],
    }


def _quoted(value: str) -> str:
    return clipped(visible(value[:LONGEST]) + value[LONGEST : LONGEST + 1], LONGEST)


@cache
def shown_path(path: Path, base: Path) -> str:
    """As the file is named, not where a link leads."""
    real, top = path.parent.resolve() / path.name, base.resolve()
    return visible(str(real.relative_to(top) if real.is_relative_to(top) else real))
