"""The field's words for the codes of the core."""

from __future__ import annotations

from ..core.money import format_rate, format_yuan
from ..core.names import ascii_id, english_name
from ..core.region import NATIONAL, region_of
from ..core.source import GRADES
from ..language import spoken, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.credit import Credit
    from ..core.formula import CreditLine
    from ..core.month import Month
    from ..core.policy import AgeRange, BaseLimits, Deduction, Formula, Policy
    from ..core.posting import Posting
    from ..core.region import Region
    from ..core.source import Source
    from ..core.withheld import Withheld
    from ..rulebook.areas import Area

STATUS = {"employee": "在职", "retiree": "退休", "flexible": "灵活就业", "resident": "城乡居民"}
GRADE = {
    "official": "官方(读到法规或通知原文)",
    "press": "报刊(报纸或通讯社报道)",
    "secondary": "第三方(网页或资料库,未见原文)",
    "unverified": "待证实(背景知识,未见文件)",
}
GRADE_SHORT = {"official": "官方", "press": "报刊", "secondary": "第三方", "unverified": "待证实"}
ORIGIN = {"own": "本人缴费", "employer": "单位缴费", "pooled": "统筹基金"}
BASIS = {
    "base": "缴费基数",
    "pension": "本人养老金",
    "average_pension": "平均养老金",
    "average_wage": "平均工资",
    "employer_contribution": "单位缴费",
}
PERIOD = {"month": "每月", "year": "每年"}
AGE_ON = {
    "month": "生日当月起算",
    "next-month": "生日次月起算",
    "account-year": "按账户年度首日的周岁",
    "year-end-before": "按账户年度开始前一年年底的周岁",
}
RETIRE_KIND = {"men": "男职工", "women-55": "原定 55 周岁的女职工", "women-50": "原定 50 周岁的女职工"}
CHANNEL_KIND = {
    "app": "手机应用",
    "web": "网站",
    "mini-program": "小程序/公众号",
    "bank-app": "手机银行",
    "hotline": "电话",
    "counter": "窗口",
    "kiosk": "自助机",
    "hospital": "医院",
    "pharmacy": "药店",
}
SHOWS = {"balance": "余额", "credits": "划入明细", "contributions": "缴费", "spending": "消费"}
FIELD = {
    "region": "统筹地区",
    "status": "参保状态",
    "age": "周岁年龄",
    "birth": "出生年月",
    "base": "缴费基数(元/月)",
    "salary": "月工资(元)",
    "pension": "本人养老金(元/月)",
    "month": "月份",
    "plan": "险种档次",
    "group": "人群",
    "sex": "性别",
    "paid_years": "已缴费年数",
    "average_pension": "平均养老金(元/月)",
    "average_wage": "平均工资(元/月)",
    "min_grade": "最低依据等级",
    "max_age": "依据最久多旧",
    "agreed": "本人同意的代扣",
    "format": "输出格式",
    "rules": "规则目录",
    "channel": "查询渠道",
    "want": "想查的内容",
    "retire_kind": "退休年龄的一类",
    "retired": "退休的月份",
    "retire": "退休的月份",
    "from": "起始月份",
    "to": "最后月份",
    "base_change": "基数变动",
    "balance": "起始余额",
    "spend": "每月花费",
    "plot": "图的文件名",
    "credit": "到账金额",
    "map": "列的含义",
    "encoding": "文件编码",
    "sheet": "工作表",
    "letter": "收信人",
    "file": "文件",
    "output": "输出",
    "before": "原来的月份",
    "after": "后来的月份",
    "by": "分组",
    "engine": "引擎",
    "dialect": "SQL 方言",
    "errors": "问题文件",
    "symptom": "什么情况",
    "was": "原来的金额",
    "now": "后来的金额",
    "since": "从哪个月起变的",
    "profile": "档案的名字",
    "lang": "语言",
}
HINT = {
    "region": "如 武汉、北京、420100",
    "status": "在职、退休、灵活就业、居民",
    "age": "周岁",
    "base": "元/月,如 8000",
    "pension": "元/月,如 4200",
    "sex": "男、女",
}
OPTION = {name: "--" + {"paid_years": "paid"}.get(name, name.replace("_", "-")) for name in FIELD}
UNOFFICIAL = "非官方估算,以当地医保经办机构的记录为准。"
HOTLINE = "12393"
LAST_OF_MONTH = 31


def place(region: Region, *details: str) -> str:
    """A pooling area for people: '武汉市'; in English 'Wuhan (武汉市)', for several share a pinyin.

    `details` such as its id stand in the brackets.
    """
    if spoken() == "zh":
        return f"{region.name}({','.join(details)})" if details else region.name
    return f"{region.name_en} ({', '.join((region.name, *details))})"


def short_place(region: Region) -> str:
    """A pooling area where there is little room: '武汉'; in English as `place`."""
    return region.short if spoken() == "zh" else place(region)


def region_word(region: Region) -> str:
    """A pooling area as it is typed: '武汉市'; in English 'hubei/wuhan'."""
    return region.name if spoken() == "zh" else region.id


def typed_name(name: str) -> str:
    """A plan or a group as it is typed: '一档'; in English 'tier-1', or its own name where it has no id."""
    return name if spoken() == "zh" else ascii_id(name) or name


def capital(text: str) -> str:
    """A text that begins a line or heads a column: with a capital letter in English."""
    return text if spoken() == "zh" else text[:1].upper() + text[1:]


def heading(label: str) -> str:
    """The name of a row or a column for people; what has no English stays as it is."""
    said = tr(label)
    return said if said == label else capital(said)


def together(*parts: str | None) -> str:
    """Words for one thing side by side, those that there are: '退休 一档', 'retired, tier 1'."""
    return (" " if spoken() == "zh" else ", ").join(part for part in parts if part)


def named(name: str) -> str:
    """A plan, a group, a deduction or a contribution for people; its own name where it has no English one."""
    return name if spoken() == "zh" else english_name(name)


def in_chinese(text: str) -> str:
    """What a rule file holds as a text, with a word of warning for those who read English."""
    return text if spoken() == "zh" or text.isascii() else f"[in Chinese] {text}"


def rule_title(policy: Policy, region: Region) -> str:
    """A rule in a line: its title; in English what it says, for titles are those of Chinese documents.

    `region`: where it was found; the place of a rule of its province or the nation is the province, or China.
    """
    if spoken() == "zh":
        return policy.title
    id = region_of(policy.file)
    where = "China" if id == NATIONAL else region.name_en if id == region.id else id.partition("/")[0].capitalize()
    who = [STATUS[policy.status], *filter(None, (policy.plan, policy.group))]
    what = formulas(policy) if policy.parts else tr("无个人账户") if not policy.account else tr("金额未知")
    return f"{where}, {', '.join(map(named, map(tr, who)))}: {what}"


def area_line(area: Area) -> str:
    """How the name of a part of a pooling area, or a former name, led to it."""
    region = place(area.region)
    if not area.listed:
        return tr("区划表里没有{name},按写在前面的{region}", name=area.name, region=region)
    if area.until is None:
        return tr("{name}属{region}", name=area.name, region=region)
    today = tr("今{today}", today=area.today) if area.today else tr("今已撤销")
    return tr(
        "{name}是旧名(用到 {until} 年),{today}{part_of}",
        name=area.name,
        until=area.until,
        today=today,
        part_of="" if area.today == region else tr(",属{region}", region=region),
    )


def ages(band: AgeRange) -> str:
    """An age band in words: '70 岁以下', '35-44 岁', '70 岁及以上'; empty for everybody."""
    if band.everyone:
        return ""
    if band.below is None:
        return tr("{low} 岁及以上", low=band.low)
    if band.low == 0:
        return tr("不满 {below} 岁", below=band.below)
    return tr("{low}-{below} 岁", low=band.low, below=band.below - 1)


def basis(formula: Formula) -> str:
    """What a rate is taken of, with the year of an average."""
    assert formula.of is not None
    word = tr(BASIS[formula.of])
    if formula.of in ("average_pension", "average_wage"):
        return tr("{of_year} 年{word}", of_year=formula.of_year, word=word) if formula.of_year else word
    return word


def formula(amount: Formula) -> str:
    """A formula in words, without a person: '2023 年平均养老金 × 2.8%'."""
    if amount.of is not None:
        rate = format_rate(amount.rate) if amount.rate is not None else ""
        step = (
            tr("年龄 × {rate_per_year_of_age}", rate_per_year_of_age=format_rate(amount.rate_per_year_of_age))
            if amount.rate_per_year_of_age is not None
            else ""
        )
        both = f"({rate} + {step})" if rate and step else rate or f"({step})"
        contribution = (
            tr(" × 单位费率 {contribution}", contribution=format_rate(amount.contribution))
            if amount.contribution is not None
            else ""
        )
        words = f"{tr('缴费基数') if contribution else basis(amount)}{contribution} × {both}"
    else:
        sums = [format_yuan(amount.yuan)] if amount.yuan is not None else []
        if amount.yuan_per_year_of_age is not None:
            sums.append(
                tr("年龄 × {yuan_per_year_of_age:f} 元", yuan_per_year_of_age=amount.yuan_per_year_of_age.normalize())
            )
        words = tr("{period}定额 {sums}", period=tr(PERIOD[amount.per]), sums=" + ".join(sums))
    for limits, word in ((amount.minimum, tr("不低于")), (amount.maximum, tr("不高于"))):
        for limit in limits:
            who, yuan = ages(limit.ages), format_yuan(limit.yuan)
            words += tr(",") + (tr("{who}{word} {yuan}", who=who, word=word, yuan=yuan) if who else f"{word} {yuan}")
    return words


def formulas(policy: Policy) -> str:
    """All parts of a policy in words."""
    if not policy.account:
        return tr("无个人账户:{reason}", reason=in_chinese(policy.reason or ""))
    if not policy.parts:
        return tr("金额未知:{reason}", reason=in_chinese(policy.reason or ""))
    parts = [
        tr("{origin} {amount}", origin=tr(ORIGIN[part.origin]), amount=_by_age(part.bands)) for part in policy.parts
    ]
    return " + ".join(parts) + "".join(f"{tr(',')}{deduction(item)}" for item in policy.deductions)


def deduction(item: Deduction) -> str:
    """A deduction in words, without a person: '代扣长期护理保险 每年定额 30.00,每年 2 月'."""
    return tr("可代扣{what}", what=payment(item)) if item.optional else tr("代扣{what}", what=payment(item))


def payment(item: Deduction) -> str:
    """How much a deduction, or something paid besides, is: '长期护理保险 每年定额 30.00,每年 2 月'."""
    when = tr(",每年 {month} 月", month=item.month) if item.month is not None else ""
    condition = f"{tr('(')}{in_chinese(item.optional)})" if item.optional else ""
    return f"{named(item.name)} {_by_age(item.bands)}{when}{condition}"


def _by_age(bands: tuple[Formula, ...]) -> str:
    return tr(";").join(f"{ages(band.ages)}{tr(':') if ages(band.ages) else ''}{formula(band)}" for band in bands)


def arithmetic(line: CreditLine) -> str:
    """What was multiplied and added for one person: '缴费基数 10000.00 × 2%', with '× 12' where it is for a year."""
    amount = line.formula
    times = "" if amount.per == line.period else " × 12" if line.period == "year" else " ÷ 12"
    if amount.of is not None:
        assert line.basis is not None and line.rate is not None
        words = f"{basis(amount)} {format_yuan(line.basis)} × {format_rate(line.rate)}"
        if amount.rate_per_year_of_age is not None:
            start = f"{format_rate(amount.rate)} + " if amount.rate else ""
            words += tr(
                "({start}{age} 岁 × {rate_per_year_of_age})",
                start=start,
                age=line.age,
                rate_per_year_of_age=format_rate(amount.rate_per_year_of_age),
            )
    elif amount.yuan_per_year_of_age is not None:
        start = f"{format_yuan(amount.yuan)} + " if amount.yuan else ""
        words = tr(
            "{start}{age} 岁 × {yuan_per_year_of_age:f} 元",
            start=start,
            age=line.age,
            yuan_per_year_of_age=amount.yuan_per_year_of_age.normalize(),
        )
    else:
        words = tr("{period}定额 {yuan}", period=tr(PERIOD[amount.per]), yuan=format_yuan(amount.yuan or line.exact))
    if line.limit is None:
        words += times
    if not amount.ages.everyone:
        words += tr(",") + ages(amount.ages)
    if line.limit is not None:
        held = tr("按下限") if line.limit in amount.minimum else tr("按上限")
        words += f"{tr(',')}{held} {format_yuan(line.limit.yuan)}{times}"
    if line.missing_years:
        words += tr(",缺 {missing_years} 年扣减", missing_years=line.missing_years)
    return words


def is_computed(line: CreditLine) -> bool:
    """Whether `arithmetic` says more than the amount that comes of it."""
    return arithmetic(line) != tr(
        "{period}定额 {amount}", period=tr(PERIOD[line.formula.per]), amount=format_yuan(line.amount)
    )


def period(policy: Policy) -> str:
    """When a policy answers, in words."""
    starts = {
        "from": tr("自 {from_day} 起", from_day=policy.from_day),
        "seen": tr("自 {from_day} 有据(起始日未见)", from_day=policy.from_day),
        "unknown": tr("起始未知"),
    }[policy.start_kind]
    return tr("{starts},到 {to_day} 止(不含)", starts=starts, to_day=policy.to_day) if policy.to_day else starts


TOPIC = {
    "limits": "基数上下限",
    "employee": "在职",
    "retiree": "退休",
    "flexible": "灵活就业",
    "resident": "城乡居民",
    "deduction": "代扣",
    "posting": "到账",
    "lifetime": "缴费年限",
}


def withheld(item: Withheld) -> str:
    """What was seen and is not used, and why."""
    return tr("{topic}:见到过 {figure},没有采用:{why}", topic=tr(TOPIC[item.topic]), figure=item.figure, why=item.why)


def duration(months: int) -> str:
    """A number of months in words: '3 年 9 个月'."""
    years, rest = divmod(months, 12)
    return " ".join(
        [
            *([tr("{years} 年", years=years)] if years else []),
            *([tr("{rest} 个月", rest=rest)] if rest or not years else []),
        ]
    )


def evidence_age(credit: Credit, today: Month | None) -> str:
    """How old the evidence of a projection is: '依据最后确认于 2023-02,距今 3 年 9 个月'."""
    since = tr("距今") if credit.month == today else tr("距 {month}", month=credit.month)
    return tr(
        "依据最后确认于 {evidence},{since} {evidence_age}。",
        evidence=credit.evidence,
        since=since,
        evidence_age=duration(credit.evidence_age),
    )


def limits(item: BaseLimits) -> str:
    """Base limits: '4498.00 至 22488.00'; a limit that was not seen is marked."""
    if item.fixed:
        return tr("当地定为 {floor:.2f}", floor=item.floor)
    low = f"{item.floor:.2f}" if item.floor is not None else tr("下限未见")
    high = f"{item.ceiling:.2f}" if item.ceiling is not None else tr("不设上限") if item.no_ceiling else tr("上限未见")
    return (
        tr("{low} 至 {high}", low=low, high=high)
        if item.floor is not None and item.ceiling is not None
        else f"{low}{tr(',')}{high}"
    )


def posting(item: Posting) -> str:
    """When the credit arrives: '每月 20 日前', '次月 6 日前'."""
    first, last = item.first_day, item.last_day
    if item.every == "year":
        when = tr("每年 {month} 月", month=item.month)
    elif item.lag == 0:
        when = tr("{each}月", each=tr("每"))
    else:
        when = tr("次月") if item.lag == 1 else tr("{lag} 个月后", lag=item.lag)
    if first is not None and last is not None:
        return (
            tr("{when} {first} 日", when=when, first=first)
            if first == last
            else tr("{when} {first} 至 {last} 日", when=when, first=first, last=last)
        )
    if last is not None:
        return (
            tr("{when}月底前", when=when) if last == LAST_OF_MONTH else tr("{when} {last} 日前", when=when, last=last)
        )
    if first is None:
        return tr("{when}(日子未见)", when=when) if item.every == "month" else when
    return tr("{when} {first} 日起", when=when, first=first)


def by_weight(sources: Iterable[Source]) -> list[Source]:
    """Documents in the order in which a reader weighs them: by grade, then those with a Chinese title first."""
    return sorted(sources, key=lambda item: (GRADES.index(item.grade), not any(sign > "\u2e80" for sign in item.title)))


def source(item: Source) -> str:
    """A cited document in one line: title, publisher, date."""
    details = [detail for detail in (item.publisher, item.date or tr("日期未见")) if detail]
    return tr("《{title}》 {details}", title=item.title, details=" ".join(details))


def graded_source(item: Source) -> str:
    """A cited document in one line, with the best that it can support."""
    return f"{source(item)}{tr('(')}{tr(GRADE_SHORT[item.grade])})"
