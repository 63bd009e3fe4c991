"""`yibao rules export`: the rules in effect for a region as files to start an overlay from."""

from collections.abc import Iterator
from pathlib import Path

from ..core.errors import InputError
from ..core.person import STATUSES
from ..core.region import NATIONAL, Region, region_of
from ..language import tr
from ..render.rule_draft import elsewhere, entry_lines, file_head, inherited
from ..rulebook.book import Rulebook
from ..rulebook.directory import CHANNELS, LIMITS, RuleDirectory, overlay_folder, packaged_rules
from ..rulebook.edit import Element, Text
from ..rulebook.survey import effective
from ..rulebook.toml_store import TomlStore
from .exit_codes import ExitCode
from .options import RulesExportOptions
from .output import put, say
from .rules_writing import file_of, read_text, schema_files, schema_path, shown, write_files, writing_folder


def run(options: RulesExportOptions) -> int:
    """Prints the region's file, or writes it with its limits and channels; no existing file is overwritten.

    The entries of the province and the country stand in it as comments: they go on answering from their own files.
    """
    overlay = overlay_folder(options.rules)
    directory = RuleDirectory(packaged_rules(), *([overlay] if overlay else []))
    store = TomlStore(directory)
    book = Rulebook(store)
    place = book.region(options.region)
    files = {f"{place.id}.toml": _file(place, book, store)}
    for table in (LIMITS, CHANNELS):
        lines = list(_table(table, place, directory))
        if lines:
            schema = "" if options.output is None else file_head(schema_path(table, table))[0] + "\n"
            opening, closing = ("limits = [\n", "]\n") if table == LIMITS else ("", "")
            files[f"{table}.toml"] = schema + opening + "\n".join(lines) + "\n" + closing
    if options.output is None:
        first, *rest = files.values()
        besides = zip([*files][1:], rest, strict=True)
        put(first + "".join(f"\n{elsewhere(name)}\n{_as_comment(text)}" for name, text in besides))
        return ExitCode.ANSWER
    folder = writing_folder(options.output, None)
    taken = next((name for name in files if file_of(folder, name) is not None), None)
    if taken is not None:
        raise InputError("export-exists", file=shown(folder, taken))
    for kind in (
        "rules",
        *(name.removesuffix(".toml") for name in files if "/" not in name and name != f"{place.id}.toml"),
    ):
        files |= schema_files(folder, kind)
    write_files(folder, files)
    for name in files:
        if name.endswith(".toml"):
            put(shown(folder, name))
    say(tr("答案和原来一样;改完运行 yibao rules check {folder}。", folder=folder))
    return ExitCode.ANSWER


def _file(place: Region, book: Rulebook, store: TomlStore) -> str:
    """The region's own file as it is, and the entries of other files for it as comments."""
    path = store.directory.path(place.id)
    if path is not None:
        text = read_text(path)
        own = "\n".join(text.lines).rstrip("\n")
    else:
        about = {"name": place.name, "name_en": place.name_en, "adcode": place.adcode}
        own = "\n".join(entry_lines("region", about, "[region]"))
    if not own.startswith("#:schema"):
        own = f"{file_head(schema_path(place.id, 'rules'))[0]}\n{own}"
    blocks = list(_inherited(place, book, store))
    return own + "\n" + ("\n" + "\n".join(blocks) if blocks else "")


def _inherited(place: Region, book: Rulebook, store: TomlStore) -> Iterator[str]:
    """Entries of the province and the country that answer here, from their files."""
    answering = effective(book, place, None)
    for id in place.layers[1:]:
        path = store.directory.path(id)
        if path is None:
            continue
        text = read_text(path)
        title = None if id == NATIONAL else store.names[id].name
        for status in STATUSES:
            policies = [policy for policy in book.policies(id) if policy.status == status]
            for element, policy in zip(text.entries(status), policies, strict=True):
                if policy in answering and region_of(policy.file) == id:
                    entry = "\n".join(text.lines[element.first : element.behind])
                    yield f"{inherited(id, title)}\n{_as_comment(entry)}"


def _table(table: str, place: Region, directory: RuleDirectory) -> Iterator[str]:
    """The region's own lines of limits.toml, or entries of channels.toml, as they are written."""
    for path in directory.tables(table):
        text = read_text(path)
        if table == LIMITS:
            for element, entry in zip(_elements(text, path), text.content.get(LIMITS, ()), strict=True):
                if entry.get("region") == place.id:
                    yield "\n".join(text.lines[element.first : element.behind])
            continue
        for kind in ("channel", "tip"):
            for element, entry in zip(text.entries(kind), text.content.get(kind, ()), strict=True):
                if entry["region"] == place.id:
                    yield "\n".join([*text.lines[element.first : element.behind], ""])


def _elements(text: Text, path: Path) -> list[Element]:
    array = text.array(LIMITS)
    if array is None:
        raise InputError("limits-form", file=str(path))
    return array[1]


def _as_comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.rstrip("\n").split("\n"))
