"""What people type -> the core's values. Chinese is accepted wherever English is."""

from __future__ import annotations

from ..core.errors import InputError
from ..core.money import parse_yuan
from ..core.month import parse_birth
from ..core.person import Person
from ..core.spoken import read_group, read_payment, read_plan, read_sex, read_status, read_years
from ..core.text import half_width
from ..language import spoken, tr
from .options import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ..core.literals import Grade, RetireKind, Sex
    from ..rulebook.book import Rulebook
    from .options import OutputOptions, PersonOptions

RETIRE_KIND_WORDS: dict[str, tuple[str, ...]] = {
    "men": ("男", "男职工"),
    "women-55": ("女55", "女干部"),
    "women-50": ("女50", "女工人"),
}
GRADE_WORDS: dict[str, Grade] = {
    "official": "official",
    "官方": "official",
    "press": "press",
    "报刊": "press",
    "secondary": "secondary",
    "第三方": "secondary",
    "unverified": "unverified",
    "待证实": "unverified",
}


def read_choice(text: str, words: Mapping[str, str], field: str) -> str:
    """The code meant by a code or its word in either language, with blanks or hyphens.

    Raises InputError naming the words; in English the codes, which are shorter.
    """
    written = text.strip().lower().replace("-", " ")
    for code, word in words.items():
        if written in (known.lower().replace("-", " ") for known in (code, word, tr(word))):
            return code
    raise InputError(
        "choice-unknown", field=field, value=text, choices=tuple(words.values() if spoken() == "zh" else words)
    )


def read_form(options: OutputOptions) -> str:
    """The output format asked for: text, json, csv, md, html or number. Raises InputError for two different ones."""
    if options.format is not None and options.format not in FORMATS:
        raise InputError("format-unknown", field="format", value=options.format, choices=FORMATS)
    asked = {}
    if options.quiet:
        asked["-q"] = "number"
    if options.json:
        asked["--json"] = "json"
    if options.format is not None:
        asked["--format"] = options.format
    if len(set(asked.values())) > 1:
        first, second, *_ = asked
        raise InputError("formats-conflict", first=first, second=second)
    return next(iter(asked.values()), "text")


def read_grade(text: str | None) -> Grade | None:
    """None where nothing is asked for. Raises InputError for an unknown word."""
    if text is None:
        return None
    grade = GRADE_WORDS.get(text.strip().lower())
    if grade is None:
        raise InputError("grade-unknown", field="min_grade", value=text)
    return grade


def read_agreed(text: str | None) -> tuple[str, ...]:
    """Names of optional deductions, or their ids, separated by commas."""
    words = (text or "").replace(",", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(read_payment(word) for word in words if word.strip()))


def read_span(text: str | None) -> int | None:
    """Months out of '24m', '24', '24个月', '2y', '2年'; None where nothing is asked. Raises InputError otherwise."""
    if text is None:
        return None
    import re  # few ask

    match = re.fullmatch(r"(\d{1,4})\s*(m|个?月|y|年)?", half_width(text).strip().lower())
    if match is None:
        raise InputError("span-malformed", field="max_age", value=text)
    return int(match[1]) * (12 if match[2] in ("y", "年") else 1)


def read_person(options: PersonOptions) -> Person:
    """The person of the options; the status must be there. Raises InputError for a value that cannot be read."""
    assert options.status is not None

    def yuan(field: str) -> Decimal | None:
        text = getattr(options, field)
        return None if text is None else parse_yuan(text, field)

    return Person(
        status=read_status(options.status),
        age=None if options.age is None else read_years(options.age, "age-malformed"),
        birth=None if options.birth is None else parse_birth(options.birth),
        base=yuan("base"),
        salary=yuan("salary"),
        pension=yuan("pension"),
        plan=None if options.plan is None else read_plan(options.plan),
        group=None if options.group is None else read_group(options.group),
        sex=None if options.sex is None else read_sex(options.sex),
        paid_years=None if options.paid is None else read_years(options.paid, "paid-years-malformed"),
        average_pension=yuan("average_pension"),
        average_wage=yuan("average_wage"),
        agreed=read_agreed(options.agreed),
    )


def read_retire_kind(text: str | None, sex: Sex | None) -> RetireKind | None:
    """None where nothing is given. Raises InputError for an unknown kind, or one that does not go with the sex."""
    from ..core.retirement import RETIRE_KINDS

    if text is None:
        return None
    written = half_width(text).strip().lower()
    kind = next((kind for kind in RETIRE_KINDS if written in (kind, *RETIRE_KIND_WORDS[kind])), None)
    if kind is None:
        raise InputError("retire-kind-unknown", field="retire_kind", value=text, choices=RETIRE_KINDS)
    if sex is not None and (kind == "men") != (sex == "male"):
        raise InputError("retire-kind-sex", field="retire_kind", value=text)
    return kind


def open_after(written: str) -> Rulebook:
    """The rules that --rules-after names. Raises what `Rulebook.open` raises, with this option's name."""
    from ..rulebook.book import Rulebook

    try:
        return Rulebook.open(written)
    except InputError as error:
        if error.code == "rules-directory":
            raise InputError(error.code, field="rules_after", value=written) from None
        raise
