"""A failure as a JSON document."""

from __future__ import annotations

from ..core.errors import MissingInputError, RegionError
from ..language import tr
from .messages import SYSTEM, error
from .problems import problems_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.errors import YibaoError
    from ..documents import error as shapes
    from ..rulebook.problem import Problem


def error_document(problem: YibaoError) -> shapes.Document:
    """The document of an error that the package raised on purpose."""
    choices = problem.facts.get("choices")
    listed = [str(choice) for choice in choices] if isinstance(choices, list | tuple) else []
    return _document(problem.code, error(problem), _field(problem), listed)


def system_document(code: str, message: str) -> shapes.Document:
    """The document of a failure that is one of SYSTEM, or has no option to blame."""
    return _document(code, message)


def rule_files_document(problems: Sequence[Problem]) -> shapes.Document:
    """The document that says what is wrong with the rule files."""
    document = _document("rule-files", tr(SYSTEM["rule-files"]).rstrip(":") + tr("。"))
    document["error"]["problems"] = problems_document(problems)["problems"]
    return document


def _document(code: str, message: str, field: str | None = None, choices: Sequence[str] = ()) -> shapes.Document:
    return {
        "schema": "yibao/error",
        "version": 1,
        "error": {"code": code, "message": message, "field": field, "choices": list(choices), "problems": []},
    }


def _field(problem: YibaoError) -> str | None:
    if isinstance(problem, MissingInputError):
        return problem.names[0]
    if isinstance(problem, RegionError):
        return "region"
    field = problem.facts.get("field")
    return str(field).rstrip("_") if field else None
