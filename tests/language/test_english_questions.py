"""In English: what people get for a question: estimate, schedule, compare, infer, years, why, calendar."""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sentences import is_chinese

from yibao_cli.language import speak

from ..conftest import Runner

EMPLOYED = "-r beijing -s employed --age 30 --base 10000 --month 2024-08"
CAPPED = "-r beijing -s employed --age 30 --base 50000 --month 2024-08"
YEARLY = "-r shanghai -s retired --birth 1949-12 --month 2025-08"
DEDUCTED = "-r beijing -s retired --age 72 --month 2024-08"
COURSE = "-r beijing -s retired --birth 1957-01 --from 2026-11 --to 2027-03 --balance 100 --spend 150"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """English, and a working directory of the test's own."""
    monkeypatch.setenv("YIBAO_LANG", "en")
    monkeypatch.chdir(tmp_path)
    yield
    speak("zh")


def told(text: str) -> str:
    """A text with every run of blanks and line ends as one blank: what it says, however wide the terminal."""
    return " ".join(text.split())


SAID = {
    f"estimate {EMPLOYED}": [
        "Beijing (北京市) · employed · 2024-08",
        "200.00 yuan",
        "Equals a year (12 months) 2400.00 yuan",  # 200 × 12
        "Formula own contribution: contribution base 10000.00 × 2% 200.00 yuan",
        "Look up yibao channels --region beijing; hotline 12393",
        "Notice Unofficial estimate; the records of the local medical-insurance office decide.",
    ],
    f"estimate {CAPPED}": [  # 35283 × 2% = 705.66
        "Base 50000.00 is above the ceiling of 35283.00 (2024-07 to 2025-06), which is used.",
        "contribution base 35283.00 × 2% 705.66 yuan",
    ],
    f"estimate {DEDUCTED}": [  # 110 − 3
        "Credit due a month 107.00 yuan",
        "Formula pooled fund: 110.00 a month, aged 70 and over 110.00 yuan total credited 110.00 yuan",
        "Deduction large-expense medical mutual aid: 3.00 a month -3.00 yuan",
        "Basis Beijing, retired: pooled fund: under 70: 100.00 a month; aged 70 and over: 110.00 a month",
    ],
    f"estimate {DEDUCTED} --explain": [
        "Steps pooled fund = 110.00 a month, aged 70 and over = 110 110.00 yuan",
        "each part rounded half up to 0.01 yuan",
    ],
    f"estimate {YEARLY}": [
        "Credit due once a year, credited in 2025-07",
        "1890.00 yuan Equals a month 157.50 yuan",  # 1890 / 12
        "Posted retired: each year in month 7 (unverified)",
        "Age 75 (age at the end of the year before the account year)",
    ],
    "estimate -r lhasa -s resident --month 2026-10": ["Result No personal account; nothing is credited. 0.00 yuan"],
    "estimate -r lhasa -s retired --age 66 --month 2024-08": [
        "Result No rule known: the rule base has no rule on credits for retired people in Lasa (拉萨市).",
        "Next look up what was posted: yibao channels --region xizang/lasa --want credits",
    ],
    "estimate -r ningxia -s retired --month 2024-05": [
        "The rule is known, the amount is not: pooled fund: average pension of 2023 × 2.8%; "
        "no published average pension of 2023 was seen.",
        "give it with --average-pension",
    ],
    f"schedule {COURSE}": [  # two months of 97, then three of 107; what there is, is spent
        "Beijing (北京市) · retired · 2026-11 to 2027-03",
        "Month Status Credit Year Balance Basis Remarks",
        "2027-01~03 retired 107.00 321.00 0.00 [1] Projected turns 70",
        "Total 5 months 515.00 yuan",  # 2 × 97 + 3 × 107
        "Balance until 2027-03; 615.00 yuan spent, no interest counted 0.00 yuan",  # 515 + 100
        "not enough to spend 150.00 yuan a month",
        '5 months marked "Projected" are not evidenced',
    ],
    "compare -r beijing -r ningxia -r lhasa -s retired --age 72 --month 2024-08": [
        "Comparison: retired · 2024-08",
        "Region A month Grade Basis",
        "Ningxia (宁夏回族自治区) amount unknown [2]",
        "Lasa (拉萨市) no rule known",
    ],
    "compare -r wuhan -r beijing -s retired --age 72 --month 2024-08": [  # 107 − 83 = 24, 24 / 83 = 28.9 %
        "Region A month Difference (yuan) Difference (%) Grade Basis",
        "Beijing (北京市) 107.00 +24.00 +28.9 secondary [2]",
        "Why Beijing (北京市): the rule changed; pooled fund 83.00 → 110.00; large-expense medical mutual aid none → 3.00",
    ],
    "infer -r beijing -s employed --credit 200 --month 2024-08": [  # 199.995 ≤ 2 % of the base < 200.005
        "Beijing (北京市) · employed · 2024-08 · 200.00 yuan posted",
        "Needs Yuan Basis",
        "contribution base 9999.75 to 10000.24 [1]",
        "Wage declared wage at least 9999.75 yuan, at most 10000.24 yuan",
    ],
    "infer -r beijing -s employed --credit 705.66 --month 2024-08 --salary 60000": [
        "base at the ceiling",
        "Wage declared wage at least",
        "how much above the ceiling cannot be told",
        "nothing is missing",
    ],
    "estimate -r jinan -s retired --age 76 --pension 1000 --month 2021-05": [  # 40.00 is less than 70.00
        "Formula pooled fund: own pension 1000.00 × 4%, raised to the 70.00 yuan minimum of 70.00",
        "own pension × 4%, at least 50.00 if under 60, at least 60.00 if aged 60-69",
    ],
    "compare -r beijing -r wuhan --pension 4000 --age 72 --month 2024-08": [
        "--status was not given; because of the pension given, taken as retired."
    ],
    "infer -r lhasa -s retired --credit 94.50": ["Lasa (拉萨市) · retired", "94.50 yuan posted", "No rule known"],
    "infer -r wuhan -s retired --credit 83.30": [
        "Result No case in the rules gives exactly 83.30 yuan.",
        "Nearest the lower is 83.00 yuan",
    ],
    "years -r ningxia --sex male --paid 20": ["Ningxia (宁夏回族自治区) · contribution years for lifetime"],
    "years -r guangzhou --sex male --paid 20": ["Also [in Chinese] 2013 年底以前办理参保的人: men 10 years"],
    "why": ["China · not credited, less credited, balance is zero, credits stopped", "Check: ", "Ask: ", "Basis: "],
    "why -r beijing -s retired --age 72 --was 113 --now 110 --month 2024-08": [
        "Beijing (北京市) · retired · 2024-08 · 113 → 110",
        "Large-expense medical mutual aid took 3.00 yuan: 113.00 − 3.00 = 110.00 (the difference fits)",
    ],
    "why -r beijing -s retired --birth 1957-01 --was 97 --now 107 --month 2027-03": [
        "1. Turned 70 in 2027-01: 97.00 → 107.00 (both amounts fit)"
    ],
    "why -r wuhan -s retired --birth 1956-05 --was 100 --now 83 --since 2023-02": [
        "1. From 2023-02 on the person's own pension no longer counts: the amount before fits a pension of "
        "2083.23 to 2083.43 yuan; now 83.00 yuan by the rule [in Chinese]"
    ],
}
"""What is said to a question, whatever its lines."""


@pytest.mark.parametrize(("question", "expected"), SAID.items())
def test_answers_say(yibao: Runner, question: str, expected: list[str]) -> None:
    run = yibao(*shlex.split(question))
    said = told(run.out)
    assert [text for text in expected if text not in said] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nothing", "not credited"),
        ("not credited", "not credited"),
        ("not-credited", "not credited"),
        ("Less-Credited", "less credited"),
        ("balance-is-zero", "balance is zero"),
        ("zero", "balance is zero"),
        ("没到账", "not credited"),
    ],
)
def test_a_symptom_is_typed_as_id_or_word(yibao: Runner, typed: str, meant: str) -> None:
    run = yibao("why", "--symptom", typed)
    assert (run.code, run.out.splitlines()[0]) == (0, f"China · {meant}")


def test_columns_of_amounts_end_at_their_right(yibao: Runner) -> None:
    run = yibao("infer", *shlex.split("-r beijing -s employed --credit 200 --month 2024-08"))
    assert run.out.splitlines()[1] == "Needs                             Yuan  Basis"


def test_an_unknown_symptom_lists_ids(yibao: Runner) -> None:
    run = yibao("why", "--symptom", "late")
    assert run.err == 'yibao: --symptom: "late" is not known. Use nothing, less, zero, stopped.\n'


class _Page(HTMLParser):
    """The language of a page, and the texts of its elements that say what is what."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.labels: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs)["lang"]
        self.labels += [value for name, value in attrs if name == "aria-label" and value]
        self._inside = tag in ("caption", "h2", "th", "desc")

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.labels.append(data)
        self._inside = False


def test_a_page_is_in_english_and_says_so(yibao: Runner) -> None:
    page = _Page(yibao("schedule", *shlex.split(COURSE), "--format", "html").out)
    assert page.language == "en"
    assert {"Overview", "Remarks", "Basis", "Month", "Status", "Credit", "Balance"} <= set(page.labels)
    assert any("2026-11 97.00 yuan; 2026-12 97.00 yuan; 2027-01 107.00 yuan" in label for label in page.labels)
    assert not any(map(is_chinese, page.labels))


def test_markdown_has_english_headings(yibao: Runner) -> None:
    run = yibao("estimate", *shlex.split(EMPLOYED), "--format", "md")
    assert "| Item | Text | Amount |" in run.out.splitlines()
    assert "| Formula | own contribution: contribution base 10000.00 × 2% | 200.00 yuan |" in run.out.splitlines()


def test_a_table_for_programs_has_the_reasons_in_english(yibao: Runner) -> None:
    run = yibao("schedule", *shlex.split(COURSE), "--format", "csv")
    changes = {row["month"]: row["changes"] for row in csv.DictReader(io.StringIO(run.out))}
    assert changes["2027-01"] == "turns 70"


def test_json_keeps_codes_and_numbers(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    english = json.loads(yibao("estimate", *shlex.split(DEDUCTED), "--json").out)
    monkeypatch.setenv("YIBAO_LANG", "zh")
    chinese = json.loads(yibao("estimate", *shlex.split(DEDUCTED), "--json").out)
    assert english["credit"] == chinese["credit"] and english.keys() == chinese.keys()
    assert english["trace"][0]["arithmetic"] == "110.00 a month, aged 70 and over"
    assert english["trace"][0]["ages"] == "aged 70 and over"


def test_a_chart_has_english_labels_and_no_word_of_fonts(
    yibao: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr("yibao_cli.render.picture.cjk_family", lambda: None)
    run = yibao("schedule", *shlex.split(COURSE), "--plot", "chart.png")
    assert run.code == 0 and "font" not in run.err
    yibao("schedule", *shlex.split(COURSE), "--plot", "chart.svg")
    labels = re.findall(r">([^<>]+)</text>", (tmp_path / "chart.svg").read_text(encoding="utf-8"))
    assert {"credit (yuan)", "balance (yuan)", "turns 70"} <= set(labels)
    assert [label for label in labels if is_chinese(label.replace("(北京市)", ""))] == []


def test_a_calendar_is_in_english(yibao: Runner, tmp_path: Path) -> None:
    pytest.importorskip("icalendar")
    yibao("calendar", *shlex.split("-r beijing -s retired --birth 1957-01 --from 2026-11 --to 2027-03 -o days.ics"))
    text = (tmp_path / "days.ics").read_bytes().decode().replace("\r\n ", "")
    assert "X-WR-CALNAME:yibao medical insurance Beijing (北京市) retired" in text
    assert "SUMMARY:Medical insurance: turns 70\\, credit 97.00 yuan → 107.00 yuan" in text


FORMS = ("text", "csv", "md", "html")
QUESTIONS = [
    *(f"estimate {question} --format {form}" for question in (CAPPED, YEARLY, DEDUCTED) for form in FORMS),
    *(question for question in SAID if question.partition(" ")[0] != "years"),
    *(f"schedule {COURSE} --format {form}" for form in FORMS),
    *(f"compare -r wuhan -r beijing -r ningxia -s retired --age 72 --format {form}" for form in FORMS),
    *(f"infer -r beijing -s employed --credit 200 --month 2024-08 --format {form}" for form in FORMS),
    "schedule -r wuhan -s employed --birth 1966-12 --sex male --base 3000 --from 2024-08 --to 2028-01",
    "schedule -r lhasa -s retired --birth 1955-12 --from 2022-08 --to 2026-01",
    "compare -r beijing -r wuhan --base 9000 --age 30",
    "why -r beijing -s retired --age 72 --symptom less",
    "why -r wuhan -s retired --age 70 --month 2023-02",
]
_STAYS = (
    re.compile(r"《[^》]*》.*?(?=\((?:official|press|secondary|unverified)\)| Basis | Grade | Note |$)"),
    re.compile(r"\[in Chinese\].*?(?=\(both|$)|\(in Chinese\): .*"),
    re.compile(r"\([\u4e00-\u9fff]+\)|(?<=,)[\u4e00-\u9fff]+(?=,)"),
)
"""Documents with their publishers, what rule files hold and says so, names of places."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_chinese_but_names_documents_and_notes(yibao: Runner, question: str) -> None:
    run = yibao(*shlex.split(question))
    # what begins in the first column, or is a cell of a page, is a paragraph: documents are broken into lines
    said = run.out + run.err
    rest = [
        told(text) for text in (said.splitlines() if re.search("--format (csv|md|html)", question) else [told(said)])
    ]
    for stays in _STAYS:
        rest = [stays.sub("", text) for text in rest]
    assert [text for text in rest if is_chinese(text)] == []
