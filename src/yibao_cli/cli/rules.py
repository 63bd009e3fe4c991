"""`yibao rules check` and `yibao rules show`."""

import gc
import os
from pathlib import Path

from ..core.errors import InputError
from ..core.month import Month, parse_month
from ..core.person import STATUSES
from ..core.policy import Policy
from ..rulebook.book import Rulebook, shipped
from ..rulebook.directory import SOURCES, RuleDirectory, packaged_rules
from .exit_codes import ExitCode
from .output import put, put_json


def run_check(paths: list[Path], as_json: bool, rules: str | None) -> ExitCode:
    """Prints every problem; nothing where there is none."""
    roots = _roots(paths, Path(rules) if rules else packaged_rules())
    if list(roots) == [packaged_rules()] and not as_json and _checked_when_built():
        return ExitCode.ANSWER
    gc.disable()  # a short process that keeps nearly all it makes: collecting is a tenth of its time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them takes longer than our models
    from ..render.problems import problem_line, problem_text
    from ..rulebook.check import check

    problems = []
    for root, only in roots.items():
        problems += check(root, only)
    if as_json:
        put_json(
            {
                "schema": "yibao/rules-check",
                "version": 1,
                "problems": [
                    {
                        "file": str(problem.path),
                        "line": problem.line,
                        "code": problem.code,
                        "message": problem_text(problem),
                    }
                    for problem in problems
                ],
            }
        )
    else:
        for problem in problems:
            put(problem_line(problem, Path.cwd()))
    return ExitCode.DIFFERENCES if problems else ExitCode.ANSWER


def _checked_when_built() -> bool:
    """Whether the rule files beside the program are, to the byte, those that were checked when the wheel was built."""
    compiled = shipped()
    return compiled is not None and compiled.digest == RuleDirectory(packaged_rules()).digest()


def _roots(paths: list[Path], default: Path) -> dict[Path, list[Path]]:
    """The rule directories to check, each with the files asked for (none: all of them)."""
    if not paths:
        if not default.is_dir():
            raise InputError("rules-directory", value=str(default))
        return {default: []}
    roots: dict[Path, list[Path]] = {}
    for path in paths:
        if path.is_dir():
            root = _root_of(path) or path
            files = [] if root == path else sorted(path.rglob("*.toml"))
        elif path.is_file():
            root, files = _root_of(path.parent) or path.parent, [path]
        else:
            raise InputError("rules-path", value=str(path))
        roots[root] = [*roots.get(root, []), *files]
    return roots


def _root_of(folder: Path) -> Path | None:
    """The rule directory that `folder` lies in: the nearest one above with a sources.toml."""
    for candidate in (folder, *folder.resolve().parents):
        if (candidate / f"{SOURCES}.toml").is_file():
            return candidate
    return None


def run_show(region: str, month: str | None, as_json: bool, rules: str | None) -> ExitCode:
    """Prints the rules in effect for a region, of one month or of all; exit code 3 where there is none."""
    from ..render.coverage import NOTHING, limits_rows, policy_rows, rules_document
    from ..render.terminal import print_rows

    book = Rulebook.open(rules)
    place = book.region(region)
    when = parse_month(month) if month is not None else None
    policies = _effective(book, place.layers, when)
    limits = [item for id in place.layers for item in book.limits(id)]
    if when is not None:
        found, _ = book.limits_for(place, when)
        limits = [found] if found else []
    sources = book.sources(list(place.layers))
    if as_json:
        put_json(rules_document(place, policies, limits, sources))
    else:
        title = f"{place.name}({place.id},{place.adcode})" + (f" · {when}" if when else "")
        print_rows(title, [*policy_rows(policies, sources), *limits_rows(limits)] or [NOTHING])
    return ExitCode.ANSWER if policies else ExitCode.NO_RULE


def _effective(book: Rulebook, layers: tuple[str, ...], month: Month | None) -> list[Policy]:
    """The policies that can answer (in `month`), by status, the most specific file first.

    An outer file's policy is left out where an inner one of the same status, plan and group answers all its months.
    """
    shown: list[Policy] = []
    for status in STATUSES:
        for id in layers:
            here = [p for p in book.policies(id) if p.status == status and (month is None or p.covers(month))]
            shown += [p for p in here if not any(_hides(inner, p, month) for inner in shown)]
    return shown


def _hides(inner: Policy, outer: Policy, month: Month | None) -> bool:
    if inner.file == outer.file or (inner.status, inner.plan, inner.group) != (outer.status, outer.plan, outer.group):
        return False
    if month is not None:
        return True
    ends_later = inner.ends is None or (outer.ends is not None and inner.ends >= outer.ends)
    return inner.starts <= outer.starts and ends_later
