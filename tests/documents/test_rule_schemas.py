"""The schemas of rule files: a validator that knows nothing of the models, and taplo, read the shipped files by them."""

import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from yibao_cli.documents import FILES
from yibao_cli.documents.rule_schema import rule_schema, rule_schemas

from ..conftest import ROOT, RULES, Runner

pytestmark = pytest.mark.shipped_rules
TABLES = ("limits", "sources", "channels")
SHIPPED = sorted(path for path in RULES.rglob("*.toml") if path.name != "regions.toml")
CHINESE = re.compile("[\u4e00-\u9fff]")


def validator(name: str) -> Any:
    schema = rule_schema(name)
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.Draft7Validator(schema)


def as_json(value: Any) -> Any:
    """What JSON has no word for is text: days."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_every_shipped_file_is_as_its_schema_says() -> None:
    validators = {name: validator(name) for name in FILES}
    for path in SHIPPED:
        name = path.stem if path.stem in TABLES and path.parent == RULES else "rules"
        found = list(validators[name].iter_errors(as_json(tomllib.loads(path.read_text(encoding="utf-8")))))
        assert found == [], path


def test_taplo_finds_nothing_in_the_shipped_files() -> None:
    done = taplo(ROOT)
    assert done.returncode == 0, done.stderr
    assert int(re.findall(r"total=(\d+)", done.stderr)[0]) == len(SHIPPED) + 1  # regions.toml has no schema


def test_taplo_finds_a_wrong_key_by_the_line_at_the_top(tmp_path: Path) -> None:
    (tmp_path / "rules.json").write_text(json.dumps(rule_schema("rules")), encoding="utf-8")
    text = '#:schema ./rules.json\n[region]\nname = "某市"\nname_en = "X"\nadcode = "540100"\n'
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    assert taplo(tmp_path).returncode == 0
    (tmp_path / "a.toml").write_text(text + "nmae = 1\n", encoding="utf-8")
    done = taplo(tmp_path)
    assert done.returncode == 1 and "'nmae' was unexpected" in done.stderr


def taplo(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).parent / "taplo"), "lint"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


POLICY = {"from": "2026-07-01", "title": "题", "pooled": {"yuan": 100}, "grade": "press", "sources": ["a"]}
REGION = {"name": "某市", "name_en": "X", "adcode": "540100"}
LIMIT = {
    "region": "xizang/lasa",
    "from": "2026-07-01",
    "floor": 4000,
    "kind": "medical",
    "grade": "press",
    "sources": ["a"],
}
CHANNEL = {
    "region": "national",
    "id": "a",
    "kind": "app",
    "name": "名",
    "steps": ["步"],
    "grade": "press",
    "sources": ["a"],
}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("rules", {"region": REGION | {"adcode": 540100}}),
        ("rules", {"region": REGION | {"adcode": "54010"}}),
        ("rules", {"region": REGION, "employe": [POLICY]}),
        ("rules", {"region": REGION, "retiree": POLICY}),
        ("rules", {"region": REGION, "retiree": [POLICY | {"pooled": {"yuan": "100"}}]}),
        ("rules", {"region": REGION, "retiree": [POLICY | {"pooled": {"rate": "2.5", "of": "base"}}]}),
        ("rules", {"region": REGION, "retiree": [POLICY | {"pooled": {"rate": "2%", "of": "bas"}}]}),
        ("rules", {"region": REGION, "retiree": [POLICY | {"pooled": [{"age": "70+", "yuan": 1}]}]}),
        ("rules", {"region": REGION, "retiree": [POLICY | {"grade": "rumour"}]}),
        ("rules", {"region": REGION, "retiree": [POLICY | {"sources": []}]}),
        ("rules", {"region": REGION, "retiree": [{key: POLICY[key] for key in POLICY if key != "title"}]}),
        ("rules", {"retiree": [POLICY]}),
        ("limits", {"limits": [LIMIT | {"kind": "pension"}]}),
        ("limits", {"limits": [LIMIT | {"floor": -1}]}),
        ("limits", {"limits": [LIMIT | {"floor": "4000"}]}),
        ("limits", {"limits": [LIMIT | {"region": "Lhasa"}]}),
        ("limits", {"limits": [{key: LIMIT[key] for key in LIMIT if key != "sources"}]}),
        ("sources", {"a": {"title": "题"}}),
        ("sources", {"a": {"title": "题", "grade": "press", "date": "2026.7"}}),
        ("sources", {"a": {"title": "题", "grade": "press", "url": "example.gov.cn"}}),
        ("channels", {"channel": [CHANNEL | {"url": "http://example.gov.cn"}]}),
        ("channels", {"channel": [CHANNEL | {"steps": []}]}),
        ("channels", {"channels": [CHANNEL]}),
    ],
)  # fmt: skip
def test_what_the_models_refuse_for_its_form_the_schema_refuses(name: str, document: dict[str, Any]) -> None:
    good: dict[str, Any] = {
        "rules": {"region": REGION, "retiree": [POLICY]},
        "limits": {"limits": [LIMIT]},
        "sources": {"a": {"title": "题", "grade": "press", "date": "2026-07", "url": "https://example.gov.cn"}},
        "channels": {"channel": [CHANNEL]},
    }
    assert validator(name).is_valid(good[name])
    assert not validator(name).is_valid(document)


def test_a_deduction_has_its_amount_in_itself_or_beside() -> None:
    entry = {"name": "大额", "from": "2026-07-01", "grade": "press", "sources": ["a"]}
    for amount in (
        {"yuan": 3},
        {"rate": "0.2%", "of": "pension"},
        {"amount": [{"age": "<70", "yuan": 3}, {"age": ">=70", "yuan": 1}]},
    ):
        assert validator("rules").is_valid({"region": REGION, "deduction": [entry | amount]})
    assert not validator("rules").is_valid({"region": REGION, "deduction": [entry | {"yuan": "3"}]})


def accepts(schema: dict[str, Any], value: object) -> bool:
    return bool(jsonschema_rs.Draft7Validator(schema).is_valid(value))


def test_every_table_and_key_has_a_title_in_chinese_and_a_valid_example() -> None:
    for name, schema in rule_schemas().items():
        tables = [*schema["definitions"].values(), *([schema] if name == "rules" else [])]
        assert CHINESE.search(schema["title"])
        for table in tables:
            assert CHINESE.search(table["title"]), table
            for key, of in table["properties"].items():
                assert CHINESE.search(of["title"]), key
                for example in of.get("examples", ()):
                    assert accepts(of | {"definitions": schema["definitions"]}, example), key


def test_the_command_prints_names_one_and_all(yibao: Runner) -> None:
    assert yibao("schema", "--toml").out.split() == list(FILES)
    assert json.loads(yibao("schema", "--toml", "limits").out) == rule_schema("limits")
    assert json.loads(yibao("schema", "--toml", "--all").out) == rule_schemas()
    assert yibao("schema", "--toml", "limits").out == (RULES / "schemas" / "limits.json").read_text(encoding="utf-8")


def test_an_unknown_name_is_said(yibao: Runner) -> None:
    run = yibao("schema", "--toml", "rule")
    assert (run.code, run.err) == (2, "yibao: 没有名为「rule」的格式说明。可用:rules、limits、sources、channels。\n")
    run = yibao("schema", "limits")
    assert (run.code, run.err) == (2, "yibao: 「limits」是规则文件的格式,写成 yibao schema --toml limits。\n")
