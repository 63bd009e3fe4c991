"""The sentences that the program says, and the PO files of their English.

`make sentences` brings the files up to date: what is new comes without words, what is no longer said goes. Every
Chinese text in the code of AREAS is a sentence, but docstrings and what is compared with what people write.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "yibao_cli"
FOLDER = PACKAGE / "language" / "en"
RULES = PACKAGE.parents[1] / "rules"
COMMON, OF_RULES = "common", "rules"
"""The areas of what is said in several, and of what all readers are told out of rule files: causes, and ways to look
up that are not of one region."""
AREAS: Mapping[str, tuple[str, ...]] = {
    "errors": ("render/messages", "render/table_messages", "render/problems", "cli/exit_codes", "sheets/kinds"),
    "answers": (
        *("render/words", "render/rows", "render/answer_*", "render/compare", "render/schedule", "render/years"),
        *("render/infer", "render/causes", "render/next_steps", "render/changes", "render/calendar", "render/html"),
        *("render/report", "render/kinds", "render/*_plot", "render/plot", "render/picture", "render/svg"),
        *("render/links", "render/terminal", "render/columns", "render/ics", "core/*"),
    ),
    "tables": (
        *("render/reconcile*", "render/batch", "render/simulate", "render/mapping", "render/compare_after"),
        *("cli/workbook", "cli/pages", "cli/reconcile*", "cli/batch", "cli/simulate", "cli/report", "cli/dry_run"),
        *("cli/inputs", "cli/kept", "cli/masking", "cli/reading", "cli/progress", "cli/engines", "cli/outputs"),
        "tables/plans",
    ),
    "keepers": ("cli/rules*", "render/rules_diff", "render/coverage", "render/claims", "render/stale", "render/plan"),
    "commands": ("cli/app", "render/glossary"),
    "surroundings": ("cli/*", "render/*", "batch/sql"),
}
"""The modules of each area; a module belongs to the first that names it."""
SILENT = (
    *("core/*", "cli/spoken", "cli/settings", "cli/self_test"),
    *("render/rule_keys", "render/rule_draft", "render/region_page"),
)
"""What these hold is what people write, or stands in rule files and in pages about them, which are Chinese."""
NOT_SAID = frozenset(
    (
        *("_NAMES", "_KINDS", "_DAY", "_AGES", "_BASES", "_HALF", "FORBIDDEN", "STATUSES", "VALUES", "WANT_WORDS"),
        *("RETIRE_KIND_WORDS", "GRADE_WORDS", "_PAGE_HEAD", "FONT"),
    )
)
"""Constants that hold words people write, or what stands in a page about rules."""
_HEADER = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
"""Without the dates that Babel writes: files change where sentences do."""
_LOOKING = ("startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "strip")
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


def is_chinese(text: str) -> bool:
    """Whether there is something in a text that English does without."""
    return _CHINESE.search(text) is not None


def said() -> dict[str, dict[str, list[str]]]:
    """The sentences of each area, in the order of the code, with the modules that say them."""
    areas: dict[str, dict[str, list[str]]] = {area: {} for area in AREAS}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).with_suffix("")
        area = next((area for area, patterns in AREAS.items() if any(map(module.match, patterns))), None)
        if area is None or any(map(module.match, SILENT)):
            continue
        for sentence in sentences_of(ast.parse(path.read_text(encoding="utf-8"))):
            areas[area].setdefault(sentence, []).append(str(module))
    times = Counter(sentence for area in areas.values() for sentence in area)
    common: dict[str, list[str]] = {sentence: [] for sentence, number in times.items() if number > 1}
    for sentences in areas.values():
        for sentence, modules in common.items():
            modules += sentences.pop(sentence, [])
    told = {sentence: ["rules"] for sentence in told_by_rules() if is_chinese(sentence) and sentence not in times}
    return {COMMON: common, **areas, OF_RULES: told}


def told_by_rules() -> Iterator[str]:
    """Causes; names, needs, steps and notes of national channels; needs of others; national advice."""
    for cause in tomllib.loads((RULES / "national.toml").read_text(encoding="utf-8"))["cause"]:
        yield from (cause["title"], cause["check"], cause["ask"])
    ways = tomllib.loads((RULES / "channels.toml").read_text(encoding="utf-8"))
    for way in ways["channel"]:
        yield from way.get("needs", ())
        if way["region"] == "national":
            yield from (way["name"], *way["steps"], *([way["note"]] if "note" in way else []))
    for tip in ways["tip"]:
        if tip["region"] == "national":
            yield from (tip["title"], tip["text"])


def sentences_of(tree: ast.AST) -> Iterator[str]:
    """The sentences of a module."""
    for node in _walk(tree):
        for child in ast.iter_child_nodes(node):
            text = child.value if isinstance(child, ast.Constant) else None
            if isinstance(text, str) and (
                _is_said(node, child) or (is_chinese(text) and not _is_looked_for(node, child))
            ):
                yield text


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that a module says something in."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(target, ast.Name) and target.id in NOT_SAID:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)


def _is_said(node: ast.AST, child: ast.AST) -> bool:
    """Whether a text is given to `tr`, whatever is in it."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and node.args[:1] == [child]


def _is_looked_for(node: ast.AST, child: ast.AST) -> bool:
    match node:
        case ast.Expr() | ast.Compare() | ast.Subscript():  # a docstring; something compared
            return True
        case ast.Dict(keys=keys):
            return child in keys
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            return True
        case ast.Call(func=ast.Attribute(attr="replace" | "rstrip" | "lstrip")):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _LOOKING
    return False


def english() -> dict[str, Catalog]:
    """What the PO file of each area holds."""
    files = {area: FOLDER / f"{area}.po" for area in (COMMON, *AREAS, OF_RULES)}
    found = {}
    for area, path in files.items():
        if path.exists():
            with path.open("rb") as file:
                found[area] = read_po(file, locale="en", abort_invalid=True)
        else:
            found[area] = Catalog(locale="en")
    return found


def main() -> None:
    known = {message.id: message.string for catalogue in english().values() for message in catalogue if message.id}
    for area, sentences in said().items():
        catalogue = Catalog(locale="en")
        for sentence, modules in sentences.items():
            places = [(module, None) for module in dict.fromkeys(modules)]
            catalogue.add(sentence, known.get(sentence, ""), locations=places)  # type: ignore[arg-type]
        with (FOLDER / f"{area}.po").open("wb") as file:
            file.write(_HEADER)
            write_po(file, catalogue, width=110, omit_header=True)
        missing = sum(not message.string for message in catalogue if message.id)
        print(f"{area}: {len(sentences)} sentences, {missing} without English")


if __name__ == "__main__":
    main()
