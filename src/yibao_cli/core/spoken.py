"""Words people use for a status, a sex, a plan, years -> the core's values; Chinese wherever English is accepted."""

from __future__ import annotations

from .errors import InputError
from .names import GROUPS, PAYMENTS, PLANS
from .text import half_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Sex, Status

STATUS_WORDS: dict[str, Status] = {
    "employee": "employee",
    "在职": "employee",
    "在职职工": "employee",
    "职工": "employee",
    "在职人员": "employee",
    "employed": "employee",
    "retiree": "retiree",
    "退休": "retiree",
    "退休人员": "retiree",
    "退休职工": "retiree",
    "已退休": "retiree",
    "退休了": "retiree",
    "retired": "retiree",
    "pensioner": "retiree",
    "flexible": "flexible",
    "灵活就业": "flexible",
    "灵活就业人员": "flexible",
    "灵活": "flexible",
    "自由职业": "flexible",
    "flexibly employed": "flexible",
    "flexibly-employed": "flexible",
    "self-employed": "flexible",
    "selfemployed": "flexible",
    "self employed": "flexible",
    "resident": "resident",
    "居民": "resident",
    "城乡居民": "resident",
    "居民医保": "resident",
}
SEX_WORDS: dict[str, Sex] = {
    "male": "male",
    "m": "male",
    "男": "male",
    "female": "female",
    "f": "female",
    "女": "female",
}
PLAN_WORDS = {
    written: f"{numeral}档"
    for number, numeral in enumerate("一二三四", 1)
    for written in (f"{number}档", f"{number}", f"tier {number}", f"tier{number}")
} | {word.lower(): name for name, words in PLANS.items() for word in words}
GROUP_WORDS = {word.lower(): name for name, words in GROUPS.items() for word in words}
PAYMENT_WORDS = {"长护险": "长期护理保险", "长护": "长期护理保险"} | {id: name for name, (id, _) in PAYMENTS.items()}
LONGEST_YEARS = 4
"""Digits."""


def read_status(text: str) -> Status:
    """Raises InputError for an unknown word."""
    status = STATUS_WORDS.get(text.strip().lower())
    if status is None:
        raise InputError("status-unknown", field="status", value=text)
    return status


def read_sex(text: str) -> Sex:
    """Raises InputError for an unknown word."""
    sex = SEX_WORDS.get(text.strip().lower())
    if sex is None:
        raise InputError("sex-unknown", field="sex", value=text)
    return sex


def read_years(text: str, code: str) -> int:
    """Whole years, '66' or '66岁'. Raises InputError with `code`; a negative number is out of range, not malformed."""
    written = half_width(text).strip()
    if not written.isascii():
        for unit in ("周岁", "岁", "年"):
            written = written.removesuffix(unit).strip()
    digits = written.removeprefix("-")
    if digits.isdecimal() and len(digits) <= LONGEST_YEARS:
        return int(written)
    raise InputError(code, value=text)


def read_plan(text: str) -> str:
    """A plan's name; '1档', '1', 'tier-1' and its English name are '一档'."""
    name = text.strip()
    return PLAN_WORDS.get(name.lower(), name)


def read_group(text: str) -> str:
    """A group's name; its id and its English name stand for it."""
    name = text.strip()
    return GROUP_WORDS.get(name.lower(), name)


def read_payment(text: str) -> str:
    """The name of a deduction; its id, and the short names of long-term care, stand for it."""
    name = text.strip()
    return PAYMENT_WORDS.get(name.lower(), name)
