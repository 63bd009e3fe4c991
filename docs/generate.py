"""Writes docs/commands.md, coverage.md, regions/ and rules/schemas/: python docs/generate.py."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer.core
import typer.main

from yibao_cli.cli.app import app
from yibao_cli.core.region import Region
from yibao_cli.core.rule_file import RuleFile
from yibao_cli.documents.rule_schema import rule_schemas, schema_text
from yibao_cli.render.coverage import coverage_markdown, page_of
from yibao_cli.render.region_page import Known, region_page
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import packaged_rules
from yibao_cli.rulebook.survey import coverage

FOLDER = Path(__file__).parent
HEAD = "# 命令\n\n由程序生成(`make docs`),不要手改。\n"


def reference() -> str:
    """The help of every command, in the order of the program's own help."""
    root = typer.main.get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    parts = [HEAD, _section("yibao", root)]
    for name, command in root.commands.items():
        parts.append(_section(f"yibao {name}", command))
        if isinstance(command, typer.core.TyperGroup):
            parts += [_section(f"yibao {name} {inner}", sub) for inner, sub in command.commands.items()]
    return "\n".join(parts)


def _section(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True, terminal_width=80)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {name}\n\n```text\n{text}\n```\n"


def pages() -> dict[str, str]:
    """The generated pages and schemas, by where they lie beside this file."""
    book = Rulebook.open()
    schemas = {f"../rules/schemas/{name}.json": schema_text(schema) for name, schema in rule_schemas().items()}
    found = {"commands.md": reference(), "coverage.md": coverage_markdown(coverage(book)), **schemas}
    return found | dict(region_pages(book))


def region_pages(book: Rulebook) -> Iterator[tuple[str, str]]:
    """A page a province: itself, then the cities of which something is known."""
    regions = book.places.regions.values()
    ids = set(book.file_ids)
    for province in regions:
        if province.id == province.province:
            cities = [one for one in regions if one.province == province.id and one != province and one.id in ids]
            yield page_of(province), region_page(province, [_known(book, one) for one in (province, *cities)])


def _known(book: Rulebook, region: Region) -> Known:
    sections = {item.name: book.store.section(region.id, item.name) for item in fields(RuleFile) if item.name != "id"}
    return Known(region, RuleFile(region.id, **sections), (packaged_rules() / f"{region.id}.toml").is_file())


if __name__ == "__main__":
    made = pages()
    (FOLDER / "regions").mkdir(exist_ok=True)
    for old in (FOLDER / "regions").glob("*.md"):
        if f"regions/{old.name}" not in made:
            old.unlink()
    for name, text in made.items():
        new = FOLDER / f"{name}.new"
        new.parent.mkdir(exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(FOLDER / name)
