"""Shared by the commands that write rule files: the directory, writing whole files or none, and what is left to do."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..core.errors import InputError, RuleFileError
from ..core.money import parse_yuan
from ..core.text import half_width
from ..language import spoken, tr
from ..outputs import Target, refuse_name, unwritable, whole_file
from ..render.problems import problem_line, shown_path
from ..rulebook.check import check
from ..rulebook.directory import RuleDirectory, is_file, overlay_folder, packaged_rules
from ..rulebook.edit import Text, in_utf8
from ..rulebook.toml_store import TomlStore, parse_toml
from .output import say

SCHEMAS = "schemas"
"""The folder beside the rule files in which editors find their schemas."""
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_AGES = (
    (re.compile(r"(?:不满|小于|under\s*)(\d{1,3})(?:周?岁)?|(\d{1,3})(?:周?岁)?以下"), "<{}"),
    (re.compile(r"(\d{1,3})(?:\+|\s*and over)|(?:满)?(\d{1,3})(?:周?岁)?(?:及?以上)"), ">={}"),
    (re.compile(r"0-(\d{1,3})(?:周?岁)?|(\d{1,3})(?:周?岁)?及以下|(\d{1,3})\s*and under"), "<={}"),
)
_BASES = {
    "缴费基数": "base",
    "基数": "base",
    "本人养老金": "pension",
    "养老金": "pension",
    "平均养老金": "average_pension",
    "平均工资": "average_wage",
}
_KNOWN_BASES = ("base", "pension", "average_pension", "average_wage")


def writing_folder(output: str | None, rules: str | None) -> Path:
    """The rule directory to write into: the one given, else the one laid over, else that of a checkout.

    It need not be there yet. Raises InputError where an installed program is told of none, and
    for what can be no directory.
    """
    if output is not None:
        if not output:
            raise InputError("folder-missing", value=output)
        folder = Path(output)
        refuse_name(folder)
        try:
            there = folder.exists()
        except OSError as error:
            raise unwritable(folder, error) from None
        if there and not folder.is_dir():
            raise InputError("rules-directory-file", value=output)
        return folder
    overlay = overlay_folder(rules)
    if overlay is not None:
        return overlay
    if packaged_rules().parent.name == "yibao_cli":  # inside the installed package
        raise InputError("rules-where")
    return packaged_rules()


def store_with(folder: Path) -> TomlStore:
    """The program's rules with those of a directory laid over them, unchecked."""
    packaged = packaged_rules()
    return TomlStore(
        RuleDirectory(packaged) if folder.resolve() == packaged.resolve() else RuleDirectory(packaged, folder)
    )


def read_text(path: Path) -> Text:
    """A rule file to add to. Raises RuleFileError, with the lines, for one that is not TOML."""
    parse_toml(path)
    return Text(path.read_bytes().decode())


def read_day(text: str, field: str) -> date:
    """A day, as people write one. Raises InputError for anything else, a month too."""
    match = _DAY.fullmatch(half_width(text).strip())
    if match is None:
        raise InputError("day-malformed", field=field, value=text)
    parts = [part for part in match.groups() if part is not None]
    try:
        return date(*map(int, parts))
    except ValueError:
        raise InputError("day-malformed", field=field, value=text) from None


def read_amounts(texts: Sequence[str], field: str, basis: str) -> Any:
    """'100', '2%', '2.5% 平均养老金', each perhaps with an age before it ('<70:100'): one table, or a list of bands.

    `basis` is the default of what a rate is taken of. Raises InputError for anything else.
    """
    bands = [_band(text, field, basis) for text in texts]
    if len(bands) > 1 and any("age" not in band for band in bands):
        raise InputError("amount-ages", field=field)
    return bands[0] if len(bands) == 1 and "age" not in bands[0] else bands


def _band(text: str, field: str, basis: str) -> dict[str, Any]:
    ages, colon, amount = half_width(text).strip().rpartition(":")
    band: dict[str, Any] = {"age": _ages(ages.strip(), text, field)} if colon else {}
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?%)\s*(?:×|\*|of\b|的)?\s*(\S*|average[ -]\w+)", amount.strip())
    if match is None:
        return band | {"yuan": parse_yuan(amount.strip().removesuffix("/月"), f"--{field}")}
    of = _BASES.get(match[2], re.sub("[ -]", "_", match[2]) or basis)
    if of not in _KNOWN_BASES:
        choices = tuple(_BASES) if spoken() == "zh" else _KNOWN_BASES
        raise InputError("amount-basis", field=field, value=match[2], choices=choices)
    return band | {"rate": match[1], "of": of}


def _ages(written: str, text: str, field: str) -> str:
    from ..model.fields import parse_ages

    for pattern, form in _AGES:
        if match := pattern.fullmatch(written):
            return form.format(next(filter(None, match.groups())))
    try:
        parse_ages(written)
    except ValueError:
        raise InputError("amount-age", field=field, value=text) from None
    return written


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Writes files of a rule directory, by name under it. Raises InputError before any is changed."""
    paths = {folder / name: in_utf8(text) for name, text in files.items()}
    for path in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(path.parent, error) from None
        Target(path)
    for path, content in paths.items():
        with whole_file(path, private=False) as new:
            new.write_bytes(content)


def schema_files(folder: Path, kind: str) -> dict[str, str]:
    """The schema of a kind of file, where it is not in the directory yet or is an older one of ours."""
    from ..documents.rule_schema import MADE_BY, rule_schema, schema_text

    name = f"{SCHEMAS}/{kind}.json"
    text = schema_text(rule_schema(kind))
    path = folder / name
    try:
        former = path.read_text(encoding="utf-8") if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return {}
    return {} if former is not None and (former == text or MADE_BY not in former) else {name: text}


def schema_path(id: str, kind: str) -> str:
    """Where a rule file finds its schema, as the file names it."""
    return "../" * id.count("/") + f"{SCHEMAS}/{kind}.json" if "/" in id else f"./{SCHEMAS}/{kind}.json"


def say_what_is_left(folder: Path, names: Sequence[str]) -> None:
    """Reports what the checker finds in files that were written: what is left to be filled in."""
    paths = [folder / name for name in names]
    try:
        problems = check(folder, paths)
    except RuleFileError:
        return
    if not problems:
        say(tr("检查:没有问题。"))
        return
    say(tr("还有 {problems} 处要填或要改,改完运行 yibao rules check:", problems=len(problems)))
    for problem in problems:
        say(f"  {problem_line(problem, Path.cwd())}")


def shown(folder: Path, name: str) -> str:
    """A file of a rule directory as it is named to people."""
    return shown_path(folder / name, Path.cwd())


def file_of(folder: Path, name: str) -> Path | None:
    """A file of the directory, if it is there."""
    path = folder / name
    return path if is_file(path) else None


def appended(
    path: Path | None, head: Sequence[str], block: Sequence[str], expected: Callable[[dict[str, Any]], None]
) -> str:
    """A table file with a block at its end; `head` opens a new one."""
    if path is None:
        return "\n".join([*head, "", *block]) + "\n"
    text = read_text(path)
    while text.lines and not text.lines[-1].strip():
        text.lines.pop()
    text.put(len(text.lines), block)
    return text.checked(expected)
