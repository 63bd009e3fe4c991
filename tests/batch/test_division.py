"""One large text in ranges: what comes out is what the whole file gives, to the byte and the line."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_cli.batch import reading
from yibao_cli.batch.division import divided, joined
from yibao_cli.batch.folder import Job, Outcome, Part, answer_part, parts_of, run_here, settle
from yibao_cli.batch.people import Defaults
from yibao_cli.batch.ranges import Range, open_range, ranges_of
from yibao_cli.batch.reading import NotPlainError, open_source
from yibao_cli.batch.totals import Totals
from yibao_cli.batch.writing import Problems
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.sealed import seal

HEAD = "姓名,地区,状态,缴费基数,月份\n"
PERSON = "甲,北京,在职,10000,2024-08\n"
SIZE = 500


@pytest.fixture(scope="module")
def job(book: Rulebook) -> Job:
    return Job(Defaults(), seal(book), error_text)


class Ranged:
    """A text answered in ranges of SIZE bytes, and whole, on this machine."""

    def __init__(self, home: Path, job: Job, text: str | bytes, form: str | None = None) -> None:
        source = home / "in/a.csv"
        source.parent.mkdir()
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.tasks: list[list[str]] = []
        self.problems, self.whole_problems = Problems(), Problems()
        self.whole = run_here(source.parent, home / "whole", job, form, problems=self.whole_problems)
        (home / "ranges").mkdir()

        def answer(parts: Sequence[Part]) -> list[Outcome]:
            self.tasks.append([part.target for part in parts])
            return [answer_part(part, home / "ranges", job, listed=True) for part in parts]

        outcomes = answer(divided(parts_of(source.parent, form), job, size=SIZE))
        self.totals: Totals = settle(joined(outcomes, home / "ranges", answer), home / "ranges", self.problems)
        self.home = home

    @property
    def divided(self) -> bool:
        """Whether it was answered in ranges; else it was tried, and answered as one."""
        return len(self.tasks) == 1 and len(self.tasks[0]) > 1

    def check(self) -> None:
        """The answers, the totals and the problems are those of the whole file."""
        names = [path.name for path in (self.home / "ranges").iterdir()]
        assert names == [path.name for path in (self.home / "whole").iterdir()]
        for name in names:
            assert (self.home / "ranges" / name).read_bytes() == (self.home / "whole" / name).read_bytes()
        assert self.totals == self.whole
        assert self.problems.frame().equals(self.whole_problems.frame())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl"])
def test_ranges_are_put_together(job: Job, tmp_path: Path, end: str, mark: str, form: str) -> None:
    text = mark + HEAD + 60 * PERSON + "\n\n" + '"乙",武汉,在职,"10,000",2024-08\n' + 60 * PERSON
    ranged = Ranged(tmp_path, job, text.replace("\n", end).removesuffix(end), form)
    assert ranged.tasks == [[f".a-{number:05d}.{form}" for number in range(len(ranged.tasks[0]))]]
    assert ranged.divided
    ranged.check()
    assert (ranged.totals.rows, ranged.totals.credited) == (121, 121 * 20_000)


def test_errors_have_the_lines_of_the_whole_file(job: Job, tmp_path: Path) -> None:
    """Line 1 has the headings, 62 and 63 are blank: the bad rows stand on 64 and 125."""
    bad = "甲,北京,在职,1e3,2024-08\n"
    ranged = Ranged(tmp_path, job, HEAD + 60 * PERSON + "\n\n" + bad + 60 * PERSON + bad.replace("1e3", "1e4"))
    assert ranged.divided
    ranged.check()
    assert ranged.problems.frame()["line"].to_list() == [64, 125]
    example = ranged.totals.examples["money-malformed"]
    assert (example.row, example.file) == (64, "a.csv") and "1e3" in example.reason


def test_rows_that_say_that_they_are_sums_are_left_out(job: Job, tmp_path: Path) -> None:
    text = HEAD + 20 * PERSON + "小计,,,200000,\n" + HEAD + 20 * PERSON + "合计,,,400000,\n"
    ranged = Ranged(tmp_path, job, text)
    assert ranged.divided
    ranged.check()
    assert (ranged.totals.rows, ranged.totals.sums) == (40, 2)


@pytest.mark.parametrize(("amount", "rows", "sums"), [("400000", 40, 1), ("399999", 41, 0)])
def test_a_nameless_row_is_held_against_all_rows_above(
    job: Job, tmp_path: Path, amount: str, rows: int, sums: int
) -> None:
    """40 x 10000 in ranges of their own: only who reads all of them knows that it is a sum."""
    ranged = Ranged(tmp_path, job, HEAD + 40 * PERSON + f",,,{amount},\n")
    assert ranged.tasks[1:] == [["a.csv"]] and len(ranged.tasks[0]) > 1
    ranged.check()
    assert (ranged.totals.rows, ranged.totals.sums) == (rows, sums)


@pytest.mark.parametrize("scanned", [0, 1 << 30])
def test_a_sum_is_not_told_by_suspects_alone(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scanned: int
) -> None:
    """Only 会计甲 is looked at closely; her 20000 are not the sum of her and the 40 others."""
    monkeypatch.setattr(reading, "SCANNED", scanned)
    text = HEAD + 40 * PERSON + "会计甲,北京,在职,20000,2024-08\n,,,20000,\n"
    ranged = Ranged(tmp_path, job, text)
    ranged.check()
    assert (ranged.totals.rows, ranged.totals.sums) == (42, 0)
    assert ranged.totals.errors == {"row-no-name": 1}


@pytest.mark.parametrize(
    "row",
    [
        '"甲\n乙",北京,在职,10000,2024-08\n',
        '"甲\r\n乙",北京,在职,10000,2024-08\n',
        "甲\r乙,北京,在职,10000,2024-08\n",
        '甲"乙,北京,在职,10000,2024-08\n',
        '甲"乙",北京,在职,10000,2024-08\n',
        "甲,北京,在职,10,000,2024-08\n",
    ],
)
def test_a_file_with_a_line_that_is_no_row_is_answered_as_one(job: Job, tmp_path: Path, row: str) -> None:
    ranged = Ranged(tmp_path, job, HEAD + 30 * PERSON + row + 30 * PERSON + "甲,北京,在职,1e3,2024-08\n")
    assert ranged.tasks[1:] == [["a.csv"]] and len(ranged.tasks[0]) > 1
    ranged.check()


def test_a_line_end_in_quotes_at_the_end_of_a_range(job: Job, tmp_path: Path) -> None:
    """Wherever ranges end: a cell of line ends longer than a range."""
    row = '"' + "甲\n" * 200 + '",北京,在职,10000,2024-08\n'
    ranged = Ranged(tmp_path, job, HEAD + 40 * PERSON + row + 30 * PERSON)
    assert ranged.tasks[1:] == [["a.csv"]]
    ranged.check()


def test_a_text_that_is_not_utf8_after_all(job: Job, tmp_path: Path) -> None:
    """The first MiB could be either, and the rest is GB18030."""
    plain = "name,region,status,base,month\n" + 40_000 * "a,beijing,employee,10000,2024-08\n"
    text = plain.encode() + "甲,北京,在职,10000,2024-08\n".encode("gb18030")
    home = tmp_path / "in"
    home.mkdir()
    (home / "a.csv").write_bytes(text)
    (tmp_path / "out").mkdir()
    tasks = []

    def answer(parts: Sequence[Part]) -> list[Outcome]:
        tasks.append(len(parts))
        return [answer_part(part, tmp_path / "out", job) for part in parts]

    outcomes = answer(divided(parts_of(home), job, size=700_000))
    totals = settle(joined(outcomes, tmp_path / "out", answer), tmp_path / "out")
    assert tasks == [2, 1] and (totals.rows, totals.credited) == (40_001, 40_001 * 20_000)


def test_ranges_that_become_parquet_stay_files(job: Job, tmp_path: Path) -> None:
    bad = "甲,北京,在职,1e3,2024-08\n"
    ranged = Ranged(tmp_path, job, HEAD + 60 * PERSON + bad, "parquet")
    found = sorted((tmp_path / "ranges").iterdir())
    assert [path.name for path in found] == [f"a-{number:05d}.parquet" for number in range(len(ranged.tasks[0]))]
    together = pl.concat(pl.read_parquet(path) for path in found)
    assert len(found) > 1 and together.equals(pl.read_parquet(tmp_path / "whole/a.parquet"))
    assert ranged.problems.frame()["line"].to_list() == [62]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (HEAD + 5 * PERSON, None),
        ("某单位\n" + HEAD + 60 * PERSON, None),
        ((HEAD + 60 * PERSON).encode("gb18030"), None),
        (HEAD + 60 * PERSON, "xlsx"),
        (HEAD.strip() + "," + "x" * (2 << 20) + "\n" + 60 * PERSON, None),
    ],
    ids=["small", "a title above", "another encoding", "a workbook comes out", "an endless line"],
)
def test_what_is_not_divided(job: Job, tmp_path: Path, text: str | bytes, form: str | None) -> None:
    (tmp_path / "a.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    parts = parts_of(tmp_path, form)
    assert divided(parts, job, size=SIZE) == parts


def test_ranges_end_at_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"head\n" + b"12345678\n" * 5 + b"rest")
    spans = ranges_of(path, 18)
    assert [(span.start, span.end) for span in spans] == [(5, 23), (23, 41), (41, 54)]
    path.write_bytes(b"head\n" + b"12345678\n" * 4)
    assert ranges_of(path, 18) == [Range(5, 23, 0), Range(23, 41, 1)]


CELLS = st.sampled_from(
    ["", "a", "1", " ", '"', '""', ",", "\n", "\r\n", "\r", '"a"', '"a,1"', '"a\n1"', "小计", "\ufeff"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(CELLS, max_size=24).map("".join), st.integers(1, 12))
def test_a_range_is_read_as_in_the_whole_file(body: str, size: int) -> None:
    """Whatever the text: ranges that hold no doubt have the same rows under the same numbers as the whole scan."""
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "a.csv"
        path.write_text("姓名,缴费基数\n" + body, encoding="utf-8", newline="")
        head = open_source(path, head="姓名,缴费基数\n甲,1\n".encode())
        rows, above = [], 0
        try:
            for span in ranges_of(path, size):
                source, lines = open_range(head, span)
                frame = source.scan().collect()
                rows += [(line + above, *cells) for line, *cells in frame.rows()]
                above += lines
        except (NotPlainError, pl.exceptions.PolarsError):
            return
        assert rows == head.scan_text(str(path)).collect().rows()
