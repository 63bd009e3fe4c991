"""Answers as a page: one file that loads nothing, says what the terminal says, and shows a hostile text as a text."""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.source import Source
from yibao_cli.language import speak
from yibao_cli.render.html import report_html
from yibao_cli.render.links import printable
from yibao_cli.render.plot import PlotMonth, PlotText
from yibao_cli.render.report import Report
from yibao_cli.render.rows import Footnote, Row
from yibao_cli.render.svg import month_chart, range_chart

from ..conftest import ROOT, Runner, write_rules

EXAMPLES = ROOT / "docs" / "examples"
QUESTIONS = {
    "estimate": "estimate -r 广州 -s 退休 --age 66 --month 2024-08",
    "explain": "estimate -r 北京 -s 在职 --age 30 --base 10000 --month 2024-08 --explain",
    "unknown": "estimate -r 拉萨 -s 退休 --age 66 --month 2024-08",
    "schedule": "schedule -r 武汉 -s 在职 --birth 1966-08 --base 9000 --from 2022-11 --to 2027-12 --retire 2026-09"
    " --balance 1200 --spend 80",
    "compare": "compare -r 北京 -r 上海 -r 广州 -s 退休 --age 72 --pension 5000 --month 2024-08",
    "infer": "infer -r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08",
    "reconcile": f"reconcile {EXAMPLES / 'detail.csv'} -r 北京 -s 在职 --letter 12393",
    "mapping": f"reconcile {EXAMPLES / 'detail.csv'} --show-mapping",
    "after": f"compare -r 武汉 -s 退休 --age 66 --month 2024-08 --rules-after {ROOT / 'rules'}",
    "diff": "rules diff --month 2023-01 --month 2023-02 -r 武汉",
    "simulate": f"simulate {EXAMPLES / 'population.csv'} --before 2022-11 --after 2022-12 --by region,status",
}
LOADING = {
    "script",
    "link",
    "img",
    "image",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "use",
    "audio",
    "video",
    "source",
}
"""Elements by which a page loads something, or runs it."""
EMPTY = {"meta", "br"}


class Page(HTMLParser):
    """A page read: its elements with attributes, its text; complains of an element that is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.pieces: list[str] = []
        self.style = ""
        self.feed(text)
        self.close()
        assert self.open == []
        self.text = re.sub(r"\s+", " ", "".join(self.pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.pieces.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(yibao: Runner, question: str) -> Page:
    return Page(yibao(*QUESTIONS[question].split(), "--format", "html").out)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_is_whole_and_loads_nothing(yibao: Runner, question: str) -> None:
    page = page_of(yibao, question)
    assert page.all("html") == [{"lang": "zh-CN"}] and page.elements[0][0] == "html"
    assert {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    } in page.all("meta")
    assert not LOADING & {tag for tag, _ in page.elements}
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style", "xlink:href", "srcset")}
    assert not re.search(r"url\(|@import|expression", page.style)
    places = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for attributes in page.all("a"):
        address = attributes["href"] or ""
        assert address[1:] in places if address.startswith("#") else printable(address) == address


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_can_be_read_aloud(yibao: Runner, question: str) -> None:
    """One heading of the first order, tables with captions, headings of rows and columns, pictures in words."""
    page = page_of(yibao, question)
    assert len(page.all("h1")) == len(page.all("title")) - len(page.all("svg")) == 1
    assert len(page.all("table")) == len(page.all("caption")) >= 1
    assert all(attributes.get("scope") in ("col", "row", "rowgroup") for attributes in page.all("th"))
    assert all(
        item["role"] == "img" and item["aria-labelledby"] == "chart-title chart-told" for item in page.all("svg")
    )
    assert bool(page.all("svg")) == (question in ("schedule", "simulate"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_has_every_amount_of_the_text(yibao: Runner, question: str) -> None:
    text = yibao(*QUESTIONS[question].split())
    run = yibao(*QUESTIONS[question].split(), "--format", "html")
    assert (run.code, run.err) == (text.code, text.err)
    shown = re.findall(r"[+-]?\d+\.\d\d", Page(run.out).text)
    assert set(re.findall(r"[+-]?\d+\.\d\d", text.out)) <= set(shown)
    title = text.out.splitlines()[0]
    assert f"<h1>{title}</h1>" in run.out or question == "infer"


def test_the_answer_comes_first_and_every_source_is_a_note(yibao: Runner) -> None:
    """Retired in Guangzhou: 169.08 yuan less 8.66 for long-term care (tests/fixtures/rules) is 160.42."""
    page = page_of(yibao, "estimate")
    assert page.text.index("160.42 元") < page.text.index("-8.66 元") < page.text.index("[1] 改革后:退休定额")
    document = json.loads(yibao(*QUESTIONS["estimate"].split(), "--json").out)
    for source in document["sources"]:
        assert f"《{source['title']}》" in page.text and (source["date"] or "日期未见") in page.text
    assert "--explain 列出全部" not in page.text and "(报刊)" in page.text and "规则库" in page.text


def test_a_note_is_numbered_as_the_table_cites_it(yibao: Runner) -> None:
    out = yibao(*QUESTIONS["compare"].split(), "--format", "html").out
    assert '<a href="#note-3">[3]</a>' in out
    assert '<li id="note-3"><b>[3]</b> ' in out and "--json 列出全部" not in out


HOSTILE = "</title></svg><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover='x' &lt; ]]>"


def hostile_page() -> str:
    source = Source(
        HOSTILE, HOSTILE, "press", publisher=HOSTILE, date=HOSTILE, url=f'javascript:"{HOSTILE}', note=HOSTILE
    )
    note = Footnote(1, (HOSTILE, HOSTILE), (source,), remarks=True)
    rows = [
        Row(HOSTILE, HOSTILE, HOSTILE, strong=True),
        Row(HOSTILE, HOSTILE, HOSTILE),
        Row(HOSTILE, HOSTILE, quiet=True),
        Row("依据", HOSTILE, footnote=note),
    ]
    report = Report(HOSTILE, [HOSTILE, "依据"], [[HOSTILE, f"{HOSTILE}[1][2]"]], rows, frozenset((HOSTILE,)))
    text = PlotText(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    months = [PlotMonth("2024-01", 1.0, False, 1.0), PlotMonth("2024-02", None, True, None)]
    return report_html(report, month_chart(months, text, HOSTILE) + range_chart(HOSTILE, [(HOSTILE, 1)], HOSTILE))


def test_no_text_is_markup() -> None:
    """Title, headings, cells, labels, amounts, notes, sources, chart."""
    page = Page(hostile_page())
    assert not LOADING & {tag for tag, _ in page.elements}
    assert not {name for _, attributes in page.elements for name in attributes if name.startswith("on")}
    assert page.text.count(HOSTILE) >= 20
    assert [attributes["href"] for attributes in page.all("a")] == ["#note-1"]


def test_a_text_neither_turns_the_line_nor_ends_the_page() -> None:
    """The direction mark that makes 'gnp.exe' read 'exe.png', a control character, half a character."""
    out = report_html(Report("甲\u202e乙\x00\ud800\n丙", ["a"], [["\u2066b"]], []))
    assert "甲\\u202e乙\\x00\\ud800 丙" in out and "\\u2066b" in out
    out.encode("utf-8")


def test_hostile_words_in_rules_and_statements_stay_words(yibao: Runner, tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>"
    rule = (
        f'[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n[[retiree]]\nfrom = 2024-01-01\ntitle = "{bad}"\n'
        f'pooled = [{{ yuan = 100 }}]\ngrade = "secondary"\nsources = ["some-page"]\nconfirmed = 2024-02-01\nnote = "{bad}"\n'
        f'plan = "{bad}"\n'
    )
    sources = f'[some-page]\ntitle = "{bad}"\ngrade = "secondary"\ndate = "2024"\nnote = "{bad}"\n'
    write_rules(tmp_path, {"xizang/lasa.toml": rule, "sources.toml": sources})
    rules = ("--rules", str(tmp_path), "--format", "html")
    person = ("-r", "拉萨", "-s", "退休", "--birth", "1958-01", "--plan", bad)
    statement = tmp_path / f"{bad.replace('/', '_')}.csv"
    statement.write_text(
        f"姓名,人员编号,月份,划入金额,摘要\n{bad},1,2024-05,100,{bad}\n{bad},2,2024-05,90,{bad}\n", "utf-8"
    )
    for words in (
        ("estimate", *person, "--month", "2024-05", "--explain"),
        ("schedule", *person, "--from", "2024-03", "--to", "2024-06"),
        ("compare", *person, "--month", "2024-05", "--month", "2024-06"),
        ("reconcile", str(statement), *person, "--keep-ids", "--letter", "employer"),
    ):
        run = yibao(*words, *rules)
        assert run.code in (ExitCode.ANSWER, ExitCode.DIFFERENCES), run.err
        page = Page(run.out)
        assert not page.all("script") and "<script>alert(1)<" in page.text


def test_the_chart_shows_each_month_in_proportion() -> None:
    """200 yuan certain, 100 a projection: bars that rise twice as high; an unknown month is a field of its own."""
    months = [PlotMonth("2024-01", 200.0, False, None), PlotMonth("2024-02", 100.0, True, None)]
    text = PlotText("题", "划入", "余额", "推算", "未知规则", "元")
    chart = month_chart([*months, PlotMonth("2024-03", None, False, None)], text, "2024-01 200.00 元")
    paths = re.findall(r'<path class="(credit|projected)" d="M[\d.]+ ([\d.]+)V([\d.]+)h', chart)
    heights = {kind: float(bottom) - float(top) for kind, bottom, top in paths if "." in top}
    assert heights["credit"] == pytest.approx(2 * heights["projected"], abs=0.2)
    assert 'class="unknown"' in chart and "未知规则" in chart and "余额" not in chart
    assert '<desc id="chart-told">2024-01 200.00 元</desc>' in chart


def test_many_months_alike_are_one_field() -> None:
    """Four years: three of 200 yuan, one of 100, each a field; of a projection too the middle stays light."""
    months = [
        PlotMonth(f"{2020 + n // 12}-{n % 12 + 1:02d}", 100.0 if n >= 36 else 200.0, n >= 36, None) for n in range(48)
    ]
    chart = month_chart(months, PlotText("题", "划入", "余额", "推算", "未知规则", "元"), "")
    fields = re.findall(r'class="(?:credit|projected)" d="(M[^"]+)"/>\n', chart)
    widths = [float(re.findall(r"h([\d.]+)V", path)[0]) for path in fields]
    assert [path.count("M") for path in fields] == [1, 1] and sorted(widths)[1] == pytest.approx(
        3 * sorted(widths)[0], abs=0.3
    )


@pytest.mark.parametrize("amounts", [[None], [0.0], [0.01], [-5.0, 3.0], [1e9], [0.0] * 480])
def test_any_months_can_be_drawn(amounts: list[float | None]) -> None:
    text = PlotText("题", "划入", "余额", "推算", "未知规则", "元")
    months = [
        PlotMonth(f"{2000 + place // 12}-{place % 12 + 1:02d}", amount, False, amount)
        for place, amount in enumerate(amounts)
    ]
    chart = month_chart(months, text, "")
    Page(chart)
    assert "nan" not in chart and "inf" not in chart


@pytest.mark.parametrize(
    ("more", "line"),
    [("-q", "-q 与 --format 不能同时用,留一个。"), ("--json", "--json 与 --format 不能同时用,留一个。")],
)
@pytest.mark.parametrize("question", ["estimate", "schedule", "compare", "reconcile", "simulate"])
def test_a_page_is_one_form_of_the_answer(yibao: Runner, question: str, more: str, line: str) -> None:
    run = yibao(*QUESTIONS[question].split(), "--format", "html", more)
    said = json.loads(run.err)["error"]["message"] if more == "--json" else run.err.removeprefix("yibao: ").strip()
    assert (run.code, run.out, said) == (ExitCode.USAGE, "", line)


DETAIL = (str(EXAMPLES / "detail.csv"), "-r", "北京", "-s", "在职")


def test_a_report_is_the_reconciliation_as_a_page(yibao: Runner, tmp_path: Path) -> None:
    """10 yuan short in March and 180 missing in April, as tests/cli/test_reconcile.py works them out."""
    out = tmp_path / "报告.html"
    run = yibao("report", *DETAIL, "-o", str(out))
    assert run.code == ExitCode.DIFFERENCES and run.out == "" and "少划" in run.err
    page = out.read_text(encoding="utf-8")
    assert "190.00 元" in Page(page).text and out.stat().st_mode & 0o777 == 0o600
    assert page == yibao("reconcile", *DETAIL, "--format", "html").out == yibao("report", *DETAIL).out
    assert (
        yibao("report", *DETAIL, "-o", str(out)).err
        == f"yibao: --output:「{out}」已经有了。换一个名字,或加 --overwrite。\n"
    )
    assert yibao("report", *DETAIL, "-o", str(out), "--overwrite").code == ExitCode.DIFFERENCES


def test_a_report_is_a_page(yibao: Runner) -> None:
    run = yibao("report", *DETAIL, "-o", "报告.xlsx")
    line = "yibao: --output:「报告.xlsx」的后缀认不出是哪种格式。可用:.html。\n"
    assert (run.code, run.err) == (ExitCode.USAGE, line)


def test_a_report_names_nobody_unless_asked(yibao: Runner, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(
        "姓名,人员编号,月份,缴费基数,划入金额\n张三,1100000101,2025-01,9000,180\n李四,1100000102,2025-01,9000,170\n",
        "utf-8",
    )
    asked = ("report", str(file), "-r", "北京", "-s", "在职")
    assert not re.search(r"张三|李四|11000001\d\d", yibao(*asked).out)
    assert "李四" in yibao(*asked, "--keep-ids").out


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
    "--window-size=900,1200",
]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("question", ["schedule", "reconcile"])
def test_a_browser_shows_it(yibao: Runner, tmp_path: Path, question: str) -> None:
    """Nothing on the console (it would name what the policy keeps from loading), and a picture that is not blank."""
    from matplotlib.image import imread

    assert BROWSER is not None
    file, picture = tmp_path / "page.html", tmp_path / "page.png"
    file.write_text(yibao(*QUESTIONS[question].split(), "--format", "html").out, encoding="utf-8")

    def show(path: Path) -> str:
        command = [BROWSER, *FLAGS, f"--user-data-dir={tmp_path / 'user'}", f"--screenshot={picture}", path.as_uri()]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env=os.environ | {"HOME": str(tmp_path)}, check=False
        )
        return "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)

    assert show(file) == ""
    shades = imread(picture)[..., :3].reshape(-1, 3)
    colours = {tuple((shade * 255).round().astype(int).tolist()) for shade in shades[::7]}
    assert len(colours) > 20 and (0x1C, 0x5D, 0x99) in colours
    broken = tmp_path / "broken.html"
    broken.write_text(file.read_text("utf-8").replace("<h1>", "<script>alert(1)</script><h1>"), encoding="utf-8")
    assert "Content Security Policy" in show(broken)  # what the check above would have seen


AXE = ROOT / ".venv" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
"""Put there by `make axe`."""


@pytest.mark.skipif(BROWSER is None or not AXE.exists(), reason="no Chromium or no axe-core: make axe")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("question", ["schedule", "reconcile", "estimate"])
def test_a_page_is_accessible(yibao: Runner, tmp_path: Path, question: str, language: str) -> None:
    """axe-core finds no violation; the page takes its script only without the policy that it comes with."""
    assert BROWSER is not None
    page = yibao(*QUESTIONS[question].split(), "--format", "html", "--lang", language).out
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    run = (
        "axe.run().then(found => { const out = document.createElement('pre'); out.id = 'axe';"
        " out.textContent = JSON.stringify({violations: found.violations.map(rule => rule.id),"
        " passes: found.passes.length}); document.body.append(out) })"
    )
    script = AXE.read_text("utf-8").replace("</script", "<\\/script")
    file = tmp_path / "page.html"
    file.write_text(page.replace("</body>", f"<script>{script}</script><script>{run}</script></body>"), "utf-8")
    flags = ["--virtual-time-budget=20000", "--dump-dom", f"--user-data-dir={tmp_path / 'user'}"]
    done = subprocess.run(
        [BROWSER, *FLAGS, *flags, file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"HOME": str(tmp_path)},
        check=False,
    )
    found = re.search(r'<pre id="axe">(.*?)</pre>', done.stdout)
    assert found is not None
    told = json.loads(found[1])
    assert told["violations"] == [] and told["passes"] > 20
    speak("zh")
