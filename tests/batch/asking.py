"""The kernel asked about frames of values already read, for tests."""

from threading import RLock
from typing import cast

import polars as pl

from yibao_cli.batch.columns import Vocabulary, yuan
from yibao_cli.batch.kernel import Kernel
from yibao_cli.batch.people import NUMBERS, People, StatedStatus
from yibao_cli.batch.record import AMOUNTS, COLUMNS
from yibao_cli.core.errors import InputError
from yibao_cli.core.literals import Status
from yibao_cli.core.region import Region
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook


def kernel(book: Rulebook) -> Kernel:
    """A kernel that speaks as the command line does."""
    return Kernel(book, error_text)


class Answerer:
    """Answers pieces of frames with the columns region_id, status, month, and those of `kernel.NUMBERS` and others."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._lock = RLock()
        self._regions = Vocabulary(self._region, error_text)
        self._statuses = Vocabulary(lambda text: StatedStatus(cast(Status, text)), error_text)
        self._names = {name: Vocabulary(str, error_text) for name in ("plan", "group", "sex")}

    def _region(self, id: str) -> Region:
        region = self._kernel.rulebook.places.regions.get(id)
        if region is None:
            raise InputError("region-unknown", value=id)
        return region

    def __call__(self, piece: pl.DataFrame) -> pl.DataFrame:
        """The COLUMNS of a piece as text, '' for an empty cell."""
        with self._lock:
            regions = self._regions.coded(piece["region_id"])
            status = self._statuses.coded(piece["status"])
            named = {name: words.coded(piece[name]) for name, words in self._names.items() if name in piece.columns}
        numbers = {
            name: piece[name] for name in NUMBERS if name in piece.columns and piece[name].null_count() < len(piece)
        }
        first = piece["birth_first"] if "birth_first" in piece.columns else None
        known = [problem for problem in regions.problems if problem is not None]
        places = [None if problem is None else known.index(problem) for problem in regions.problems]
        wrong = pl.Series(places, dtype=pl.UInt32).gather(regions.codes) if known else None
        people = People(
            regions,
            status,
            piece["month"],
            plan=named.get("plan"),
            group=named.get("group"),
            sex=named.get("sex"),
            numbers=numbers,
            birth_first=first,
            wrong=wrong,
            problems=known,
        )
        return as_cells(self._kernel.answer(people).frame.with_columns(piece["region_id"]))


def as_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Answers with amounts as text: two decimals, '' for an empty cell."""
    return frame.with_columns(yuan(frame[name]).cast(pl.String) for name in AMOUNTS).with_columns(
        pl.all().fill_null("")
    )


def answer(frame: pl.LazyFrame, kernel: Kernel) -> pl.LazyFrame:
    """The COLUMNS for each row of a frame, as text."""
    return frame.map_batches(
        Answerer(kernel), schema=dict.fromkeys(COLUMNS, pl.String()), streamable=True, validate_output_schema=True
    )
