"""The JSON Schemas: one for every command that prints JSON, strict, and true of what is printed.

Every test that runs a command through the `yibao` fixture holds its JSON against the schema, too; here are the kinds of
answers that each document has.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import typer.core
import typer.main

from yibao_cli.api import estimate
from yibao_cli.cli.app import app
from yibao_cli.cli.evidence import evidence_of
from yibao_cli.cli.inputs import read_person
from yibao_cli.cli.options import EstimateOptions, read_plainly
from yibao_cli.core.outcome import OUTCOMES
from yibao_cli.documents import NAMES
from yibao_cli.documents.schema import schemas
from yibao_cli.render.answer_json import answer_document
from yibao_cli.rulebook.book import Rulebook

from ..conftest import ROOT, Runner, words_of, write_rules
from ..test_cases import CASES
from .checking import check_document, validator

STATEMENTS = ROOT / "tests" / "statements"
DETAIL = ROOT / "docs" / "examples" / "detail.csv"
POPULATION = ROOT / "docs" / "examples" / "population.csv"
REFORM = "--before 2022-11 --after 2022-12"
ASKED = {
    "estimate": [
        "-r 北京 -s 在职 --age 30 --base 50000 --month 2024-08",  # the ceiling moves the base
        "-r 上海 -s 退休 --birth 1949-12 --month 2025-08",  # posted yearly
        "-r 武汉 -s 在职 --age 40 --base 9000 --month 2031-01",  # projected
        "-r 宁夏 -s 退休 --month 2024-05",  # a figure is not known
        "-r 宁夏 -s 退休 --month 2024-05 --average-pension 3700",
        "-r 武汉 -s 灵活就业 --month 2024-02",  # no account
        "-r 拉萨 -s 居民 --month 2026-10",
        "-r 拉萨 -s 退休 --age 66 --month 2024-08",  # no rule
        "-r 北京 -s 在职 --base 10000 --month 2019-01",  # no rule so early
    ],
    "schedule": [
        "-r 武汉 -s 在职 --birth 1966-08 --base 9000 --from 2025-01 --to 2028-12 --retire 2026-09",
        "-r 上海 -s 退休 --birth 1950-06 --from 2024-01 --to 2026-12 --balance 1200 --spend 80",
        "-r 拉萨 -s 退休 --birth 1950-06 --from 2024-01 --to 2024-03",
    ],
    "compare": [
        "-r 北京 -r 上海 -r 广州 -s 退休 --age 72 --pension 5000 --month 2025-08",
        "-r 广州 --age 40 --base 10000 --month 2022-11 --month 2022-12",
        "-r 拉萨 -r 武汉 -s 退休 --month 2025-08",
    ],
    "infer": [
        "-r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08 --salary 12000",
        "-r 北京 -s 退休 --age 60 --credit 108 --month 2025-08",
        "-r 拉萨 -s 退休 --credit 108 --month 2025-08",
    ],
    "reconcile": [
        f"{DETAIL} -r 北京 -s 在职 --letter 单位",
        f"{STATEMENTS / 'messy.csv'} -r 北京 -s 在职",
        f"{STATEMENTS / 'hr-sheet.csv'} --month 2026-03",
        f"{STATEMENTS / 'national-detail.csv'}",
        f"{STATEMENTS / 'portal-ledger.csv'} -r 武汉 -s 退休",
    ],
    "reconcile --show-mapping": [f"{DETAIL}", f"{STATEMENTS / 'messy.csv'}", f"{STATEMENTS / 'hr-sheet.csv'}"],
    "simulate": [
        f"{POPULATION} {REFORM}",
        f"{POPULATION} {REFORM} --by region,status,age-band",
        f"{POPULATION} {REFORM} --by age-band",
    ],
    "channels": ["", "-r 上海", "-r 上海 --all", "--channel hotline-12393", "--want 划入"],
    "regions": ["", "--all", "武汉", "拉萨"],
    "years": [
        "-r 北京 --sex 男 --paid 20",
        "-r 上海 --sex 女 --paid 10 --birth 1975-03",
        "-r 深圳 --sex 男 --paid 10 --month 2025-01",
        "-r 拉萨 --sex 男 --paid 10",  # no rule
    ],
    "why": [
        "",
        "--symptom 变少",
        "-r 北京 -s 退休 --birth 1955-01 --month 2025-01",
        "-r 武汉 -s 灵活就业 --month 2024-02",
        "-r 拉萨 -s 退休 --month 2025-01",  # no rule
        "-r 北京 -s 退休 --birth 1955-01 --was 100 --now 107 --month 2025-02",
    ],
    "config": [""],
    "profile list": [""],
    "doctor": [""],
    "claims": ["", "--region 上海", "--number 89"],
    "rules check": [""],
    "rules show": ["武汉", "武汉 --month 2022-06", "北京", "武汉 --month 1999-01"],
    "rules coverage": [""],
    "rules diff": [
        "--month 2022-11 --month 2022-12 -r 广州",  # rules, amounts; the pension of retirees was not known
        "--month 2022-12 --month 2023-02 -r 武汉",
        "--month 2024-06 --month 2024-07 -r 北京",  # limits
        "--month 2024-06 --month 2024-06",
    ],
    "rules stale": ["", "--month 2026-11 --older-than 1"],
    "rules stale --plan": ["", "--month 2026-11 -r 北京", "--month 2026-11 --older-than 1 -r 广东"],
}
"""Questions to every command that prints JSON."""
DOCUMENT_OF = {
    "profile list": "profile",
    "reconcile --show-mapping": "mapping",
    "rules show": "rules",
    "rules stale --plan": "rules-plan",
}
"""Where a document does not have the name of its command."""


@pytest.fixture(autouse=True)
def _profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody whose profiles can be listed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(ROOT / "tests" / "fixtures" / "config"))


def document_of(command: str) -> str:
    return DOCUMENT_OF.get(command, command.replace(" ", "-"))


def commands(group: typer.core.TyperGroup, path: str = "") -> Iterator[str]:
    """The commands that take --json."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, f"{path}{name} ")
        elif any("--json" in parameter.opts for parameter in command.params):
            yield path + name


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that is a schema of an object with named keys."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts(part)


def test_every_command_that_prints_json_has_a_schema() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    assert set(commands(root)) == {name for name in ASKED if " --" not in name}
    assert {document_of(command) for command in ASKED} | {"error"} == set(NAMES)
    assert sorted(NAMES) == list(NAMES)


@pytest.mark.parametrize(
    ("command", "words"), [(command, words) for command, several in ASKED.items() for words in several]
)
def test_what_is_printed_is_as_the_schema_says(yibao: Runner, command: str, words: str) -> None:
    run = yibao(*command.split(), *words_of(words), "--json")
    document = json.loads(run.out)
    assert document["schema"] == f"yibao/{document_of(command)}" and document["version"] == 1
    check_document(document)


def shape_of(value: object) -> str:
    """The keys of a document and the types of what they hold."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}:{shape_of(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(sorted({shape_of(item) for item in value}))}]"
    return type(value).__name__


@pytest.mark.shipped_rules
def test_every_case_is_as_the_schema_says(shipped_book: Rulebook) -> None:
    """The questions of tests/cases, about every region: several hundred documents of every state."""
    states, shapes = set(), set()
    for number, case in enumerate(CASES):
        options = read_plainly(EstimateOptions, words_of(case["ask"]))
        assert options is not None and options.region and options.month
        answer = estimate(read_person(options), region=options.region, month=options.month, rulebook=shipped_book)
        document = answer_document(answer, evidence_of([answer], shipped_book))
        states.add(document["state"])
        shape = shape_of(document)
        if shape not in shapes or number % 10 == 0:  # the validator takes longer than everything else together
            check_document(json.loads(json.dumps(document)))
        shapes.add(shape)
    assert states == {"in-force", "no-account", "no-rule"}


def test_outcomes_of_every_kind_are_as_the_schema_says(yibao: Runner, tmp_path: Path) -> None:
    """A Beijing retiree of 74 is due 107.00, one below 70 would be due 97.00; Wuhan's 83.00 was last confirmed in 2023."""
    arrived = "2025-01,107,2025-01-20\n2025-02,107,2025-07-09\n2025-03,97,2025-03-20\n2025-04,200,2025-04-20\n"
    (tmp_path / "arrived.csv").write_text(f"月份,划入金额,到账日期\n{arrived}", encoding="utf-8")
    (tmp_path / "later.csv").write_text("月份,划入金额\n2026-05,50\n", encoding="utf-8")
    this_month = f"{date.today():%Y-%m}"
    asked = [
        *ASKED["reconcile"],
        f"{tmp_path / 'arrived.csv'} -r 北京 -s 退休 --birth 1950-06 --to {this_month}",
        f"{tmp_path / 'later.csv'} -r 武汉 -s 退休 --age 66",
        f"{STATEMENTS / 'portal-deduction.csv'} -r 北京",
        str(ROOT / "docs" / "examples" / "payroll.csv"),
        f"{STATEMENTS / 'portal-suffix.csv'} -r 拉萨 -s 退休",
    ]
    documents = [json.loads(yibao("reconcile", *words_of(words), "--json").out) for words in asked]
    for document in documents:
        check_document(document)
        assert list(document["counts"]) == list(OUTCOMES)
    assert {item["kind"] for document in documents for item in document["outcomes"]} == set(OUTCOMES)


def test_a_kind_that_is_not_counted_is_refused(yibao: Runner) -> None:
    document = json.loads(yibao("reconcile", *words_of(ASKED["reconcile"][0]), "--json").out)
    del document["counts"]["over"]
    assert not validator("reconcile").is_valid(document)


def test_problems_of_rule_files_are_as_the_schema_says(yibao: Runner, tmp_path: Path) -> None:
    rules = write_rules(tmp_path, {"hubei/wuhan.toml": 'region = 1\n[[retiree]]\ngrade = "best"\n'})
    document = json.loads(yibao("rules", "check", str(rules), "--json").out)
    assert document["problems"] and all(item["line"] >= 1 and item["message"] for item in document["problems"])


def test_rules_of_the_later_month_are_named(yibao: Runner, tmp_path: Path) -> None:
    same = json.loads(yibao("simulate", str(POPULATION), *REFORM.split(), "--json").out)
    head = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
    rule = (
        '[[retiree]]\nfrom = 2024-01-01\ntitle = "x"\npooled = [{ yuan = 100 }]\ngrade = "secondary"\nsources = ["x"]\n'
    )
    sources = '[x]\ntitle = "x"\ngrade = "secondary"\ndate = "2024"\n'
    rules = write_rules(
        tmp_path, {"xizang/lasa.toml": f"{head}{rule}confirmed = 2024-02-01\n", "sources.toml": sources}
    )
    words = ("simulate", str(POPULATION), *REFORM.split(), "--rules-after", str(rules), "--json")
    other = json.loads(yibao(*words).out)
    compared = ("compare", "-r", "拉萨", "-r", "武汉", "-s", "退休", "--age", "66", "--month", "2025-01", "--json")
    assert json.loads(yibao(*compared).out)["after"] is None
    assert json.loads(yibao(*compared, "--rules-after", str(rules)).out)["rulebook_after"]["overlay"] == str(rules)
    assert same["rulebook_after"] is None and same["rulebook"] == other["rulebook"]
    assert other["rulebook_after"]["overlay"] == str(rules)
    assert other["rulebook_after"]["hash"] != other["rulebook"]["hash"]


def mutations(document: Any) -> Iterator[tuple[str, Any]]:
    """The document with one key of one object gone or added; every object of it once."""

    def objects(value: Any, way: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if isinstance(value, dict):
            if way[-1:] not in (("facts",), ("statuses",), ("states",), ("counts",)):
                yield way
            for key, inner in value.items():
                yield from objects(inner, (*way, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value[:2]):
                yield from objects(inner, (*way, index))

    for way in objects(document, ()):
        for change in ("gone", "added"):
            changed = deepcopy(document)
            place = changed
            for step in way:
                place = place[step]
            if change == "gone":
                place.popitem()
            else:
                place["surplus-key"] = None
            yield f"{way} {change}", changed


@pytest.mark.parametrize("command", [name for name in ASKED if name != "rules check"])
def test_a_missing_or_another_key_is_refused_everywhere(yibao: Runner, command: str) -> None:
    document = json.loads(yibao(*command.split(), *words_of(ASKED[command][0]), "--json").out)
    found = dict(mutations(document))
    assert len(found) >= 4
    check = validator(document_of(command))
    assert [name for name, changed in found.items() if check.is_valid(changed)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("credit", "net"), 83.0),
        (("credit", "net"), "83"),
        (("credit", "net"), "83.000"),
        (("credit", "net"), "-83.00"),
        (("month",), "2023-13"),
        (("month",), "2023-3"),
        (("month",), None),
        (("state",), "unknown"),
        (("grade",), "best"),
        (("version",), 2),
        (("schema",), "yibao/schedule"),
        (("region", "adcode"), "4201"),
        (("policy", "from"), "2023-02"),
        (("rulebook", "hash"), "xyz"),
        (("evidence_age_months",), -1),
    ],
)
def test_a_value_of_another_form_is_refused(yibao: Runner, path: tuple[str, ...], value: Any) -> None:
    words = ("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "--month", "2023-03", "--json")
    document: dict[str, Any] = json.loads(yibao(*words).out)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    with pytest.raises(jsonschema_rs.ValidationError):
        check_document(document)


def test_every_key_is_required_and_no_other_allowed() -> None:
    optional = set()
    for schema in schemas().values():
        for part in parts(schema):
            assert part["additionalProperties"] is False
            optional |= set(part["properties"]) - set(part["required"])
    assert optional == {"region", "status", "age-band"}  # of a group of `simulate`: what it is grouped by


def test_one_name_means_one_shape_in_all_schemas() -> None:
    shapes: dict[str, Any] = {}
    for schema in schemas().values():
        for name, shape in schema.get("$defs", {}).items():
            assert shapes.setdefault(name, shape) == shape, name
    for name in ("Course", "Covered", "CoveredRegion"):
        inner, outer = {"Course": ("Input", "Course")}.get(name, ("Region", name))
        assert shapes[inner]["properties"].items() <= shapes[outer]["properties"].items()


def test_a_description_is_one_line() -> None:
    def texts(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (text for key, text in part.items() if key == "description" and isinstance(text, str))
            for inner in part.values():
                yield from texts(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from texts(inner)

    found = [text for schema in schemas().values() for text in texts(schema)]
    assert len(found) > 200 and not [text for text in found if "\n" in text or not text]


def test_each_is_printed_by_its_name_and_all_at_once(yibao: Runner) -> None:
    assert "、".join(NAMES) in "".join(yibao("schema", "--help").out.split())
    listed = yibao("schema")
    assert (listed.code, listed.out.splitlines()) == (0, list(NAMES))
    together = json.loads(yibao("schema", "--all").out)
    assert list(together) == list(NAMES)
    for name in NAMES:
        run = yibao("schema", name)
        printed = json.loads(run.out)
        assert run.code == 0 and printed == together[name]
        assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema" and "$id" not in printed
        assert printed["title"] == f"yibao {name} --json, version 1"
        jsonschema_rs.meta.validate(printed)


def test_the_contract_names_every_document_with_its_command() -> None:
    text = (ROOT / "docs" / "json-contract.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `([a-z-]+)` \| `yibao ([a-z -]+)` \|$", text, re.MULTILINE))
    assert table == {document_of(command): command for command in ASKED}


LIGHT = """
import sys
from yibao_cli.cli.main import main
for words in {questions!r}:
    main(words)
    print([name for name in sys.modules if name.startswith("yibao_cli.documents.")], file=sys.stderr)
"""


def test_no_command_loads_the_types_of_the_documents() -> None:
    """They are for mypy and for `yibao schema NAME`: a question pays nothing for them."""
    questions = [[*command.split(), *words_of(asked[0]), "--json"] for command, asked in ASKED.items()]
    questions += [["estimate", "-q", *words_of(ASKED["estimate"][0])], ["schema"]]
    code = LIGHT.format(questions=questions)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = [line for line in done.stderr.splitlines() if line.startswith("[")]
    assert loaded == ["[]"] * len(questions) and done.stdout.count('"schema": "yibao/') == len(ASKED)
