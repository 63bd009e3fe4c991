"""`yibao rules new`: a rule file, or an entry in one, that looks like the notice."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..core.errors import InputError, RegionError
from ..core.person import STATUSES
from ..core.region import Region
from ..core.spoken import read_group, read_plan, read_status
from ..core.text import half_width
from ..language import tr
from ..render.rule_draft import NEW_PLACES, TO_FILL_IN, entry_lines, file_head, joined, toml
from ..rulebook.directory import REGIONS, packaged_rules
from ..rulebook.edit import Element, Text, read
from ..rulebook.toml_store import TomlStore
from .exit_codes import ExitCode
from .inputs import read_grade
from .options import RulesNewOptions
from .output import put, say
from .rules_writing import (
    file_of,
    read_amounts,
    read_day,
    read_text,
    say_what_is_left,
    schema_files,
    schema_path,
    shown,
    store_with,
    write_files,
    writing_folder,
)

_ID = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)?")
_WANTED = ("from", "to", "confirmed", "note")
_PARTS = {"employee": "own", "retiree": "pooled", "flexible": "own", "resident": "pooled"}
"""What a status is usually credited with."""


def run(options: RulesNewOptions) -> int:
    """Writes the file, or adds to it, and prints where. Raises InputError for what is there already or contradicts."""
    to_output = options.output == "-"
    folder = packaged_rules() if to_output else writing_folder(options.output, options.rules)
    store = store_with(folder)
    region, place = _region(options, folder, store)
    name = f"{region.id}.toml"
    entries = _entries(options)
    path = file_of(folder, name)
    inherited = None if path is not None else store.directory.path(region.id)
    if path is None and inherited is None:
        text, lines = _new_file(region, entries, options)
    else:
        if not entries:
            assert path is not None or inherited is not None
            raise InputError("rules-new-status", file=shown(folder, name) if path else name)
        text, lines = _added(path or inherited or Path(), entries, shown(folder, name))
    files = {**schema_files(folder, "rules"), **place, name: text}
    if to_output:
        put(text)
        return ExitCode.ANSWER
    write_files(folder, files)
    if inherited is not None:
        say(tr("{name} 从程序自带的抄来,在它上面加:叠加的文件整个代替自带的那个。", name=name))
    for line, what in lines:
        put(f"{shown(folder, name)}:{line}: {what}")
    if f"{REGIONS}.toml" in place:
        say(tr("新的地方写进了 {shown}。", shown=shown(folder, REGIONS + ".toml")))
    say_what_is_left(folder, [name])
    return ExitCode.ANSWER


def _region(options: RulesNewOptions, folder: Path, store: TomlStore) -> tuple[Region, dict[str, str]]:
    """The region, and regions.toml with it where it is a new place."""
    written = options.region.strip().removesuffix(".toml")
    try:
        found = store.places.find(written)
    except RegionError as error:
        if options.name is None or options.adcode is None:
            if error.code == "region-unknown" and _ID.fullmatch(written) and "/" in written:
                raise InputError("region-new", value=written, choices=error.facts["choices"]) from None
            raise
        return _new_place(written, options.name.strip(), half_width(options.adcode).strip(), folder, store)
    if options.name is not None or options.adcode is not None:
        raise InputError("region-known", value=written, name=found.name, adcode=found.adcode)
    return found, {}


def _new_place(id: str, name: str, adcode: str, folder: Path, store: TomlStore) -> tuple[Region, dict[str, str]]:
    province = store.names.get(id.partition("/")[0])
    if _ID.fullmatch(id) is None or "/" not in id or province is None:
        raise InputError("region-id", value=id)
    if re.fullmatch(r"\d{6}", adcode) is None or adcode[:2] != province.adcode[:2]:
        raise InputError("adcode-malformed", value=adcode, start=province.adcode[:2], province=province.name)
    for other, known in store.names.items():
        if adcode == known.adcode or name == known.name:
            raise InputError(
                "region-taken", value=adcode if adcode == known.adcode else name, id=other, name=known.name
            )
    line = f"{toml(id)} = {toml({'adcode': adcode, 'name': name})}"
    table = f"{REGIONS}.toml"
    path = file_of(folder, table)
    if path is None:
        text = f"# {NEW_PLACES}\n{line}\n"
    else:
        content = read_text(path)
        while content.lines and not content.lines[-1].strip():
            content.lines.pop()
        nested = any(line.lstrip().startswith("[") for line in content.lines)
        block = [f"[{toml(id)}]", f"adcode = {toml(adcode)}", f"name = {toml(name)}"] if nested else [line]
        content.put_lines(len(content.lines), [*([""] if nested else []), *block, ""])
        text = content.checked(lambda said: said.update({id: {"adcode": adcode, "name": name}}))
    return Region(id, adcode, name, name, name_en=id.rpartition("/")[2].capitalize()), {table: text}


Entry = tuple[str, dict[str, Any], list[str]]
"""The table of an entry, what is known of it, and its lines."""


def _entries(options: RulesNewOptions) -> list[Entry]:
    """The entries asked for. Raises InputError for what cannot be read."""
    shared: dict[str, Any] = {}
    if options.from_ is not None and options.seen is not None:
        raise InputError("formats-conflict", first="--from", second="--seen")
    days = {"from": options.from_, "seen": options.seen, "to": options.to}
    shared |= {key: read_day(text, key) for key, text in days.items() if text is not None}
    if (grade := read_grade(options.grade)) is not None:
        shared["grade"] = grade
    if options.source:
        shared["sources"] = [id.strip() for item in options.source for id in re.split(r"[,,、]", item) if id.strip()]
    if options.note is not None:
        shared["note"] = options.note
    found = []
    if options.status is not None:
        found.append(_policy(options, shared))
    elif given := [name for name in ("own", "employer", "pooled", "title", "plan", "group") if getattr(options, name)]:
        raise InputError("option-needs-status", value="--" + given[0])
    if options.posting is not None:
        found.append(_posting(options.posting, shared))
    return found


def _policy(options: RulesNewOptions, shared: Mapping[str, Any]) -> Entry:
    assert options.status is not None
    status = read_status(options.status)
    known = dict(shared)
    names: dict[str, Callable[[str], str]] = {"plan": read_plan, "group": read_group, "title": str}
    known |= {key: name_of(text) for key, name_of in names.items() if (text := getattr(options, key)) is not None}
    if options.confirmed is not None:
        known["confirmed"] = read_day(options.confirmed, "confirmed")
    bases = {"own": "pension" if status == "retiree" else "base", "employer": "base", "pooled": "average_pension"}
    parts = {part: read_amounts(getattr(options, part), part, bases[part]) for part in bases if getattr(options, part)}
    wanted = {key for key in _WANTED if key not in known}
    if "seen" in known:
        wanted.discard("from")
    if options.no_account is not None:
        if parts:
            raise InputError("formats-conflict", first="--no-account", second="--" + next(iter(parts)))
        parts = {"account": False, "reason": options.no_account}
    elif not parts:
        wanted.add(_PARTS[status])
    known |= parts
    if "note" not in known and parts and {"title", "grade", "sources"} <= known.keys():
        wanted = set()  # all of it is said: no comments are left over
    return status, known, entry_lines("policy", known, f"[[{status}]]", wanted)


def _posting(written: str, shared: Mapping[str, Any]) -> Entry:
    """'10-15', '每月10日至15日', '15', 'by 15': the days of a month on which the credit arrives."""
    text = re.sub(r"by\s+(\d{1,2})", r"\1前", half_width(written).strip().lower())
    match = re.fullmatch(r"(?:每月)?(\d{1,2})[日号]?(?:\s*(?:-|~|至|到|—+)\s*(\d{1,2})[日号]?)?(?:前)?", text)
    if match is None or not all(1 <= int(day) <= 31 for day in match.groups() if day):
        raise InputError("posting-malformed", value=written)
    first = None if text.endswith("前") and match[2] is None else int(match[1])
    known = {key: value for key, value in shared.items() if key != "seen"}
    known |= (
        {"every": "month"} | ({} if first is None else {"first_day": first}) | {"last_day": int(match[2] or match[1])}
    )
    return "posting", known, entry_lines("posting", known, "[[posting]]")


def _new_file(region: Region, entries: Sequence[Entry], options: RulesNewOptions) -> tuple[str, list[tuple[int, str]]]:
    about = {"name": region.name, "name_en": region.name_en, "adcode": region.adcode}
    blocks = [lines for _, _, lines in entries]
    if not entries:
        wanted = (*_WANTED, "plan", "group")
        blocks = [
            entry_lines("policy", {}, f"[[{status}]]", (*wanted, _PARTS[status])) for status in ("employee", "retiree")
        ]
    bare = any("  # " in line for block in blocks for line in block)
    head = [
        *file_head(schema_path(region.id, "rules"), TO_FILL_IN if bare else ""),
        *entry_lines("region", about, "[region]"),
    ]
    text = joined(head, *blocks)
    lines = text.split("\n")
    headers = [number for number, line in enumerate(lines, 1) if line.startswith("[[")]
    return text, [(number, tr("新的 {entry}", entry=lines[number - 1])) for number in headers]


def _added(path: Path, entries: Sequence[Entry], name: str) -> tuple[str, list[tuple[int, str]]]:
    """A file with entries put in where they belong by time; the one before them ends where they begin."""
    text = read_text(path)
    notes = []
    for table, known, lines in entries:
        notes.append(_insert(text, table, known, lines, name))
        text = Text(str(text))
    final = str(text)
    found = []
    for (table, known, _), ended in zip(entries, notes, strict=True):
        elements = text.entries(table)
        place = _place_of(text.content[table], known)
        found.append((elements[place].first + 1, tr("新的 {entry}", entry=f"[[{table}]]")))
        if ended is not None:
            former, day = ended
            line = elements[former].keys["to"] + 1
            found.append((line, tr("原来的一条到 {day} 为止(to = {day})", day=day)))
    return final, sorted(found)


def _place_of(entries: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> int:
    return next(place for place, entry in enumerate(entries) if all(entry.get(key) == known[key] for key in known))


def _insert(text: Text, table: str, known: dict[str, Any], lines: Sequence[str], name: str) -> tuple[int, date] | None:
    """Puts an entry in; gives the place among its kind of one that ends now, and the day. Raises InputError."""
    elements, entries = text.entries(table), text.content.get(table, [])
    same = [place for place, entry in enumerate(entries) if _track(entry) == _track(known)]
    start = _start(known)
    before = [place for place in same if start is None or (_start(entries[place]) or date.min) < start]
    after = [place for place in same if place not in before]
    if after and _start(entries[after[0]]) == start:
        raise InputError(
            "rules-entry-exists", file=name, line=elements[after[0]].first + 1, start=str(start), table=table
        )
    former = before[-1] if before and start is not None else None
    ends = None if former is None else entries[former].get("to")
    if ends is not None and start is not None and ends > start:
        assert former is not None
        raise InputError(
            "rules-entry-overlap", file=name, line=elements[former].first + 1, end=str(ends), start=str(start)
        )
    block, entry = list(lines), None
    if after and "to" not in known:
        limit = _start(entries[after[0]])
        where = next((n for n, line in enumerate(block) if re.match(r"(from|seen) =", line)), 0)
        block = [line for line in block if not line.startswith("# to =")]
        block.insert(where + 1, f"to = {limit}")
    entry = read("\n".join(block))[table][0]
    place = after[0] if after else (before[-1] + 1 if before else len(entries))
    text.put(_line(text, table, elements, place if (before or after) else len(entries)), block)
    if former is not None and ends is None:
        keys = elements[former].keys
        text.put_lines(keys.get("from", keys.get("seen", elements[former].first)) + 1, [f"to = {start}"])

    def expected(content: dict[str, Any]) -> None:
        if former is not None and ends is None:
            content[table][former]["to"] = start
        content.setdefault(table, []).insert(place, entry)

    text.checked(expected)
    return None if former is None or ends is not None or start is None else (former, start)


def _line(text: Text, table: str, elements: Sequence[Element], place: int) -> int:
    """The line before which an entry is put: that of the next of its kind with its comments, or after the last."""
    if place < len(elements):
        line = elements[place].first
        while line and text.lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return line
    if elements:
        return elements[-1].behind
    earlier = [*STATUSES, "deduction", "contribution", "average_pension", "average_wage", "posting"]
    earlier = earlier[: earlier.index(table)]
    lines = [found[-1].behind for kind in earlier if (found := text.entries(kind))]
    return max(lines) if lines else text.end_of_table("region") or len(text.lines)


def _track(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """Entries of one track follow each other in time."""
    return entry.get("plan"), entry.get("group"), tuple(entry.get("status", ()))


def _start(entry: Mapping[str, Any]) -> date | None:
    found: date | None = entry.get("from") or entry.get("seen")
    return found
