"""What can be typed next: `yibao __complete SHELL -- WORD…`, which the scripts of `shells` call at every key.

It is read before anything else and loads neither Typer nor the calculator. What stands beside a candidate in zsh and
fish is sealed into the wheel with the help (`help.summaries`); from its source the program shows none.
"""

from __future__ import annotations

import os
import sys

from ..core.errors import InputError
from ..language import spoken, tr
from .listening import configured, listen
from .options import COMMANDS, FLAG, FORMATS, HELP_OPTIONS, SEVERAL, SHORT, TOPICS, command_in, fields, option_of
from .settings import VARIABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..core.region import Region
    from ..rulebook.compiled import CompiledStore
    from .options import Options

    Found = dict[str, str]

FILES = ":files"
"""Printed instead of candidates where a file is wanted: the shell knows better how to find those."""
SHELLS = ("bash", "zsh", "fish")
STATUSES = ("在职", "退休", "灵活就业", "居民")
WANT_PATHS = {
    "rules", "rules_after", "folder", "sides", "paths", "file", "target", "output", "plot", "errors", "people", "pack"
}  # fmt: skip
"""Fields whose value is a file or a directory."""
VALUES: dict[str, Sequence[str]] = {
    "status": STATUSES,
    "sex": ("男", "女"),
    "min_grade": ("官方", "报刊", "第三方", "待证实"),
    "grade": ("官方", "报刊", "第三方", "待证实"),
    "format": FORMATS,
    "retire_kind": ("men", "women-55", "women-50"),
    "by": ("region", "status", "age-band"),
    "engine": ("spark",),
    "kind": ("medical", "all", "unnamed"),
    "letter": ("单位", "12393"),
    "dialect": ("spark", "duckdb", "postgres", "mysql", "hive", "doris", "starrocks", "databricks"),
    "shell": SHELLS,
}
"""The values of a field that has few, as people write them; a test holds them to what the commands read."""
ENGLISH_VALUES: dict[str, Sequence[str]] = {
    "status": ("employed", "retired", "flexible", "resident"),
    "sex": ("male", "female"),
    "min_grade": ("official", "press", "secondary", "unverified"),
    "grade": ("official", "press", "secondary", "unverified"),
    "letter": ("employer", "12393"),
}
"""Those that are written otherwise in English."""
OF_COMMAND: dict[tuple[str, str], Sequence[str]] = {
    ("batch", "format"): ("csv", "tsv", "jsonl", "xlsx", "parquet"),
    ("rules stale", "format"): ("md", "ics", "json"),
}
"""The same where a command has others."""
ONLY_PROFILES = ("compare", "reconcile")
"""Commands of whose words only a profile is taken."""


def answer(arguments: Sequence[str]) -> int:
    """Prints what can be typed next. Nothing goes wrong aloud: in the middle of a line there is nobody to tell."""
    shell, _, *words = arguments
    try:
        if shell == "bash":
            line, breaks = words
            words = split(line)[1:]
        *before, current = words or [""]
        _listen(before)
        found = candidates(before, current)
        if found is None:
            lines = [FILES]
        elif shell == "bash":
            # Readline replaces what stands after the last of these signs; an @ begins a word and is replaced with it.
            start = max(current.rfind("@"), *(current.rfind(sign) + 1 for sign in breaks if sign != "@"), 0)
            lines = [_quoted(word[start:]) for word in found if word.startswith(current[:start])]
        elif shell == "zsh":
            lines = [":".join([word.replace(":", "\\:"), *([text] if text else [])]) for word, text in found.items()]
        else:
            lines = ["\t".join([word, *([text] if text else [])]) for word, text in found.items()]
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # what the shell reads is never ASCII
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    except Exception:
        return 1
    return 0


def _listen(words: Sequence[str]) -> None:
    """Speaks the language of the line; a mistake in it is told of when the line is carried out."""
    try:  # noqa: SIM105  # contextlib takes longer to load than this to run
        listen(list(words))
    except InputError:
        pass


def split(line: str) -> list[str]:
    """The words of a line up to the cursor; a quotation need not be closed. The last one is '' after a space."""
    words, open_quote, escaped = [""], "", False
    for sign in line:
        if escaped:
            words[-1] += sign
            escaped = False
        elif sign == "\\" and open_quote != "'":
            escaped = True
        elif sign == open_quote:
            open_quote = ""
        elif not open_quote and sign in "'\"":
            open_quote = sign
        elif not open_quote and sign in " \t":
            if words[-1]:
                words.append("")
        else:
            words[-1] += sign
    return words


def _quoted(word: str) -> str:
    """With a backslash before what a shell would take as its own."""
    return "".join(
        f"\\{sign}" if sign.isascii() and not (sign.isalnum() or sign in "@%+=:,./_-") else sign for sign in word
    )


def candidates(before: Sequence[str], current: str) -> Found | None:
    """What can stand in the place of `current` after the words `before`, with a text about each ('' for none).

    None where the shell has to look for files.
    """
    command = command_in(before)
    if command is None:
        found = _commands(before, current)
        if found is not None:
            return found
        command = "estimate", before
    name, given = command
    return _after(name, given, current)


def _commands(before: Sequence[str], current: str) -> Found | None:
    """The commands at this place; None where none can be, and the words are a question."""
    depth = len(before)
    here = _below(before)
    if not here:
        return None
    if current[:1] == "-":
        return (
            _starting(current, {"--help": "", "--version": ""} | _options("estimate", (), current))
            if not before
            else {}
        )
    found = _starting(current, here)
    if depth:
        return found
    if not current or current[0] == "@":
        return found | _profiles("@", current)
    return found or _regions(current) | _starting(current, dict.fromkeys(STATUSES, ""))


def _below(before: Sequence[str]) -> Found:
    """The commands, or groups of them, that begin with some words, with their first line of help."""
    names, depth = [name.split(" ") for name in COMMANDS], len(before)
    here = dict.fromkeys(parts[depth] for parts in names if len(parts) > depth and parts[:depth] == list(before))
    told = _summaries(before) if here else {}
    return {word: told.get(word, "") for word in here}


def _after(command: str, given: Sequence[str], current: str) -> Found | None:
    """What can stand after a command and some words."""
    kind = COMMANDS[command][2]
    known = fields(kind)
    written: dict[str, list[str]] = {}
    waiting, places = None, list(kind.ARGUMENTS)
    for word in given:
        if waiting is not None:
            written.setdefault(waiting, []).append(word)
            waiting = None
        elif word[:1] == "-" and word != "-":
            option, equals, value = word.partition("=")
            field = _field(option, known)
            written.setdefault(field, []).extend([value] if equals else [])
            waiting = None if equals or known.get(field, FLAG) == FLAG else field
        elif places:
            written.setdefault(places[0], []).append(word)
            if known[places[0]] != SEVERAL:
                places.pop(0)
    if waiting is not None:
        return _values(command, waiting, written, current)
    option, equals, value = current.partition("=")
    if equals and option[:2] == "--":
        found = _values(command, _field(option, known), written, value)
        return found if found is None else {f"{option}={word}": text for word, text in found.items()}
    if current[:1] == "-":
        return _starting(current, _options(command, written, current))
    if not places:
        return {}
    return _values(command, places[0], written, current)


def _field(option: str, known: Mapping[str, str]) -> str:
    return SHORT.get(option) or next((name for name in known if option_of(name) == option), "")


def _options(command: str, written: Iterable[str], current: str) -> Found:
    """The options that can still be written; the short form of one is shown where '-' alone is."""
    kind: type[Options] = COMMANDS[command][2]
    known = fields(kind)
    told = _summaries(command.split(" "))
    here = [name for name in known if name not in kind.ARGUMENTS and (name not in written or known[name] == SEVERAL)]
    found = {option_of(name): told.get(option_of(name), "") for name in here}
    return found | {HELP_OPTIONS[1]: ""}


def _values(command: str, field: str, written: Mapping[str, Sequence[str]], current: str) -> Found | None:
    """The values of a field; those of a region where one is on the line."""
    if field in WANT_PATHS:
        return None
    if (command, field) in OF_COMMAND:
        return _starting(current, dict.fromkeys(OF_COMMAND[command, field], ""))
    if field == "words":
        return _words(command, written, current)
    if field == "about":
        said = written.get("about", ())
        found = dict.fromkeys(TOPICS, "") if not said else {}
        return _starting(current, _below(said) | found)
    if field in ("region", "word"):
        return _regions(current)
    if field in ("plan", "group"):
        return _starting(current, dict.fromkeys(_of_region(field, written), ""))
    if field == "name":
        if command == "schema":
            from ..documents import FILES, NAMES

            return _starting(current, dict.fromkeys(FILES if "toml" in written else NAMES, ""))
        return _profiles("", current) if command != "profile save" else {}
    return _starting(current, dict.fromkeys(_known_values().get(field) or _worded(field), ""))


def _known_values() -> Mapping[str, Sequence[str]]:
    return VALUES if spoken() == "zh" else VALUES | ENGLISH_VALUES


def _worded(field: str) -> Iterable[str]:
    """The values of the fields whose words belong to the texts; in English their codes, which take no quotes."""
    words: Mapping[str, str] = {}
    if field in ("topic", "verdict"):
        from ..render.claims import TOPIC, VERDICT

        words = TOPIC if field == "topic" else VERDICT
    elif field == "symptom":
        from ..render.causes import SYMPTOM

        words = SYMPTOM
    elif field == "want":
        from ..render.words import SHOWS

        words = SHOWS
    return words.values() if spoken() == "zh" else words


def _words(command: str, written: Mapping[str, Sequence[str]], current: str) -> Found:
    """What can be said without an option: a profile, a region, then a status and a plan of the region."""
    profile = any(word[:1] == "@" for word in written.get("words", ()))
    if current[:1] == "@":
        return _profiles("@", current)
    found = {} if current or profile else _profiles("@", "")
    if command in ONLY_PROFILES:
        return found
    if _region_of(written) is None:
        found |= _regions(current)
    else:
        found |= _starting(current, dict.fromkeys(_of_region("plan", written), ""))
    said = {*written.get("words", ())}
    if (
        "status" not in fields(COMMANDS[command][2])
        or "status" in written
        or not said.isdisjoint((*STATUSES, *ENGLISH_VALUES["status"]))
    ):
        return found
    return _starting(current, dict.fromkeys(_known_values()["status"], "")) | found


def _starting(current: str, found: Found) -> Found:
    return {word: text for word, text in found.items() if word.startswith(current)}


def _profiles(mark: str, current: str) -> Found:
    from .profiles import read_profiles

    told = {
        mark + name: " ".join(held[key] for key in ("region", "status", "birth") if key in held)
        for name, held in read_profiles().items()
    }
    return _starting(current, told)


def _store() -> CompiledStore | None:
    """The compiled rules in use; overlays are left out, which take the models to read."""
    from ..rulebook.book import installed, shipped

    return installed() or shipped()


def _regions(current: str) -> Found:
    """Chinese names where Chinese signs are typed, pinyin where letters are, ids where there is a slash; where nothing
    is typed, names in the language that is spoken.
    """
    store = _store()
    if store is None:
        return {}
    regions = store.places.regions.values()
    if not current and spoken() == "zh":
        return {region.short: region.id for region in regions}
    if not current.isascii():
        found = {region.short: region.id for region in regions if region.short.startswith(current)}
        return found or {region.name: region.id for region in regions if region.name.startswith(current)}
    written = current.lower()
    if "/" in written:
        return {region.id: region.name for region in regions if region.id.startswith(written)}
    several: dict[str, list[str]] = {}
    for region in regions:
        last = region.id.rpartition("/")[2]
        if last.startswith(written):
            several.setdefault(last, []).append(region.name)
    return {word: tr("、").join(names) for word, names in several.items()}


def _region_of(written: Mapping[str, Sequence[str]]) -> Region | None:
    """The region on the line: of the option, of a word, or of a profile; else that of the settings."""
    store = _store()
    if store is None:
        return None
    said = [*written.get("region", ()), *written.get("words", ())]
    profiles = [word[1:] for word in said if word[:1] == "@"]
    if profiles:
        from .profiles import read_profiles

        known = read_profiles()
        said += [known[name]["region"] for name in profiles if "region" in known.get(name, {})]
    from ..rulebook.places import normalise

    if not said:
        said = [os.environ.get(VARIABLES["region"]) or configured("region") or ""]
    found = (store.places.named(normalise(word)) for word in said)
    return next((region for region in found if region is not None), None)


def _of_region(field: str, written: Mapping[str, Sequence[str]]) -> list[str]:
    """The plans or groups that the rules of the region on the line name."""
    region, store = _region_of(written), _store()
    if region is None or store is None:
        return []
    found = (getattr(policy, field) for id in region.layers for policy in store.section(id, "policies"))
    names = dict.fromkeys(name for name in found if name)
    if spoken() == "zh":
        return list(names)
    from ..core.names import ascii_id

    return [ascii_id(name) or name for name in names]


def _summaries(command: Sequence[str]) -> Mapping[str, str]:
    from .help import sealed_summaries

    return sealed_summaries(command)
