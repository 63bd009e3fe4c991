"""What `yibao doctor` found, in words and as JSON."""

from __future__ import annotations

import platform

from .. import __version__
from ..language import tr
from .messages import error
from .rows import Row, edition_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..cli.doctor import Findings
    from ..cli.self_test import Outcome
    from ..documents import doctor as shapes
    from ..documents.common import Rulebook

FILE = {"project": "项目的 yibao.toml", "user": "本人的 config.toml", "profiles": "档案"}


def doctor_rows(found: Findings, rulebook: Rulebook | None) -> tuple[str, list[Row]]:
    """A heading that says whether all is well, and the rows under it."""
    wrong = len(found.problems) + sum(not case.ok for case in found.cases)
    rows = [Row("程序", f"yibao {__version__}{tr(',')}Python {platform.python_version()}"), *_rules(found, rulebook)]
    rows += [Row("配置", f"{tr(FILE[kind])}{tr(':')}{path or tr('没有')}") for kind, path in found.files]
    rows += _extras(found)
    good = sum(case.ok for case in found.cases)
    rows.append(
        Row("自测", tr("{cases} 个例题,{good} 个对", cases=len(found.cases), good=good), strong=good < len(found.cases))
    )
    rows += [Row("自测", _case(case), strong=True) for case in found.cases if not case.ok]
    rows += [Row("问题", error(problem), strong=True) for problem in found.problems]
    return tr("没有发现问题。") if found.ok else tr("发现 {wrong} 个问题。", wrong=wrong), rows


def _rules(found: Findings, rulebook: Rulebook | None) -> list[Row]:
    if rulebook is None:
        return [Row("规则库", tr("读不了"), strong=True)]
    age = tr(";最晚的资料距今 {age_days} 天", age_days=found.age_days) if found.age_days is not None else ""
    pack = tr("装好的规则包(SHA-256 {pack})", pack=rulebook["pack"]) if rulebook["pack"] else tr("程序自带的")
    return [
        Row("规则库", edition_text(rulebook) + age),
        Row("规则库", pack),
        Row("叠加", rulebook["overlay"] or tr("没有")),
    ]


def _extras(found: Findings) -> list[Row]:
    if not found.extras:
        return [Row("附加", tr("不知道:程序不是装上的"))]
    there = tr("、").join(extra.name for extra in found.extras if not extra.missing)
    rows = [Row("附加", tr("装了:{there}", there=there or tr("没有")))]
    absent = [
        tr("{name}(缺 {missing})", name=extra.name, missing=tr("、").join(extra.missing))
        for extra in found.extras
        if extra.missing
    ]
    if absent:
        rows.append(
            Row("附加", tr("没有装:{absent};装一种:pip install 'yibao-cli[名字]'", absent=tr("、").join(absent)))
        )
    return rows


def _case(case: Outcome) -> str:
    return tr(
        "yibao estimate {question}:应是{expected},得到{found}",
        question=case.question,
        expected=_amount(case.expected),
        found=_amount(case.found),
    )


def _amount(amount: str | None) -> str:
    return tr(" {amount} 元", amount=amount) if amount is not None else tr("「没有规则」")


def doctor_document(found: Findings, rulebook: Rulebook | None) -> shapes.Document:
    """The document that `yibao doctor --json` prints."""
    return {
        "schema": "yibao/doctor",
        "version": 1,
        "ok": found.ok,
        "python": platform.python_version(),
        "rulebook": rulebook,
        "age_days": found.age_days,
        "files": [{"kind": kind, "path": path} for kind, path in found.files],
        "extras": [
            {"name": extra.name, "installed": not extra.missing, "missing": list(extra.missing)}
            for extra in found.extras
        ],
        "self_test": [
            {"question": case.question, "expected": case.expected, "found": case.found, "ok": case.ok}
            for case in found.cases
        ],
        "problems": [{"code": problem.code, "message": error(problem)} for problem in found.problems],
    }
