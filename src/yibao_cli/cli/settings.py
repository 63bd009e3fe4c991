"""What is not on the command line: whether there is a configuration at all, and where profiles lie.

Every start asks, so nothing is loaded here and nothing read: a few names are looked up on the disk and in the
environment. `configuration` and `profiles` read what was found.
"""

from __future__ import annotations

import os
import sys

from ..language import VARIABLE
from ..rulebook import OVERLAY_VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .options import Options

PROJECT_FILE, USER_FILE = "yibao.toml", "config.toml"
VARIABLES = {
    "region": "YIBAO_REGION",
    "status": "YIBAO_STATUS",
    "max_age": "YIBAO_MAX_AGE",
    "min_grade": "YIBAO_MIN_GRADE",
    "rules": OVERLAY_VARIABLE,
    "format": "YIBAO_FORMAT",
    "lang": VARIABLE,
}
"""The settings there are, by field, and the variable of each."""

PROFILE_MARKS = ("@", "@")
LONGEST_BARE_MONTH = len("11月")


def config_folder() -> str | None:
    """Where the person's configuration lies; None where the system knows no home for them.

    What platformdirs says; on Linux said here, for the library takes longer to load than an answer.
    """
    if sys.platform != "linux":
        from platformdirs import user_config_dir

        return user_config_dir("yibao", appauthor=False, roaming=True)
    given = os.environ.get("XDG_CONFIG_HOME", "").strip()
    home = given if given[:1] == "/" else os.path.expanduser("~/.config")
    return os.path.join(home, "yibao") if home[:1] == "/" else None


def project_file() -> str | None:
    """`yibao.toml` in the working directory, else in the nearest directory above it that has one."""
    try:
        folder = os.getcwd()
    except OSError:  # the directory was removed
        return None
    while True:
        path = os.path.join(folder, PROJECT_FILE)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def user_file() -> str | None:
    """The person's own `config.toml`, where there is one."""
    folder = config_folder()
    path = os.path.join(folder, USER_FILE) if folder is not None else ""
    return path if path and os.path.isfile(path) else None


def settle(options: Options) -> None:
    """Fills fields that were not written as options: from words, a profile, variables and files, in this order.

    Raises InputError for what cannot be read, or is there twice.
    """
    words = getattr(options, "words", ())
    if words:
        _take(options, words)
    month = getattr(options, "month", None)
    if month and (type(month) is not str or len(month) <= LONGEST_BARE_MONTH):
        _add_years(options, month)
    ignored = getattr(options, "no_config", None)
    if ignored is None:
        return
    if ignored:
        os.environ.pop(OVERLAY_VARIABLE, None)  # the rulebook, which is opened in several places, asks for it
        return
    files = [path for path in (project_file(), user_file()) if path is not None]
    if files or any(_set_variables()):
        from .configuration import fill

        fill(options, files)


def _take(options: Options, words: Sequence[str]) -> None:
    profiles = [word[1:] for word in words if word[:1] in PROFILE_MARKS]
    spoken = [word for word in words if word[:1] not in PROFILE_MARKS]
    if spoken:
        from .spoken import take

        take(options, spoken, bool(profiles))
    if profiles:
        from .profiles import take_profile

        take_profile(options, profiles)


def _add_years(options: Options, month: str | Sequence[str]) -> None:
    """'11' is the latest November that has begun; it is said which."""
    from .configuration import Setting
    from .spoken import whole_month

    written = [month] if isinstance(month, str) else month
    months = [whole_month(text) for text in written]
    if months == list(written):
        return
    options.month = months[0] if isinstance(month, str) else months  # type: ignore[attr-defined]
    origin = "、".join(text for text in written if text not in months)
    options.__dict__["origins"] = {"month": Setting("month", "、".join(months), f"--month {origin},取最近的一个")}


def _set_variables() -> Iterator[str]:
    """The variables that are set, but those of the rules and the language, which are read elsewhere."""
    return (name for name in VARIABLES.values() if name not in (OVERLAY_VARIABLE, VARIABLE) and os.environ.get(name))
