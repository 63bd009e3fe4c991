"""职工医保个人账户划入计算: what should be credited, why, and on whose word.

>>> from yibao_cli import Person, Rulebook, estimate
>>> answer = estimate(Person("retiree", age=66), region="武汉", month="2023-03")
>>> answer.state, str(answer.net)
('in-force', '83.00')

Names are loaded when they are first used: importing the package costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers know the name; importing `typing` takes longer than an estimate
if TYPE_CHECKING:
    from typing import Any

    from .api import estimate, infer, reconcile, schedule
    from .core.change import Change, PartMove
    from .core.compare import Compared, compare
    from .core.credit import Answer, BaseUse, Credit, NoRule
    from .core.errors import InputError, MissingInputError, RegionError, RuleFileError, YibaoError
    from .core.infer import Explanation, Inference
    from .core.month import Birth, Month
    from .core.outcome import Outcome, Reconciliation
    from .core.person import Person
    from .core.policy import Policy
    from .core.region import Region
    from .core.ruling import Caveat
    from .core.schedule import Entry, Schedule
    from .core.source import Source
    from .core.statement import StatementRow
    from .frames import credit_frame
    from .rulebook.book import Rulebook
    from .tables.statements import Statement, read_statement

__version__ = "0.1.0"

_HOMES = {
    "estimate": "api",
    "infer": "api",
    "reconcile": "api",
    "schedule": "api",
    "credit_frame": "frames",
    "read_statement": "tables.statements",
    "Statement": "tables.statements",
    "Outcome": "core.outcome",
    "Reconciliation": "core.outcome",
    "StatementRow": "core.statement",
    "Change": "core.change",
    "PartMove": "core.change",
    "Compared": "core.compare",
    "compare": "core.compare",
    "Explanation": "core.infer",
    "Inference": "core.infer",
    "Entry": "core.schedule",
    "Schedule": "core.schedule",
    "Answer": "core.credit",
    "BaseUse": "core.credit",
    "Caveat": "core.ruling",
    "Credit": "core.credit",
    "NoRule": "core.credit",
    "InputError": "core.errors",
    "MissingInputError": "core.errors",
    "RegionError": "core.errors",
    "RuleFileError": "core.errors",
    "YibaoError": "core.errors",
    "Birth": "core.month",
    "Month": "core.month",
    "Person": "core.person",
    "Policy": "core.policy",
    "Region": "core.region",
    "Source": "core.source",
    "Rulebook": "rulebook.book",
}

__all__ = [
    "Answer",
    "BaseUse",
    "Birth",
    "Caveat",
    "Change",
    "Compared",
    "Credit",
    "Entry",
    "Explanation",
    "Inference",
    "InputError",
    "MissingInputError",
    "Month",
    "NoRule",
    "Outcome",
    "PartMove",
    "Person",
    "Policy",
    "Reconciliation",
    "Region",
    "RegionError",
    "RuleFileError",
    "Rulebook",
    "Schedule",
    "Source",
    "Statement",
    "StatementRow",
    "YibaoError",
    "__version__",
    "compare",
    "credit_frame",
    "estimate",
    "infer",
    "read_statement",
    "reconcile",
    "schedule",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
