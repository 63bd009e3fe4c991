"""Directories of tables: one file after the other, all of them or none."""

import pickle
from pathlib import Path

import polars as pl
import pytest

from yibao_cli.batch.division import divided
from yibao_cli.batch.folder import Job, Part, answer_part, parts_of, run_here, whole_folder
from yibao_cli.batch.people import Defaults
from yibao_cli.batch.running import Span
from yibao_cli.core.errors import InputError
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.sealed import SealedRulebook, seal

HEAD = "地区,状态,缴费基数,月份\n"


@pytest.fixture(scope="module")
def job(book: Rulebook) -> Job:
    return Job(Defaults(), seal(book), error_text)


def put(path: Path, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_every_file_comes_back_under_its_name(job: Job, tmp_path: Path) -> None:
    put(tmp_path / "in/north/a.csv", "北京,在职,10000,2024-08", "北京,在职,1e3,2024-08")
    put(tmp_path / "in/b.csv", "武汉,在职,10000,2024-08")
    put(tmp_path / "in/_SUCCESS")
    put(tmp_path / "in/.hidden/c.csv", "x")
    totals = run_here(tmp_path / "in", tmp_path / "out", job)
    assert everything(tmp_path / "out") == ["b.csv", "north", "north/a.csv"]
    assert (totals.rows, totals.credited) == (3, 20_000 + 20_000)
    assert totals.regions == {"beijing": 2, "hubei/wuhan": 1}
    assert totals.errors == {"money-malformed": 1} and totals.examples == {
        "money-malformed": (3, "缴费基数:「1e3」不是金额。写成 8000、8,000.55 或 1.2万。", "north/a.csv")
    }
    assert everything(tmp_path) == ["in", *(f"in/{name}" for name in everything(tmp_path / "in")), "out"] + [
        f"out/{name}" for name in everything(tmp_path / "out")
    ]


def test_another_kind_of_output(job: Job, tmp_path: Path) -> None:
    put(tmp_path / "in/b.csv", "武汉,在职,10000,2024-08")
    run_here(tmp_path / "in", tmp_path / "out", job, form="parquet")
    assert str(pl.read_parquet(tmp_path / "out/b.parquet")["credit_net"][0]) == "200.00"


def test_a_large_parquet_file_is_divided_between_row_groups(job: Job, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = 1000
    people = pl.DataFrame(
        {"地区": ["北京"] * rows, "状态": "在职", "缴费基数": range(7000, 7000 + rows), "月份": "2024-08"}
    )
    people.write_parquet(tmp_path / "in/a.parquet", row_group_size=300)
    (part,) = parts_of(tmp_path / "in")
    assert divided([part], job, rows=2000) == [part]
    parts = divided([part], job, rows=500)
    assert [(part.target, part.span) for part in parts] == [
        ("a-00000.parquet", Span(0, 600)),
        ("a-00001.parquet", Span(600, 400)),
    ]
    people.head(1).write_parquet(tmp_path / "in/a-00000.parquet")
    with pytest.raises(InputError) as caught:
        divided(parts_of(tmp_path / "in"), job, rows=500)
    assert caught.value.code == "folder-doubled"
    whole = answer_part(part, tmp_path / "whole", job).totals
    several = [answer_part(part, tmp_path / "parts", job).totals for part in parts]
    assert (whole.rows, whole.credited) == (1000, sum(totals.credited for totals in several))
    together = pl.concat([pl.read_parquet(tmp_path / "parts" / part.target) for part in parts])
    assert together.equals(pl.read_parquet(tmp_path / "whole/a.parquet"))


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "folder-empty"),
        (["_SUCCESS"], "folder-empty"),
        (["a.csv", "b.docx"], "folder-kind"),
        (["a.csv.gz"], "folder-kind"),
        (["a.csv", "a.parquet"], "folder-doubled"),
    ],
)
def test_what_is_no_directory_of_tables(tmp_path: Path, names: list[str], code: str) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(InputError) as caught:
        parts_of(tmp_path, "csv")
    assert caught.value.code == code


def test_one_bad_file_and_there_is_no_output(job: Job, tmp_path: Path) -> None:
    put(tmp_path / "in/a.csv", "北京,在职,10000,2024-08")
    (tmp_path / "in/b.csv").write_text("这,是,什么\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run_here(tmp_path / "in", tmp_path / "out", job)
    assert caught.value.code == "table-no-headers"
    assert everything(tmp_path) == ["in", "in/a.csv", "in/b.csv"]


def test_an_output_that_is_there_stays_unless_it_may_be_overwritten(job: Job, tmp_path: Path) -> None:
    put(tmp_path / "in/a.csv", "北京,在职,10000,2024-08")
    put(tmp_path / "out/old.csv", "old")
    with pytest.raises(InputError) as caught:
        run_here(tmp_path / "in", tmp_path / "out", job)
    assert caught.value.code == "output-exists"
    assert everything(tmp_path / "out") == ["old.csv"]
    run_here(tmp_path / "in", tmp_path / "out", job, overwrite=True)
    assert everything(tmp_path) == ["in", "in/a.csv", "out", "out/a.csv"]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    put(tmp_path / "out/old.csv", "old")
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "in", tmp_path / "out", overwrite=True) as new:
        put(new / "a.csv", "half")
        raise ZeroDivisionError
    assert everything(tmp_path) == ["out", "out/old.csv"]


def test_what_is_overwritten_may_be_a_file(job: Job, tmp_path: Path) -> None:
    put(tmp_path / "in/a.csv", "北京,在职,10000,2024-08")
    (tmp_path / "out").touch()
    run_here(tmp_path / "in", tmp_path / "out", job, overwrite=True)
    assert everything(tmp_path) == ["in", "in/a.csv", "out", "out/a.csv"]


@pytest.mark.parametrize(("source", "target"), [("in", "in"), ("in/deep", "in"), ("in", "in/deep/out")])
def test_input_and_output_lie_apart(job: Job, tmp_path: Path, source: str, target: str) -> None:
    put(tmp_path / "in/deep/a.csv", "北京,在职,10000,2024-08")
    with pytest.raises(InputError) as caught:
        run_here(tmp_path / source, tmp_path / target, job, overwrite=True)
    assert caught.value.code == "folder-overlap"
    assert everything(tmp_path) == ["in", "in/deep", "in/deep/a.csv"]


def test_a_link_to_a_directory_is_not_left_out_silently(tmp_path: Path) -> None:
    put(tmp_path / "in/a.csv", "北京,在职,10000,2024-08")
    (tmp_path / "other").mkdir()
    (tmp_path / "in/link").symlink_to(tmp_path / "other")
    with pytest.raises(InputError) as caught:
        parts_of(tmp_path / "in")
    assert caught.value.code == "folder-kind"


def test_a_directory_nobody_can_write_to(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as caught, whole_folder(tmp_path / "in", tmp_path / "file/out"):
        pass
    assert caught.value.code == "output-unwritable"


def test_a_job_travels(job: Job, tmp_path: Path) -> None:
    put(tmp_path / "in/a.csv", "北京,在职,10000,2024-08")
    put(tmp_path / "in/b.csv")
    good, bad = (pickle.loads(pickle.dumps(part)) for part in parts_of(tmp_path / "in"))
    sent: Job = pickle.loads(pickle.dumps(job))
    assert answer_part(good, tmp_path / "out", sent).totals.credited == 20_000
    outcome = pickle.loads(pickle.dumps(answer_part(bad, tmp_path / "out", sent)))
    assert isinstance(outcome.part, Part) and outcome.error.code == "table-no-rows"


def test_a_sealed_rulebook_is_the_same_rulebook(book: Rulebook) -> None:
    sealed = seal(book)
    opened = sealed.open()
    assert opened.digest == book.digest and opened.file_ids == book.file_ids
    assert opened is pickle.loads(pickle.dumps(sealed)).open()
    assert seal(opened) == sealed


@pytest.mark.parametrize(
    ("content", "code"), [(b"changed", "rulebook-changed"), (b"yibao rulebook 0.0.0\n", "rulebook-foreign")]
)
def test_a_rulebook_that_was_changed_or_is_foreign_is_refused(content: bytes, code: str) -> None:
    from hashlib import sha256

    digest = sha256(b"something else" if code == "rulebook-changed" else content).hexdigest()
    with pytest.raises(InputError) as caught:
        SealedRulebook(content, digest).open()
    assert caught.value.code == code
