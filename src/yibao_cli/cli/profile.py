"""`yibao profile`: what is known of somebody, kept under a name."""

from __future__ import annotations

from ..core.errors import InputError
from ..core.text import masked
from ..language import tr
from ..render.profiles import profile_text, profiles_document
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_person
from .output import put, put_json
from .profiles import FIELDS, profile, profiles_file, read_profiles, write_profiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import ProfileListOptions, ProfileRemoveOptions, ProfileSaveOptions, ProfileShowOptions
    from .profiles import Profile

LONGEST_NAME = 30
FORBIDDEN = frozenset(" \u3000@@/\\\"'「」[]")


def run_save(options: ProfileSaveOptions) -> int:
    """Keeps a profile. Raises InputError for a name or a value that may not be kept, and a name that is taken."""
    name = options.name.removeprefix("@")
    _refuse_number("name", name, tr("换一个名字,如 妈妈。"))
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or FORBIDDEN & set(name):
        raise InputError("profile-name", value=options.name)
    held = _values(options)
    known = read_profiles()
    before = known.get(name)
    if before is not None and before != held and not options.overwrite:
        raise InputError("profile-exists", value=name, held=profile_text(before))
    write_profiles(known | {name: held})
    replaced = tr(";原来是:{profile}", profile=profile_text(before)) if before not in (None, held) else ""
    put(tr("存好了 @{name}:{profile}{replaced}。", name=name, profile=profile_text(held), replaced=replaced))
    return ExitCode.ANSWER


def _values(options: ProfileSaveOptions) -> Profile:
    """What was given, as it was written, once it could all be read."""
    if options.age is not None:
        raise InputError("profile-age", field="age")
    given = {field: text.strip() for field in FIELDS if (text := getattr(options, field)) is not None}
    for field, text in given.items():
        _refuse_number(field, text, tr("出生年月写 --birth 1964-03。") if field == "birth" else "")
    if not given:
        raise InputError("profile-empty")
    if "region" in given:
        Rulebook.open(options.rules).region(given["region"])
    read_person(options if options.status is not None else options.but(status="employee"))
    return given


def _refuse_number(field: str, text: str, instead: str) -> None:
    """No profile holds a number of an identity card, a phone, a bank card or a passport."""
    digits = text.replace(" ", "").replace("-", "")
    if masked(text) != text or masked(digits) != digits:
        raise InputError("profile-number", field="profile" if field == "name" else field, instead=instead)


def run_list(options: ProfileListOptions) -> int:
    """Prints every profile in a line."""
    known = read_profiles()
    if options.json:
        put_json(profiles_document(known, profiles_file()))
    elif known:
        for name, held in known.items():
            put(f"@{name}  {profile_text(held)}")
    else:
        put(tr("还没有档案。存一个:yibao profile save 妈妈 -r 武汉 -s 退休 --birth 1964-03"))
    return ExitCode.ANSWER


def run_show(options: ProfileShowOptions) -> int:
    """Prints one profile."""
    name = options.name.removeprefix("@")
    put(f"@{name}  {profile_text(profile(name))}")
    return ExitCode.ANSWER


def run_remove(options: ProfileRemoveOptions) -> int:
    """Takes a profile away."""
    name = options.name.removeprefix("@")
    held = profile(name)
    write_profiles({other: values for other, values in read_profiles().items() if other != name})
    put(tr("删掉了 @{name}({profile})。", name=name, profile=profile_text(held)))
    return ExitCode.ANSWER
