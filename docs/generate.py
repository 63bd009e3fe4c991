"""Writes docs/commands.md, docs/coverage.md and rules/schemas/ from the program itself: python docs/generate.py."""

from pathlib import Path
from typing import Any

import typer.core
import typer.main

from yibao_cli.cli.app import app
from yibao_cli.documents.rule_schema import rule_schemas, schema_text
from yibao_cli.render.coverage import coverage_markdown
from yibao_cli.rulebook.book import Rulebook
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
    schemas = {f"../rules/schemas/{name}.json": schema_text(schema) for name, schema in rule_schemas().items()}
    return {"commands.md": reference(), "coverage.md": coverage_markdown(coverage(Rulebook.open())), **schemas}


if __name__ == "__main__":
    for name, text in pages().items():
        new = FOLDER / f"{name}.new"
        new.parent.mkdir(exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(FOLDER / name)
