"""`yibao mcp`: the questions for assistants, over the Model Context Protocol on standard input and output."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..core.errors import InputError
from ..language import tr
from .exit_codes import ExitCode
from .output import complain

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

    from .options import McpOptions

WAITING = "在等助手的程序从标准输入发来请求;Ctrl-C 结束。"
INSTRUCTIONS = (
    "职工医保个人账户划入的计算:应划多少、为什么、依据什么。金额是文字,单位元;月份写 YYYY-MM。"
    "state 是 no-rule 时没有数字,不要当作 0。转述时带上 grade、evidence_age_months 和 sources。非官方。"
)


def run(options: McpOptions) -> int:
    """Serves until standard input ends. Raises InputError where the extra is not installed."""
    try:
        import anyio
        from mcp.server.stdio import stdio_server
    except ImportError:
        raise InputError("mcp-missing") from None
    if sys.stdin is not None and sys.stdin.isatty():
        complain(tr(WAITING))
    server = made_server()

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(serve)
    return ExitCode.ANSWER


def made_server() -> Server[Any]:
    """The server with its tools; every one only reads, and reaches nothing outside this machine."""
    from mcp import types
    from mcp.server.lowlevel import Server

    from ..documents.schema import schema
    from .tools import TOOLS, answer, description, document_of, input_schema

    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    tools = [
        types.Tool(
            name=name,
            description=description(name),
            input_schema=input_schema(name),
            output_schema=schema(document_of(name)),
            annotations=hints,
        )
        for name in TOOLS
    ]

    async def list_tools(context: object, asked: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call_tool(context: object, asked: types.CallToolRequestParams) -> types.CallToolResult:
        document, answered = answer(asked.name, asked.arguments or {})
        text = types.TextContent(type="text", text=json.dumps(document, ensure_ascii=False))
        # A failure is text alone: clients hold what is structured against the schema of the answer.
        return types.CallToolResult(
            content=[text], structured_content=document if answered else None, is_error=not answered
        )

    return Server(
        "yibao", version=__version__, instructions=tr(INSTRUCTIONS), on_list_tools=list_tools, on_call_tool=call_tool
    )
