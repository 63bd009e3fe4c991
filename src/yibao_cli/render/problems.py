"""What the rule checker found, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ..core.errors import RuleFileError
from ..core.text import clipped, visible
from ..language import tr
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
    return tr("是不是 {found}?", found=found[0]) if found else ""


def _unknown_key(facts: Facts) -> str:
    table = facts["table"].rpartition(".")[2]
    if (moved := _MOVED.get(facts["key"])) is not None:
        return tr("未知的键 {key}。{moved}", key=facts["key"], moved=tr(moved))
    from .rule_keys import KEYS  # only for a mistake

    known = KEYS.get(_AS.get(table, table))
    keys = (*KEYS["source"], *KEYS["place"]) if known is None else (*known, *(() if table else _TABLES))
    hint = _nearest(facts["key"], keys) or tr("可用的键:{keys}。", keys=tr("、").join(keys))
    return tr("未知的键 {key}。{hint}", key=facts["key"], hint=hint)


def _literal(facts: Facts) -> str:
    values = [value.strip("' ") for value in facts["expected"].replace(" or ", ",").split(",")]
    hint = _nearest(facts["given"], tuple(values)) or tr("可用:{values}。", values=tr("、").join(values))
    return tr("{key} 的值「{given}」不对。{hint}", key=facts["key"], given=facts["given"], hint=hint)


def _pattern(facts: Facts) -> str:
    if facts["key"] == "url" and facts["given"].startswith("http://"):
        return tr(
            "url 的值「{given}」是 http: 的地址,查询渠道只收 https:。网站有 https 的就改,没有就不写 url。",
            given=facts["given"],
        )
    forms = {
        "credit": tr('写成 "83.00",两位小数、加引号'),
        "net": tr('写成 "83.00",两位小数、加引号'),
        "url": tr("写成完整的地址,如 https://…"),
        "adcode": tr("写成六位数字、加引号"),
        "month": tr('写成 "2024-08"'),
        "birth": tr('写成 "1958-03" 或 "1958-03-05"'),
        "phone": tr("只写数字和连字符"),
        "id": tr("只用小写字母、数字和连字符"),
        "sources": tr("来源 id 只用小写字母、数字和连字符"),
    }
    return tr(
        "{key} 的值「{given}」不合格式:{forms}。",
        key=facts["key"],
        given=facts["given"],
        forms=forms.get(facts["key"], tr("不能为空")),
    )


def _type(expected: str) -> Callable[[Facts], str]:
    return lambda f: tr("{key} 应为{expected},现为「{given}」。", key=f["key"], expected=tr(expected), given=f["given"])


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
        return tr(what, written=facts["written"]) + (tr(",写成 {meant}。", meant=meant) if len(meant) > 1 else tr("。"))

    return sentence


def _syntax(facts: Facts) -> str:
    what = facts["what"]
    if re.match(r"(Cannot declare .* twice|Cannot redefine|Cannot mutate)", what):
        return tr("同一张表写了两次,或同一个名字又是表又是列表({what})。", what=what)
    if re.match(r"Duplicate inline table key", what):
        return tr("{{ … }} 里有一个键写了两次({what})。", what=what)
    found = next((said for begins, said in _SYNTAX.items() if what.startswith(begins)), None)
    return tr("{found}。", found=tr(found)) if found else tr("TOML 语法错误:{what}。", what=what)


_PROBLEMS: dict[str, Callable[[Facts], str]] = {
    "toml-syntax": _syntax,
    **{f"slip-{code}": _slip(what) for code, what in _SLIPS.items()},
    "not-utf8": lambda f: tr("不是 UTF-8 文本,请另存为 UTF-8。"),
    "unreadable": lambda f: tr("读不了:{why}。", why=f["why"]),
    "not-a-file": lambda f: tr("不是文件:{kind}。请换成规则文件,或改掉 .toml 的名字。", kind=tr(_KIND[f["kind"]])),
    "too-large": lambda f: tr("大于 {most} MiB,不像规则文件。", most=f["most"]),
    "extra_forbidden": _unknown_key,
    "missing": lambda f: tr("缺少 {key}。", key=f["key"]),
    "literal_error": _literal,
    "string_type": _type("文字(加引号)"),
    "int_type": _type("整数"),
    "bool_type": _type(" true 或 false"),
    "date_type": _type("日期,写成 2023-02-01、不加引号"),
    "list_type": lambda f: tr("{key} 应为列表,写成 [ … ] 或 [[{key}]]。", key=f["key"]),
    "dict_type": _type("表"),
    "model_type": _type("表 { … }"),
    "model_attributes_type": _type("表 { … }"),
    "too_short": lambda f: tr("{key} 不能为空。", key=f["key"]),
    "string_too_short": lambda f: tr("{key} 不能为空。", key=f["key"]),
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": lambda f: tr(
        "{key} 的值 {given} 太小,至少 {ge}。", key=f["key"], given=f["given"], ge=f["ge"]
    ),
    "less_than_equal": lambda f: tr("{key} 的值 {given} 太大,至多 {le}。", key=f["key"], given=f["given"], le=f["le"]),
    "yuan-type": lambda f: tr("{key} 应为金额(数字,不加引号),现为「{given}」。", key=f["key"], given=f["given"]),
    "yuan-negative": lambda f: tr("{key} 的值 {given} 不能为负。", key=f["key"], given=f["given"]),
    "yuan-large": lambda f: tr("{key} 的值 {given} 大得不像金额。", key=f["key"], given=f["given"]),
    "yuan-decimals": lambda f: tr("{key} 的值 {given} 多于两位小数。", key=f["key"], given=f["given"]),
    "province-unknown": lambda f: tr("{id}:没有它所在的省级地区 {id_2}。", id=f["id"], id_2=f["id"].partition("/")[0]),
    "yuan-range": lambda f: tr("金额 {given} 超出合理范围(每月 0 至 2000 元)。", given=f["given"]),
    "rate-form": lambda f: tr('{key} 的值「{given}」不是比例,写成 "2%" 或 "0.8%"。', key=f["key"], given=f["given"]),
    "rate-range": lambda f: tr("比例 {given} 超出合理范围(0 至 10%)。", given=f["given"]),
    "age-form": lambda f: tr('年龄段「{given}」不对,写成 "<70"、"<=45"、"35-44" 或 ">=70"。', given=f["given"]),
    "age-bands": lambda f: tr(
        "年龄段不连续:下一段应从 {expected} 岁开始,现从 {found} 岁开始。", expected=f["expected"], found=f["found"]
    ),
    "age-bands-end": lambda f: tr('年龄段到 {last} 岁为止,缺最后一段(如 ">{last}")。', last=f["last"]),
    "source-date-form": lambda f: tr('日期「{given}」不对,写成 "2025"、"2025-04" 或 "2025-04-20"。', given=f["given"]),
    "amount-kind": lambda f: tr("一个金额只能是定额(yuan)或比例(rate)之一。"),
    "amount-of": lambda f: tr("比例缺少 of:它是谁的比例?"),
    "amount-sum-of": lambda f: tr("定额不带 of。"),
    "amount-year": lambda f: tr("year 只用于 average_pension 和 average_wage。"),
    "amount-contribution": lambda f: tr('contribution(单位费率)与 of = "employer_contribution" 要同时写。'),
    "rounding-unit": lambda f: tr("rounding.to 只能是 0.01、0.1 或 1,现为 {given}。", given=f["given"]),
    "reduction-kind": lambda f: tr("per_missing_year 与 per_missing_year_yuan 写一个。"),
    "from-and-seen": lambda f: tr("from 与 seen 只写一个。"),
    "period-missing": lambda f: tr("缺少 from、seen 或 to:这条规则管哪一段时间?"),
    "period-order": lambda f: tr("to {to} 不晚于开始的日子。", to=f["to"]),
    "confirmed-before-start": lambda f: tr(
        "confirmed {confirmed} 早于 seen:见到以前没有来源说它有效。", confirmed=f["confirmed"]
    ),
    "confirmed-before-from": lambda f: tr(
        "confirmed {confirmed} 早于 from {start}:通知先公布、后施行,不算错。from 写施行的日子,"
        "confirmed 写最后一次有来源说它有效的日子;施行以后又见到来源就改 confirmed。",
        confirmed=f["confirmed"],
        start=f["start"],
    ),
    "confirmed-after-end": lambda f: tr("confirmed {confirmed} 晚于规则结束的日子。", confirmed=f["confirmed"]),
    "account-and-parts": lambda f: tr("写了 account 就不写 own、employer、pooled。"),
    "account-reason": lambda f: tr("写了 account 要写 reason(原因)。"),
    "reason-without-account": lambda f: tr("reason 只和 account 一起用;说明写在 note。"),
    "parts-missing": lambda f: tr("缺少 own、employer 或 pooled:钱从哪里来?没有账户写 account = false。"),
    "account-year-missing": lambda f: tr('posting = "yearly" 要写 account_year(账户年度的首月)。'),
    "deduction-periods": lambda f: tr("各年龄段的 per 要相同:都按月,或都按年。"),
    "deduction-month-of-year": lambda f: tr('month(几月扣)只用于 per = "year"。'),
    "deduction-month": lambda f: tr("一年扣一次的要写 month(几月扣);没有见到的,写 optional 说明。"),
    "limits-region": lambda f: tr("写 region(一个地区)或 regions(几个地区)。"),
    "limits-start": lambda f: tr("基数上下限要写 from 或 seen。"),
    "limits-open": lambda f: tr("open(用到下一次公布)和 to 只写一个。"),
    "limits-amounts": lambda f: tr("写 floor、ceiling(一个或两个),或 fixed,或 floor_share、ceiling_share。"),
    "limits-average": lambda f: tr("average 和 floor_share、ceiling_share 一起用。"),
    "limits-no-ceiling": lambda f: tr("写了上限就不写 no_ceiling。"),
    "limits-place": lambda f: (
        tr("regions.toml 里没有地区 {id}。", id=f["id"])
        + (tr("是不是 {nearest}?", nearest=f["nearest"]) if f["nearest"] else "")
    ),
    "limits-spread": lambda f: tr(
        "上限 {ceiling} 不是下限 {floor} 的 5 倍上下;属实就写 note 说明。", ceiling=f["ceiling"], floor=f["floor"]
    ),
    "limits-repeated": lambda f: tr(
        "{id} 与 {province} 同期同额:省里的一行已经管到,删去;属实要留就写 note。", id=f["id"], province=f["province"]
    ),
    "base-range": lambda f: tr("基数 {given} 超出合理范围(500 至 100000 元)。", given=f["given"]),
    "figure-range": lambda f: tr("平均数 {given} 超出合理范围(每月 500 至 100000 元)。", given=f["given"]),
    "figure-twice": lambda f: tr("{year} 年写了两次。", year=f["year"]),
    "lifetime-overlap": lambda f: tr("与上一条 lifetime 管同一段时间;用 from、to 分开,或写 who。"),
    "switch-overlap": lambda f: tr("与上一条 switch 管同一段时间;用 from、to 分开。"),
    "reduction-parts": lambda f: tr("per_missing_year_yuan 只用于一部分的划入:写成 per_missing_year 比例。"),
    "base-order": lambda f: tr("下限 {floor} 不小于上限 {ceiling}。", floor=f["floor"], ceiling=f["ceiling"]),
    "verdict-ground": lambda f: tr("判断 {verdict} 要写依据(rule、source 或 channel)。", verdict=f["verdict"]),
    "tip-evidence": lambda f: tr("grade 与 sources 要么都写,要么都不写。"),
    "posting-month": lambda f: tr('every = "year" 要写 month(几月到账),按月到账不写。'),
    "posting-order": lambda f: tr("first_day 晚于 last_day {last}。", last=f["last"]),
    "period-not-ascending": lambda f: tr(
        "从 {start} 开始,不晚于上一条的 {former}:按时间先后排列。", start=f["start"], former=f["former"]
    ),
    "period-open": lambda f: tr(
        "上一条(从 {former} 开始)没有写 to,与这一条(从 {start} 开始)重叠。", former=f["former"], start=f["start"]
    ),
    "period-overlap": lambda f: tr(
        "从 {start} 开始,与上一条重叠:上一条到 {former} 才结束。", start=f["start"], former=f["former"]
    ),
    "region-file-unknown": lambda f: (
        tr("regions.toml 里没有地区 {id}。", id=f["id"])
        + (tr("这个 adcode 是 {nearest}。", nearest=f["nearest"]) if f["nearest"] else "")
    ),
    "adcode-wrong": lambda f: tr(
        "adcode {given} 与 regions.toml 不符,应为 {expected}。", given=f["given"], expected=f["expected"]
    ),
    "region-name-wrong": lambda f: tr(
        "name「{given}」与 regions.toml 不符,应为「{expected}」。", given=f["given"], expected=f["expected"]
    ),
    "source-unknown": lambda f: (
        tr("sources.toml 里没有 {id}。", id=f["id"])
        + (tr("是不是 {nearest}?", nearest=f["nearest"]) if f["nearest"] else "")
    ),
    "source-unused": lambda f: tr("来源 {id} 没有任何条目引用。", id=f["id"]),
    "grade-unsupported": lambda f: tr(
        "grade「{grade}」高于来源能支持的等级「{best}」。", grade=f["grade"], best=f["best"]
    ),
    "confirmed-before-source": lambda f: tr(
        "confirmed {confirmed} 早于来源 {id} 的日期 {date}。", confirmed=f["confirmed"], id=f["id"], date=f["date"]
    ),
    "alias-taken": lambda f: tr("别名「{alias}」已属于 {id}。", alias=f["alias"], id=f["id"]),
    "id-taken": lambda f: tr("id「{given}」已在 {file}.toml 里用过。", given=f["given"], file=f["file"]),
    "example-refused": lambda f: tr("例「{name}」的 given 不能计算:{why}", name=f["name"], why=f["why"]),
    "example-no-rule": lambda f: tr("例「{name}」没有规则可用。", name=f["name"]),
    "example-differs": lambda f: tr(
        "例「{name}」写 {expected},算出 {found}。", name=f["name"], expected=f["expected"], found=f["found"]
    ),
}


def _of_keys(cause: YibaoError) -> str:
    """An error in words that speak of the keys of a rule file, not of options."""
    if isinstance(cause, RuleFileError):
        return tr("要用到的另一个规则文件有问题。")
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
