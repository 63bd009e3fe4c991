"""Errors in English as they are met: what is wrong, where, and words to type that are then taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from yibao_cli.language import speak
from yibao_cli.render.messages import not_understood
from yibao_cli.tables.vocabulary import vocabulary

from ..conftest import Runner

ACROSS = "name,region,status,2024-01,2024-02\nA,wuhan,employed,5000,6000\n"
UNKNOWN_WORDS = "name,place,status,figure\nA,wuhan,employed,10000\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("YIBAO_LANG", "en")
    monkeypatch.chdir(tmp_path)
    Path("across.csv").write_text(ACROSS, encoding="utf-8")
    Path("p.csv").write_text(UNKNOWN_WORDS, encoding="utf-8")
    Path("one.csv").write_text("name,region,insured state,figure\nA,wuhan,retired,10\n", encoding="utf-8")
    Path("twice.csv").write_text("name,1月,1月,2月\nA,1,2,3\n", encoding="utf-8")
    yield
    speak("zh")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("estimate -r wuhan -s x", '--status: "x" is not known. Use employed, retired, flexible or resident.'),
        ("infer -r wuhan", "Missing: --status (status), --credit (amount posted)."),
        ("calendar", "Missing: --region (pooling area), --status (status)."),
        ("help foo", 'There is no command or topic "foo". Usage: yibao help.'),
        ("esimate", 'There is no command "esimate". Did you mean estimate, simulate? Usage: yibao --help.'),
        (
            "batch p.csv",
            "Missing: --region (pooling area). Columns not recognised: place, figure. "
            "If pooling area is among them, say so with --map place=region.",
        ),
        (
            "batch across.csv",
            '"across.csv" has a column a month and does not say what is in them. '
            "Name it with --map months=base, or =salary, =pension.",
        ),
        (
            "batch twice.csv --year 2024 --map months=base -r wuhan -s employed",
            'Two columns of "twice.csv" are month 1. Delete one, or write the year into the headings.',
        ),
        (
            "batch one.csv --check",
            "--check has nothing to check: no column of contribution bases, contributions or credits was recognised. "
            "Name one with --map, such as --map deducted=paid_own.",
        ),
        ("estimate -r wuhan -s employed --base 1 -o /", 'There is no option "-o". Usage: yibao estimate --help.'),
    ],
)
def test_the_error_reads_as_one_sentence_after_the_other(yibao: Runner, command: str, line: str) -> None:
    run = yibao(*command.split())
    assert run.code == 2
    assert run.err == f"yibao: {line}\n"


@pytest.mark.parametrize(
    "command",
    [
        "batch p.csv --map place=region --map figure=base",
        "batch across.csv --map months=base",
        "batch across.csv --map 各月=base",
        "batch p.csv --check -r wuhan --map figure=paid_own",
    ],
)
def test_what_an_error_says_to_type_is_taken(yibao: Runner, command: str) -> None:
    month = () if "across" in command else ("--month", "2024-08")
    run = yibao(*command.split(), *month)
    assert run.code != 2 and run.out, run.err


def test_the_fields_that_a_table_can_lack_have_names_that_map_takes() -> None:
    for name in ("region", "status", "age", "birth", "base", "salary", "pension", "month", "plan", "group"):
        for language in ("zh", "en"):
            speak(language)
            said = not_understood([name], ["x"])
            word = said.partition("--map x=")[2].partition(" ")[0].rstrip(".")
            assert vocabulary().field(word) is not None, said


def test_a_column_called_months_is_a_column(yibao: Runner) -> None:
    Path("m.csv").write_text("name,region,status,months\nA,wuhan,employed,10000\n", encoding="utf-8")
    run = yibao("batch", "m.csv", "--map", "months=base", "--month", "2023-05", "-q")
    assert run.code == 0 and run.out


def test_a_column_called_months_says_nothing_about_columns_of_months(yibao: Runner) -> None:
    text = "name,region,status,months,2024-01,2024-02\nA,wuhan,employed,2,5000,6000\n"
    Path("both.csv").write_text(text, encoding="utf-8")
    run = yibao("batch", "both.csv", "--map", "months=base")
    assert run.code == 2
    assert run.err.startswith('yibao: "both.csv" has a column a month and does not say what is in them.')
