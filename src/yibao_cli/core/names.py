"""Plans, groups and what is paid besides, as rule files name them: an id in ASCII and an English name for each.

Ids are what may be written instead of the Chinese name, and what JSON has beside it. Rules laid over the program's own
may have names that are not here; those have neither.
"""

from __future__ import annotations

PLANS = {
    "一档": ("tier-1", "tier 1"),
    "二档": ("tier-2", "tier 2"),
    "三档": ("tier-3", "tier 3"),
    "四档": ("tier-4", "tier 4"),
    "统账结合": ("combined", "pooled fund and account"),
    "单建统筹": ("pooled-only", "pooled fund only"),
    "两种方式都缴过": ("both-ways", "contributed in both ways"),
    "建个人账户": ("with-account", "with a personal account"),
    "不建个人账户": ("no-account", "without a personal account"),
    "设个人账户": ("account-set-up", "personal account set up"),
    "不设个人账户": ("account-not-set-up", "no personal account set up"),
    "不建账": ("no-account-kept", "no account kept"),
    "大病统筹": ("major-illness-only", "major-illness fund only"),
    "最低标准缴费": ("lowest-standard", "contributing by the lowest standard"),
    "高于最低标准缴费": ("above-lowest-standard", "contributing above the lowest standard"),
    "按4%缴费": ("rate-4", "contributing 4%"),
    "按5%缴费": ("rate-5", "contributing 5%"),
    "按5.5%缴费": ("rate-5.5", "contributing 5.5%"),
    "按6.8%缴费": ("rate-6.8", "contributing 6.8%"),
    "按7%缴费": ("rate-7", "contributing 7%"),
    "按7.5%缴费": ("rate-7.5", "contributing 7.5%"),
    "按8%缴费": ("rate-8", "contributing 8%"),
    "按9%缴费": ("rate-9", "contributing 9%"),
    "按10%缴费": ("rate-10", "contributing 10%"),
    "5.8%": ("5.8%", "5.8%"),
    "10%": ("10%", "10%"),
}
GROUPS = {
    "一般人员": ("general", "people of no named group"),
    "省本级": ("province", "insured by the province itself"),
    "省本级退休人员": ("province-retirees", "retirees insured by the province itself"),
    "自治区本级退休人员": ("region-retirees", "retirees insured by the autonomous region itself"),
    "机关事业单位退休人员": ("public-retirees", "retirees of public bodies"),
    "机关事业单位和省属单位": ("public-employers", "public bodies and employers of the province"),
    "灵活就业退休人员": ("flexible-retirees", "retirees who were flexibly employed"),
    "个人身份一档退休人员": ("individual-tier-1-retirees", "retirees insured as individuals, tier 1"),
    "建国前老工人": ("pre-1949-workers", "workers from before 1949"),
    "建国前参加革命工作的老工人": ("pre-1949-revolutionary-workers", "workers who joined the revolution before 1949"),
    "2023 年起退休": ("retired-since-2023", "retired since 2023"),
    "2023年起退休": ("retired-from-2023", "retired from 2023 on"),
    "2023 年新退休": ("newly-retired-2023", "newly retired in 2023"),
    "2025 年退休的企业退休人员": ("company-retirees-2025", "company retirees of 2025"),
    "2025 年退休的机关事业单位退休人员": ("public-retirees-2025", "retirees of public bodies of 2025"),
    "年限不够、仍按月缴费的退休人员": ("paying-retirees", "retirees short of years who still contribute monthly"),
    "2017年起才参加佛山职工医保的退休人员": (
        "joined-since-2017",
        "retirees insured in Foshan only since 2017",
    ),
    "没有养老金的退休人员": ("no-pension", "retirees without a pension"),
}
PAYMENTS = {
    "长期护理保险": ("long-term-care", "long-term care insurance"),
    "大额": ("large-expense", "large-expense insurance"),
    "大额医保": ("large-expense-insurance", "large-expense medical insurance"),
    "大额医疗": ("large-expense-medical", "large-expense medical scheme"),
    "大额医疗费": ("large-expense-fee", "large-expense medical fee"),
    "大额医疗保险": ("large-expense-medical-insurance", "large-expense medical insurance"),
    "大额补充医疗保险": ("large-expense-supplement", "supplementary large-expense medical insurance"),
    "大额医疗互助": ("large-expense-mutual-aid", "large-expense medical mutual aid"),
    "大额补助": ("large-expense-subsidy", "large-expense subsidy"),
    "大额医疗补助": ("large-expense-medical-subsidy", "large-expense medical subsidy"),
    "大额医疗费用补助": ("large-expense-cost-subsidy", "large-expense medical cost subsidy"),
    "大额救助金": ("large-expense-relief", "large-expense relief"),
    "大额医疗救助": ("large-expense-medical-relief", "large-expense medical relief"),
    "大额医疗费救助金": ("large-expense-fee-relief", "large-expense medical fee relief"),
    "大病": ("major-illness", "major-illness scheme"),
    "大病保险": ("major-illness-insurance", "major-illness insurance"),
    "大病医疗保险": ("major-illness-medical-insurance", "major-illness medical insurance"),
    "大病互助": ("major-illness-mutual-aid", "major-illness mutual aid"),
    "大病医疗救助": ("major-illness-relief", "major-illness medical relief"),
    "大病统筹": ("major-illness-pool", "major-illness pooled fund"),
    "重特病医疗统筹费": ("serious-illness-pool", "serious-illness pooled fund fee"),
    "医疗救助": ("medical-relief", "medical relief"),
    "补充医疗保险": ("supplementary", "supplementary medical insurance"),
    "门诊统筹费": ("outpatient-pool", "outpatient pooled fund fee"),
}
"""Deductions, and contributions that go elsewhere."""


def english_name(name: str) -> str:
    """What a plan, a group, a deduction or a contribution is called in English; itself where that is not known."""
    for names in (PLANS, GROUPS, PAYMENTS):
        if name in names:
            return names[name][1]
    return name


def ascii_id(name: str | None) -> str | None:
    """The id of a plan or a group; None where it has none."""
    return (PLANS.get(name) or GROUPS.get(name) or (None,))[0] if name is not None else None
