"""Profiles: what is known of somebody, kept under a name in a file of the program's own.

`profiles.toml` in the person's configuration folder, for its owner alone, written whole or not at all. The form that
`save` writes, and no other TOML, is read here line by line, which takes no library; anything else goes to tomli.
"""

from __future__ import annotations

import os

from ..core.errors import InputError
from ..language import tr
from .options import SEVERAL, fields
from .settings import config_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .options import Options

NAME = "profiles.toml"
HEAD = "# yibao profile 写的;要改用 yibao profile save、remove。\n"
FIELDS = (
    "region",
    "status",
    "birth",
    "base",
    "salary",
    "pension",
    "plan",
    "group",
    "sex",
    "paid",
    "average_pension",
    "average_wage",
    "agreed",
)
"""What a profile may hold, in the order in which it is written. No age, which is another next year."""
MOST_BYTES = 1_000_000

Profile = dict[str, str]


def profiles_file() -> str:
    """Raises InputError where there is no home directory."""
    folder = config_folder()
    if folder is None:
        raise InputError("profiles-no-home")
    return os.path.join(folder, NAME)


def read_profiles() -> dict[str, Profile]:
    """All profiles by name; none where there is no file. Raises InputError for one that cannot be read."""
    path = profiles_file()
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(MOST_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError("profiles-unreadable", file=path, why=error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise InputError("profiles-damaged", file=path) from None
    return _read_plainly(text) or _read_toml(text, path)


def profile(name: str) -> Profile:
    """Raises InputError for a name that there is none of, with those nearest to it."""
    known = read_profiles()
    if name not in known:
        from difflib import get_close_matches  # only for a mistake

        near = get_close_matches(name, known, n=3, cutoff=0.3) or list(known)
        raise InputError("profile-unknown", value=name, choices=tuple(f"@{one}" for one in near[:8]))
    return known[name]


_OTHER_WAY = {"age": "birth", "birth": "age", "base": "salary", "salary": "base"}
"""Two ways to say the same: of a profile the one is not used where the other is written."""
_OF_REGION = ("plan", "group", "average_pension", "average_wage")
_OF_STATUS = ("base", "salary", "pension", "plan", "group")


def take_profile(options: Options, names: Sequence[str]) -> None:
    """Fills fields that were not written with what the one profile of `names` holds.

    Raises InputError for several, for one that there is not, and for one that holds nothing for this command.
    """
    if len(names) > 1:
        raise InputError("profiles-several", value=tr("、").join(f"@{name}" for name in names))
    (name,) = names
    known = fields(type(options))
    held = profile(name)
    given = {field for field in known if getattr(options, field, None)}
    apart: set[str] = {_OTHER_WAY[field] for field in given & set(_OTHER_WAY)}
    if "amount" in options.__dict__:
        apart |= {"base", "salary", "pension"}
    if "region" in given:
        apart |= set(_OF_REGION)
    if "status" in given:
        apart |= set(_OF_STATUS)
    taken = 0
    for field, text in held.items():
        if field not in known:
            continue
        taken += 1
        if field not in given and field not in apart:
            setattr(options, field, [text] if known[field] == SEVERAL else text)
    if not taken:
        raise InputError("profile-useless", value=f"@{name}")


def _read_plainly(text: str) -> dict[str, Profile] | None:
    """What `save` wrote: headings and plain strings; None for anything else."""
    found: dict[str, Profile] = {}
    current: Profile | None = None
    for line in text.split("\n"):
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            name = line[1:-1]
            if line[-1] != "]" or name[:1] == "[":
                return None
            if name[:1] == '"':
                name = name[1:-1] if len(name) > 1 and name[-1] == '"' else "\\"
            elif not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
                return None
            if not _plain(name) or name in found:
                return None
            current = found[name] = {}
            continue
        key, _, value = line.partition(" = ")
        if current is None or key not in FIELDS or key in current or len(value) < 2 or value[0] + value[-1] != '""':
            return None
        if not _plain(value[1:-1]):
            return None
        current[key] = value[1:-1]
    return found


def _plain(text: str) -> bool:
    return text.isprintable() and '"' not in text and "\\" not in text


def _read_toml(text: str, path: str) -> dict[str, Profile]:
    import tomli

    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError:
        raise InputError("profiles-damaged", file=path) from None
    for name, entry in table.items():
        sound = isinstance(entry, dict) and all(
            key in FIELDS and isinstance(value, str) for key, value in entry.items()
        )
        if not sound:
            raise InputError("profile-damaged", file=path, value=name)
    return table


def write_profiles(profiles: Mapping[str, Profile]) -> None:
    """Puts all profiles into the file, which only its owner may read. Raises InputError where that cannot be done."""
    from pathlib import Path

    import tomli_w

    from ..outputs import PRIVATE, blamed, whole_file

    path = Path(profiles_file())
    if path.is_symlink():
        raise InputError("profiles-link", file=str(path))
    with blamed(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            path.chmod(PRIVATE)
    with whole_file(path) as new:
        new.write_text(tr(HEAD) + "\n" + tomli_w.dumps(profiles), encoding="utf-8")
