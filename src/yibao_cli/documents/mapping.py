"""What `yibao reconcile --show-mapping --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..tables.headers import How as Matched

How = Literal[Matched, "doubled"]


class Column(TypedDict):
    """A column of the file."""

    number: Annotated[int, Field(ge=1)]
    name: str
    """as the file has it; of two rows of headers 'upper/lower'"""
    field: str | None
    """canonical name of the field it was taken for"""
    how: How
    """override: by --map; exact, folded: by its heading; sheet: the name of the sheet says it; months: made of the
    columns of months; doubled: another column already holds its field; it is not read; unmatched: not recognised"""


class Document(TypedDict):
    """How the columns of a file were understood, as `yibao reconcile --show-mapping --json` prints it."""

    schema: Literal["yibao/mapping"]
    version: Literal[1]
    file: str
    read_as: str
    """kind and encoding, as found"""
    columns: list[Column]
