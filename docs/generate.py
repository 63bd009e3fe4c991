"""Writes docs/commands.md from the program itself: python docs/generate.py."""

from pathlib import Path
from typing import Any

import typer.core
import typer.main

from yibao_cli.cli.app import app

PAGE = Path(__file__).with_name("commands.md")
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


if __name__ == "__main__":
    new = PAGE.with_suffix(".new")
    new.write_text(reference(), encoding="utf-8")
    new.replace(PAGE)
