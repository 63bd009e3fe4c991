"""What `yibao help` tells people who are new to the scheme: its words, and notes for holders of foreign papers."""

from __future__ import annotations

from ..language import spoken, tr
from .columns import hanging
from .width import across

TERMS = {
    "职工医保": "有单位的人和缴够年限的退休人员参加的基本医疗保险;单位和本人按月缴费。",
    "个人账户": "记在本人名下的一笔医保钱,按月(有的地方按年)划入,看病买药时用;与银行存款不同。",
    "统筹基金": "大家共用的一笔钱,付住院和门诊的报销;退休人员个人账户里的钱多由它划入。",
    "统筹地区": "共用一笔统筹基金、定自己标准的地方,一般是一个市。算哪里的标准,看在哪里参保,不看户口。",
    "缴费基数": "每月按它的一个比例缴费的数,大致是上一年的月平均工资;在职人员的划入按它算。",
    "基数上下限": "缴费基数不低于下限、不高于上限;每年一变,各地不同。",
    "划入": "放进个人账户的钱。应划入是按规则该划多少,到账是哪一天真的进了账户。",
    "代扣": "到账以前从划入里扣走的,如长期护理保险、大额医疗;有的要本人同意。",
    "灵活就业": "没有单位、自己缴费的人。有没有个人账户,看当地和缴费的档次。",
    "城乡居民": "参加居民医保的人,与职工医保是两回事,没有这里说的划入。",
}
"""Ten words, and what they mean."""
_ENGLISH_OF = {
    "职工医保": "employee medical insurance (zhígōng yībǎo)",
    "个人账户": "personal account (gèrén zhànghù)",
    "统筹基金": "pooled fund (tǒngchóu jījīn)",
    "统筹地区": "pooling area (tǒngchóu dìqū)",
    "缴费基数": "contribution base (jiǎofèi jīshù)",
    "基数上下限": "base limits (jīshù shàngxiàxiàn)",
    "划入": "credit (huàrù)",
    "代扣": "deduction (dàikòu)",
    "灵活就业": "flexibly employed (línghuó jiùyè)",
    "城乡居民": "residents (chéngxiāng jūmín)",
}


FOREIGNERS = (
    "护照、居留证件持有人",
    "规则库里没有一条规则提到国籍:有单位的就按在职问,退休的按退休问。",
    "能不能参保、离境时账户里的钱怎么办,规则库没有来源,请问 12393 或参保地的医保经办机构。",
    "护照号里没有出生日期,年龄用 --birth 写明;人员表加一列出生年月。",
    "2023 年 12 月起的永久居留身份证是 18 位、以 9 开头,与身份证号码一样认出生日期;"
    "更早的(三个字母加 12 位数字)认不出。",
    "这些号码在输出里都遮盖;--keep-ids 才照原样。",
    "App、网站认不认护照,规则库没有记;窗口和电话见 yibao channels -r 地区。",
    "写给经办机构的问询用中文:yibao reconcile … --letter 12393 --lang zh。",
)
"""A heading, and what holders of a passport or a permit of residence should know."""


def glossary() -> str:
    """Each word with what it means; in English with its English and its sound."""
    lines = []
    for term, meaning in TERMS.items():
        word = term if spoken() == "zh" else f"{term}  {_ENGLISH_OF[term]}"
        lines += [*hanging(word, across()), *hanging(f"  {tr(meaning)}", across())]
    return "\n".join(lines) + "\n"


def for_foreigners() -> str:
    """How holders of a passport or a permit of residence ask, and what is not known about them."""
    heading, *notes = map(tr, FOREIGNERS)
    return "\n".join([heading, "", *(line for note in notes for line in hanging(f"  {note}", across()))]) + "\n"
