"""A file appears complete or not at all."""

from pathlib import Path

import polars as pl
import pytest

from yibao_cli.batch.writing import made_harmless
from yibao_cli.core.errors import InputError
from yibao_cli.outputs import whole_file


def test_a_file_takes_its_place_when_all_went_well(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("old", encoding="utf-8")
    with whole_file(target) as new:
        new.write_text("new", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "old"
    assert target.read_text(encoding="utf-8") == "new" and list(tmp_path.iterdir()) == [target]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole_file(target) as new:
        new.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert target.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_an_error_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, whole_file(tmp_path / "x.csv"):
        raise OSError(28, "No space left on device")
    assert caught.value.code == "output-unwritable" and caught.value.facts["why"] == "No space left on device"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("+86 10", "'+86 10"),
        ("-x", "'-x"),
        ("-16.00", "-16.00"),
        ("+5", "+5"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_quoted(cell: str, shown: str) -> None:
    frame = pl.DataFrame({"cell": [cell]})
    assert frame.select(made_harmless("cell")).item() == shown
