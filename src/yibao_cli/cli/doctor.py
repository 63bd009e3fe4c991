"""`yibao doctor`: whether the program works here, and with what. Nothing is changed and nothing fetched."""

from __future__ import annotations

import re
from datetime import date
from importlib import metadata
from pathlib import Path

from ..core.errors import YibaoError
from ..core.frozen import dataclass
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .output import provenance, put_json
from .settings import project_file, user_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from .options import DoctorOptions
    from .self_test import Outcome

    Kind = Literal["project", "user", "profiles"]

DISTRIBUTION = "yibao-cli"


@dataclass(frozen=True, slots=True)
class Extra:
    """A part that is installed on request, and the packages it needs that are not there."""

    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was looked at. `book` is None where the rules in use cannot be read; `problems` says why."""

    book: Rulebook | None
    age_days: int | None
    files: tuple[tuple[Kind, str | None], ...]
    extras: tuple[Extra, ...]
    cases: tuple[Outcome, ...]
    problems: tuple[YibaoError, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and all(case.ok for case in self.cases)


def run(options: DoctorOptions) -> int:
    """Prints what was found; DIFFERENCES where something is wrong."""
    from ..render.doctor import doctor_document, doctor_rows

    found = examine()
    rulebook = provenance(found.book) if found.book is not None else None
    if options.json:
        put_json(doctor_document(found, rulebook))
    else:
        from ..render.terminal import print_rows

        print_rows(*doctor_rows(found, rulebook))
    return ExitCode.ANSWER if found.ok else ExitCode.DIFFERENCES


def examine() -> Findings:
    """Looks at the rules, the configuration, the extras, and asks the self-test."""
    from .self_test import self_test

    problems: list[YibaoError] = []
    files = _files(problems)
    book = _book([path for kind, path in files if path is not None and kind != "profiles"], problems)
    dated = book.edition.date if book is not None else None
    return Findings(
        book=book,
        age_days=max((date.today() - dated).days, 0) if dated is not None else None,
        files=files,
        extras=extras(),
        cases=tuple(self_test()),
        problems=tuple(problems),
    )


def _files(problems: list[YibaoError]) -> tuple[tuple[Kind, str | None], ...]:
    from .profiles import profiles_file, read_profiles

    profiles = None
    try:
        profiles = profiles_file() if Path(profiles_file()).exists() else None
        read_profiles()
    except YibaoError as problem:
        problems.append(problem)
    return ("project", project_file()), ("user", user_file()), ("profiles", profiles)


def _book(files: list[str], problems: list[YibaoError]) -> Rulebook | None:
    """The rules in use, with those laid over them that a variable or a file names."""
    from .configuration import settings

    overlay = None
    try:
        rules = settings(files).get("rules")
        overlay = rules.value if rules is not None else None
    except YibaoError as problem:
        problems.append(problem)
    try:
        return Rulebook.open(overlay)
    except YibaoError as problem:
        problems.append(problem)
    return None


def extras() -> tuple[Extra, ...]:
    """The extras that the installed package declares; none where it was not installed as one. Nothing is imported."""
    try:
        wanted = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return ()
    needed: dict[str, list[str]] = {}
    for line in wanted:
        package, extra = re.match(r"[\w.-]+", line), re.search(r"""extra\s*==\s*["']([\w-]+)["']""", line)
        if package is not None and extra is not None:
            needed.setdefault(extra[1], []).append(package[0])
    return tuple(
        Extra(name, tuple(package for package in sorted(set(packages)) if not _installed(package)))
        for name, packages in sorted(needed.items())
    )


def _installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True
