"""A table of a rule file, and how it becomes a record of the core."""

from dataclasses import MISSING, fields
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict

Record = TypeVar("Record")


class Strict(BaseModel):
    """A table of a rule file: unknown keys and loose types are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    @classmethod
    def keys(cls) -> frozenset[str]:
        """The keys that the table may have."""
        return frozenset(field.alias or name for name, field in cls.model_fields.items())


class Becomes(Generic[Record]):
    """A table that becomes a record of the core: `class TipEntry(Strict, Becomes[Tip])`.

    Its attributes have the names of the record's fields. Where a key of the file has another name, that is the alias
    of the field; what a record has and no key says is a property.
    """

    __slots__ = ()

    def to_core(self, **values: Any) -> Record:
        """The record. `values` are fields of it that the table does not know, such as the name of the file.

        Lists become tuples, the tables in it records. What is left out in the file has the record's default, if any.
        Raises AttributeError for a field that neither `values` nor the table has.
        """
        table: Any = type(self)
        record, names, read, required = _shape(table, tuple(values))
        for name, value in zip(names, read(self), strict=True):
            if value is None:
                if name in required:
                    values[name] = None
            elif type(value) is list:
                values[name] = tuple([item.to_core() if isinstance(item, Becomes) else item for item in value])
            else:
                values[name] = value.to_core() if isinstance(value, Becomes) else value
        made: Record = record(**values)
        return made


@cache
def _shape(table: type[Any], given: tuple[str, ...]) -> tuple[Any, tuple[str, ...], Any, frozenset[str]]:
    """The record of a table, the fields it takes from the table, what reads those, and which have no default."""
    bases = (base for kind in table.__mro__ for base in vars(kind).get("__orig_bases__", ()))
    record = next(get_args(base)[0] for base in bases if get_origin(base) is Becomes)
    taken = [field for field in fields(record) if field.init and field.name not in given]
    names = tuple(field.name for field in taken)
    required = frozenset(field.name for field in taken if field.default is MISSING)
    read = attrgetter(*names)
    return record, names, read if len(names) > 1 else lambda entry: (read(entry),), required
