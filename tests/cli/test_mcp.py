"""`yibao mcp`: asked by the SDK's own client, and by the protocol's inspector, which is not written in Python."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.cli.tools import TOOLS, document_of, input_schema
from yibao_cli.documents.schema import schema

from ..conftest import ROOT, Runner
from ..documents.checking import check_document

mcp = pytest.importorskip("mcp")
WUHAN = {"region": "武汉", "status": "退休", "age": 66, "month": "2023-03"}
ROWS = [{"月份": "2023-03", "划入个人账户金额": "83.00"}, {"月份": "2023-04", "划入个人账户金额": "80.00"}]
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("estimate", WUHAN),
    ("compare", {"region": ["武汉", "北京"], "status": ["退休"], "age": 66, "month": ["2023-03"], "pension": "5000"}),
    ("schedule", {"region": "武汉", "status": "退休", "birth": "1956-01", "from": "2023-03", "to": "2023-05"}),
    ("infer", {"region": "武汉", "status": "退休", "credit": "83.00", "month": "2023-03"}),
    ("reconcile", {"region": "武汉", "status": "退休", "rows": ROWS, "birth": "1956-01"}),
    ("channels", {"region": "武汉"}),
    ("regions", {"word": "武汉"}),
    ("years", {"region": "武汉", "sex": "男", "paid": 20}),
    ("why", {"symptom": "没到账"}),
    ("claims", {"number": "3.8%"}),
    ("rules_covered", {}),
]
INSPECTOR = ROOT / ".venv" / "inspector" / "node_modules" / ".bin" / "mcp-inspector"


def ask(name: str, given: dict[str, Any]) -> Any:
    from yibao_cli.cli.mcp_server import made_server

    async def asked() -> Any:
        async with mcp.Client(made_server()) as client:
            return await client.call_tool(name, given)

    return asyncio.run(asked())


def test_every_tool_reads_only_and_has_the_schema_of_its_document() -> None:
    from yibao_cli.cli.mcp_server import made_server

    async def listed() -> Any:
        async with mcp.Client(made_server()) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(listed())
    assert [tool.name for tool in tools] == list(TOOLS) == [name for name, _ in CALLS]
    for tool in tools:
        assert tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert tool.output_schema == schema(document_of(tool.name))
        assert tool.description and all("type" in item for item in tool.input_schema["properties"].values())


def test_no_tool_takes_a_file() -> None:
    """Whoever adds an option that names a file adds it to those that assistants are not asked for."""
    traits = {"age", "birth", "salary", "pension", "plan", "group", "sex", "paid", "average_pension", "average_wage"}
    person = traits | {"region", "status", "base"}
    bar = {"min_grade", "max_age"}
    course = {"from", "to", "retire", "base_change"}
    assert {name: set(input_schema(name)["properties"]) for name in TOOLS} == {
        "estimate": person | bar | {"agreed", "month"},
        "compare": person | bar | {"month"},
        "schedule": person | bar | course | {"agreed", "retire_kind", "balance", "spend"},
        "infer": person | bar | {"agreed", "credit", "month"},
        "reconcile": person | bar | course | {"agreed", "rows", "map", "year", "month", "letter"},
        "channels": {"region", "channel", "want", "all"},
        "regions": {"word", "all"},
        "years": {"region", "sex", "paid", "birth", "retire_kind", "month"},
        "why": person | {"agreed", "month", "symptom", "was", "now", "since", "retired"},
        "claims": {"region", "topic", "verdict", "number"},
        "rules_covered": set(),
    }


@pytest.mark.parametrize(("name", "given"), CALLS, ids=[name for name, _ in CALLS])
def test_an_answer_is_the_document_of_the_command(name: str, given: dict[str, Any]) -> None:
    result = ask(name, given)
    assert not result.is_error, result.content[0].text
    assert json.loads(result.content[0].text) == result.structured_content
    assert result.structured_content["schema"] == f"yibao/{document_of(name)}"
    check_document(result.structured_content)


def test_an_estimate_says_what_the_command_says(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "--month", "2023-03", "--json")
    assert ask("estimate", WUHAN).structured_content == json.loads(run.out)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("estimate", {"region": "武汉"}, "缺少 --status(参保状态)。"),
        ("estimate", {"base": 8000.5}, 'base:要写成文字(加引号),如 "8000.55",现为「8000.5」。'),
        ("compare", {"region": "武汉"}, 'region:要写成文字的列表,如 ["…"],现为「武汉」。'),
        ("channels", {"all": "yes"}, "all:要写成 true 或 false,现为「yes」。"),
        ("regions", {"rules": "/"}, "没有「rules」这一项。可用:word、all。"),
        ("reconcile", {"rows": []}, "rows:要写成各行的列表,每行的值都是文字,现为「[]」。"),
        ("nothing", {}, f"没有工具「nothing」。可用:{'、'.join(TOOLS)}。"),
    ],
)
def test_a_failure_is_a_result(name: str, given: dict[str, Any], message: str) -> None:
    result = ask(name, given)
    assert result.is_error and result.structured_content is None
    document = json.loads(result.content[0].text)
    check_document(document)
    assert document["error"]["message"] == message


def test_without_the_extra(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.stdio", None)
    run = yibao("mcp")
    wanted = "yibao: 给助手用的服务要用 MCP 的 Python 包,先运行:pip install 'yibao-cli[mcp]'。\n"
    assert (run.code, run.out, run.err) == (2, "", wanted)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node: the inspector is a program of npm")
@pytest.mark.skipif(not INSPECTOR.exists(), reason="no inspector: run `make inspector` once")
def test_the_inspector_understands_it() -> None:
    program = str(Path(sys.executable).parent / "yibao")
    command = [str(INSPECTOR), "--cli", program, "mcp", "--method", "tools/call", "--tool-name", "estimate"]
    given = ["--tool-arg", "region=武汉", "status=退休", "age=66", "month=2023-03"]
    done = subprocess.run([*command, *given], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    check_document(result["structuredContent"])
    assert (result["isError"], result["structuredContent"]["state"]) == (False, "in-force")
