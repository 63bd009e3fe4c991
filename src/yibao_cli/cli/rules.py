"""`yibao rules check` and `yibao rules show`."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from ..core.errors import InputError
from ..core.month import parse_month
from ..language import tr
from ..rulebook.book import Rulebook
from ..rulebook.directory import (
    RuleDirectory,
    is_file,
    is_folder,
    is_pack,
    overlay_folder,
    packaged_rules,
    rule_paths,
    rule_root,
)
from ..rulebook.problem import Problem
from ..rulebook.survey import effective, payments
from .exit_codes import ExitCode
from .output import name_overlay, provenance, put, put_json, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .options import RulesCheckOptions, RulesShowOptions


def run_check(options: RulesCheckOptions) -> int:
    """Prints every problem; nothing if there are none. Remarks that are not problems go to standard error.

    `--fix`: slips with one meaning are put right first. `--watch`: again whenever a file changes, until interrupted.
    """
    unfit = {"--json": options.json, "--fix": options.fix}
    for name in (name for name, given in unfit.items() if options.watch and given):
        raise InputError("formats-conflict", first="--watch", second=name)
    roots = rule_roots(options.paths, options.rules)
    if options.watch:
        from .rules_watch import watch_rules

        watch_rules(
            lambda: _check(rule_roots(options.paths, options.rules), False),
            lambda: rule_roots(options.paths, options.rules),
        )
    if options.fix:
        from .rules_fix import fix_rules

        fix_rules(roots)
    return ExitCode.DIFFERENCES if _check(roots, options.json) else ExitCode.ANSWER


def _check(roots: dict[Path, list[Path]], as_json: bool) -> int:
    """Checks and prints; how many problems there are."""
    problems: list[Problem] = []
    remarks: list[Problem] = []
    unknown = {root: only for root, only in roots.items() if not _checked_when_built(root)}
    if unknown:
        gc.disable()  # a short process that keeps nearly all it makes: collecting is a tenth of its time
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them takes longer than our models
        from ..rulebook.check import check

        for root, only in unknown.items():
            problems += check(root, only, remarks)
    if problems:
        from ..rulebook.pack import as_named

        problems = list(map(as_named, problems))
    if problems or remarks:
        from ..render.problems import problem_line

        for remark in remarks:
            say(problem_line(remark, Path.cwd()))
    if as_json:
        from ..render.problems import problems_document

        put_json(problems_document(problems))
        return len(problems)
    for problem in problems:
        put(problem_line(problem, Path.cwd()))
    if mendable := sum("meant" in problem.facts for problem in problems):
        say(tr("其中 {mendable} 处只有一个意思,yibao rules check --fix 可以改好。", mendable=mendable))
    return len(problems)


def _checked_when_built(root: Path) -> bool:
    """Whether the rule files in a directory are, to the byte, those that were checked when the wheel was built."""
    from ..rulebook.known import opened

    known = opened()
    return known is not None and known.is_all_of(RuleDirectory(root))


def rule_roots(paths: Sequence[str], rules: str | None) -> dict[Path, list[Path]]:
    """The rule directories to check, each with the files asked for (none: all of them)."""
    if not paths:
        return {overlay_folder(rules) or packaged_rules(): []}
    roots: dict[Path, list[Path]] = {}
    for written in paths:
        path = Path(written)
        if written and is_folder(path):
            files = rule_paths(path)
        elif path.suffix == ".toml" and is_file(path):
            files = [path]
        elif is_pack(path):
            roots[overlay_folder(path) or path] = []
            continue
        else:
            raise InputError("rules-path", value=written)
        root = rule_root(path)
        roots[root] = [] if root == path else [*roots.get(root, []), *files]
    return roots


def run_show(options: RulesShowOptions) -> int:
    """Prints the rules in effect for a region, of one month or of all; exit code 3 where there is none."""
    from ..render import words
    from ..render.coverage import NOTHING, limits_rows, payment_rows, policy_rows, rules_document
    from ..render.rows import Row, edition_row
    from ..render.terminal import print_rows

    book = Rulebook.open(options.rules)
    name_overlay(book)
    place = book.region(options.region)
    when = parse_month(options.month) if options.month is not None else None
    policies = effective(book, place, when)
    limits = [item for id in place.layers for item in book.limits(id)]
    if when is not None:
        found, _ = book.limits_for(place.layers, when)
        limits = [found] if found else []
    deductions, contributions = payments(book, place, when)
    withheld = [item for item in book.withheld(place) if when is None or item.within(when)]
    sources = book.sources(list(place.layers))
    if options.json:
        known = limits, deductions, contributions, withheld
        put_json(rules_document(place, policies, *known, sources, provenance(book)))
    else:
        title = words.place(place, place.id, place.adcode) + (f" · {when}" if when else "")
        paid = [*payment_rows(tr("代扣"), deductions), *payment_rows(tr("另缴"), contributions)]
        unused = [Row("未用", words.withheld(item)) for item in withheld]
        rows = [*policy_rows(policies, sources), *limits_rows(limits), *paid, *unused] or [Row("结果", tr(NOTHING))]
        print_rows(title, [*rows, edition_row(provenance(book))])
    return ExitCode.ANSWER if policies else ExitCode.NO_RULE
