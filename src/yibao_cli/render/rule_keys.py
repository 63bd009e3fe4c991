"""Every key of the rule files, table by table: what belongs there, in a phrase, and an example.

What the checker offers for an unknown key, the titles of the schemas and the comments of a new file all come from here.
A test holds the keys against the models.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


class Key(NamedTuple):
    """What belongs to a key, in Chinese, and a value as a file may have it (None: the value is a table)."""

    title: str
    example: Any = None


Keys = dict[str, Key]

_PERIOD: Keys = {
    "from": Key("来源写明的施行日;通知先公布、后施行,写施行的日子", date(2026, 7, 1)),
    "seen": Key("起始日没有见到时,写最早写到它的来源的日期(与 from 二选一)", date(2026, 7, 1)),
    "to": Key("结束的日子,不含这一天;现行的不写", date(2027, 7, 1)),
}
_SPAN: Keys = {
    "from": Key("来源写明的起始日,没有就不写", date(2026, 7, 1)),
    "to": Key("结束的日子,不含这一天", date(2027, 7, 1)),
}
_GRADE = Key("依据等级,取所依据的几件里最弱的:official 原文、press 报刊、secondary 第三方、unverified 待证实", "press")
_SOURCES = Key("依据的来源,sources.toml 里的 id", ["moushi-2026-06"])
_NOTE = Key("推断了什么,什么没有见到,舍弃了哪个来源", "起始日来自报道,原文没有见到。")
_EVIDENCE: Keys = {"grade": _GRADE, "sources": _SOURCES, "note": _NOTE}
_DATED: Keys = {
    "grade": _GRADE,
    "sources": _SOURCES,
    "confirmed": Key("最后一次有来源说它有效的日子;通知先公布、后施行的,可以早于 from", date(2026, 7, 1)),
    "note": _NOTE,
}
_AMOUNT: Keys = {
    "yuan": Key("定额,元", Decimal("100")),
    "per": Key("定额按月(month,不写就是)还是按年(year)", "month"),
    "yuan_per_year_of_age": Key("每一周岁多少元,与周岁相乘", Decimal("1.5")),
    "rate": Key("比例,写成百分数、加引号", "2%"),
    "rate_per_year_of_age": Key("比例随周岁递增:每一周岁加多少", "0.02%"),
    "of": Key(
        "谁的比例:base 缴费基数、pension 本人养老金、average_pension 平均养老金、average_wage 平均工资、"
        "employer_contribution 单位缴费",
        "base",
    ),
    "year": Key("哪一年的平均数;来源没有写定就不写", 2021),
    "contribution": Key("单位缴费的费率,与 of = employer_contribution 一起写", "6%"),
    "min": Key("至少多少元;可以分年龄写成列表", Decimal("50")),
    "max": Key("至多多少元;可以分年龄写成列表", Decimal("150")),
}
_AGE = Key("年龄段(周岁),首尾相接", "<70")
_PARTS: Keys = {
    "own": Key("本人缴费划入的部分:一个金额,或按年龄段的列表"),
    "employer": Key("单位缴费划入的部分:一个金额,或按年龄段的列表"),
    "pooled": Key("统筹基金划入的部分:一个金额,或按年龄段的列表"),
}
_LIMITED: Keys = {"age": _AGE, "yuan": Key("元/月", Decimal("150"))}
_STATUS = Key("只管这些人:employee 在职、retiree 退休、flexible 灵活就业、resident 居民", ["retiree"])
_FIGURE: Keys = {"year": Key("哪一年的平均数", 2021), "yuan": Key("元/月", Decimal("4000")), **_EVIDENCE}
_DEDUCTION: Keys = {
    "name": Key("扣的是什么", "大额医疗互助"),
    "status": _STATUS,
    "groups": Key("只管这些人群;一般人员 是不在任何人群里的人", ["一般人员"]),
    **_PERIOD,
    "amount": Key("扣多少,分年龄的写成列表;不分的直接写 yuan 或 rate"),
    **_AMOUNT,
    "month": Key("一年扣一次的,几月扣", 1),
    "optional": Key("要本人同意,或何时扣没有见到:写明原因,不会默默地扣", "要本人同意"),
    **_DATED,
}

KEYS: dict[str, Keys] = {
    "": {
        "research": Key("查找的经过,--explain 最后印出;写在 [region] 之前", "市局网站 2026 年 7 月查过,没有见到原文。"),
        "region": Key("这个文件讲的地区"),
        "employee": Key("在职人员的规则,一条管一段时间"),
        "retiree": Key("退休人员的规则,一条管一段时间"),
        "flexible": Key("灵活就业人员的规则,一条管一段时间"),
        "resident": Key("城乡居民的规则,一条管一段时间"),
        "deduction": Key("划入前代扣的:什么、从谁那里、从何时起"),
        "contribution": Key("另外缴的定额,没有来源说从个人账户扣"),
        "average_pension": Key("公布的平均养老金"),
        "average_wage": Key("公布的平均工资"),
        "posting": Key("何时到账"),
        "switch": Key("在职转退休,从哪个月起按退休划入"),
        "lifetime": Key("终身待遇要求的缴费年限"),
        "retirement_age": Key("法定退休年龄(只在 national.toml)"),
        "cause": Key("没到账、变少的原因(只在 national.toml)"),
        "withheld": Key("见到过、没有采用的数"),
        "example": Key("会被执行的例子:检查时照规则算一遍"),
    },
    "region": {
        "name": Key("全称,与 regions.toml 一致", "某市"),
        "name_en": Key("英文或拼音名", "Somewhere"),
        "adcode": Key("行政区划代码,六位,与 regions.toml 一致", "540100"),
        "aliases": Key("其他叫法,不能是别处的名字", ["某"]),
    },
    "policy": {
        "plan": Key("险种档次;不分档的不写", "一档"),
        "group": Key("单列的人群;一般人员不写", "灵活就业退休人员"),
        **_PERIOD,
        "title": Key("通知的说法,一句话", "退休人员定额"),
        **_PARTS,
        "account": Key("没有账户写 false;有账户而划入多少没有见到写 true;都要写 reason", False),
        "reason": Key("没有账户(或不知道金额)的原因", "单建统筹不设个人账户。"),
        "age_on": Key(
            "哪天算满岁:month 生日当月(不写就是)、next-month 次月、account-year 账户年度首日、"
            "year-end-before 前一年年底",
            "next-month",
        ),
        "posting": Key("一年划一次的写 yearly", "yearly"),
        "account_year": Key("账户年度的首月,与 posting 一起写", 7),
        "rounding": Key("取整;不写是到分、四舍五入"),
        "reduction": Key("每缺一年缴费扣多少"),
        **_DATED,
        "doubt": Key("存疑的一句话,每次都印出来", "报道与通知的金额不同。"),
    },
    "amount": {"age": _AGE, **_AMOUNT},
    "min": _LIMITED,
    "max": _LIMITED,
    "rounding": {
        "to": Key("取到 0.01、0.1 或 1 元", Decimal("0.1")),
        "mode": Key("怎样取", "half-up"),
    },
    "reduction": {
        "required": Key("要求的缴费年数"),
        "per_missing_year": Key("每缺一年扣划入的百分之几", "3%"),
        "per_missing_year_yuan": Key("每缺一年扣多少元", Decimal("3")),
    },
    "required": {"male": Key("男,年", 30), "female": Key("女,年", 25)},
    "deduction": _DEDUCTION,
    "limits": {
        "region": Key("地区 id;几个地区写 regions", "xizang/lasa"),
        "regions": Key("几个地区的 id", ["xizang/lasa", "xizang/naqu"]),
        **_PERIOD,
        "to": Key("结束的日子,不含这一天;不写按一年", date(2027, 7, 1)),
        "open": Key("来源写明用到下一次公布为止", True),
        "floor": Key("下限,元/月", Decimal("4000")),
        "ceiling": Key("上限,元/月", Decimal("20000")),
        "fixed": Key("当地定死的基数,元/月;与 status 一起用", Decimal("4000")),
        "average": Key("平均工资,元/月;与 floor_share、ceiling_share 一起写", Decimal("6666")),
        "floor_share": Key("下限是平均工资的百分之几", "60%"),
        "ceiling_share": Key("上限是平均工资的百分之几", "300%"),
        "no_ceiling": Key("来源写明不设上限", True),
        "kind": Key("来源写的险种:medical 写明医保、all 几个险种而写明包括医保、unnamed 没有写明", "medical"),
        "provisional": Key("暂定的,以后要补差", True),
        "status": Key("只管这些人:employee 在职、flexible 灵活就业", ["flexible"]),
        "group": Key("只管这个人群", "省本级"),
        "own_pool": Key("自成一池,省里的限额在这里不算数", True),
        **_DATED,
    },
    "withheld": {
        "topic": Key("讲的是什么", "retiree"),
        "figure": Key("见到的数,照来源的说法", "每月 240 元"),
        "why": Key("为什么没有采用", "没有署名的页面,与通知相反"),
        "sources": _SOURCES,
        "status": _STATUS,
        **_SPAN,
    },
    "average_pension": _FIGURE,
    "average_wage": _FIGURE,
    "posting": {
        **_SPAN,
        "status": _STATUS,
        "every": Key("按月(month,不写就是)还是按年(year)", "month"),
        "month": Key("按年的,几月到账", 1),
        "first_day": Key("最早几号;没有见到就不写", 10),
        "last_day": Key("最晚几号;没有见到就不写", 15),
        "lag": Key("晚几个月:0 当月,1 次月", 0),
        **_EVIDENCE,
    },
    "switch": {
        **_SPAN,
        "credited": Key("从哪个月起按退休划入:next-month 退休次月、same-month 当月", "next-month"),
        **_EVIDENCE,
    },
    "lifetime": {
        **_SPAN,
        "who": Key("只管哪些人;管所有人就不写", "2014 年以前参保的人"),
        "male": Key("男,年", 30),
        "female": Key("女,年", 25),
        "actual": Key("其中实际缴费至少几年", 10),
        "local": Key("其中在本地缴费至少几年", 10),
        **_EVIDENCE,
    },
    "retirement_age": {
        "kind": Key("哪一类人", "men"),
        "from": Key("从哪天起", date(2025, 1, 1)),
        "original": Key("原来的年龄", 60),
        "final": Key("最后的年龄", 63),
        "months_per_step": Key("每几个月推后一个月", 4),
        **_EVIDENCE,
    },
    "cause": {
        "id": Key("只用小写字母、数字和连字符", "not-posted-yet"),
        "title": Key("一句话", "还没有到划拨的日子"),
        "symptoms": Key("什么情况下列出", ["nothing"]),
        "status": _STATUS,
        "check": Key("怎样核对", "看明细里上一次是几号到账。"),
        "ask": Key("问谁、怎样问", "问经办机构本月何时划拨。"),
        "grade": _GRADE,
        "sources": _SOURCES,
    },
    "example": {
        "name": Key("例子的名字", "65 岁退休,每月定额"),
        "given": Key("这个人,用命令行的词"),
        "credit": Key("划入合计,两位小数、加引号", "100.00"),
        "net": Key("扣除代扣之后", "97.00"),
        "source": Key("例子出自哪个来源", "moushi-2026-06"),
    },
    "given": {
        "status": Key("employee 在职、retiree 退休、flexible 灵活就业、resident 居民", "retiree"),
        "month": Key("哪个月", "2026-08"),
        "age": Key("周岁", 65),
        "birth": Key("出生年月", "1961-03"),
        "base": Key("缴费基数,元/月", Decimal("8000")),
        "pension": Key("本人养老金,元/月", Decimal("3000")),
        "plan": Key("险种档次", "一档"),
        "group": Key("人群", "灵活就业退休人员"),
        "sex": Key("性别", "female"),
        "paid_years": Key("已缴费年数", 17),
        "average_pension": Key("平均养老金,元/月", Decimal("4000")),
        "average_wage": Key("平均工资,元/月", Decimal("7000")),
        "agreed": Key("本人同意的代扣", ["长期护理保险"]),
    },
    "channel": {
        "region": Key("地区 id;全国的写 national", "xizang/lasa"),
        "id": Key("只用小写字母、数字和连字符,不能重复", "lasa-app"),
        "kind": Key("哪一种渠道", "app"),
        "name": Key("渠道的名字", "某市医保"),
        "url": Key("网址,只收 https", "https://example.gov.cn"),
        "phone": Key("电话,只写数字和连字符", "12393"),
        "shows": Key("能看到什么", ["balance", "credits"]),
        "needs": Key("事先要什么", ["实名注册"]),
        "steps": Key("一步一步怎样做", ["打开 App,登录", "看个人账户明细"]),
        "note": _NOTE,
        "grade": _GRADE,
        "sources": _SOURCES,
    },
    "tip": {
        "region": Key("地区 id;全国的写 national", "national"),
        "id": Key("只用小写字母、数字和连字符,不能重复", "keep-records"),
        "title": Key("一句话", "先看明细"),
        "text": Key("提示的内容", "明细里写着每个月划入多少。"),
        "grade": _GRADE,
        "sources": _SOURCES,
    },
    "source": {
        "title": Key("文件或网页的标题", "关于调整个人账户计入办法的通知"),
        "publisher": Key("谁发的", "某市医疗保障局"),
        "date": Key("公布的日期;只知道年月就写到月", "2026-06-20"),
        "url": Key("网址", "https://example.gov.cn/a"),
        "grade": Key("这件来源最多能支持的等级", "official"),
        "note": Key("在哪里读到,缺什么", "在第三方转载页上读到"),
    },
    "place": {
        "adcode": Key("行政区划代码,六位", "540100"),
        "name": Key("全称", "某市"),
        "name_en": Key("英文名;就是拼音的不写", "Somewhere"),
        "short": Key("简称;去掉末尾的「市」等即得的不写", "某"),
        "abbr": Key("省级的单字简称", ["某"]),
        "aliases": Key("其他叫法", ["旧名"]),
    },
}
"""By table; '' is a region's file itself."""
