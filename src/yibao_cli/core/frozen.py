"""Immutable records: `@dataclass(frozen=True, slots=True)` without the cost of it when a module is loaded.

The standard library writes and compiles five methods for each class and loads `inspect` to do so; a short command
paid more for that than for everything else. Here the methods are shared, and the one that is worth compiling, the
constructor, is compiled for a class of which several records are made. To type checkers, to `dataclasses` (`fields`,
`replace`, `asdict`, `is_dataclass`) and to `copy` and `pickle` the classes are dataclasses.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False  # type checkers know the name; a short command does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import Field, dataclass, field, replace
    from typing import Any, NoReturn

    __all__ = ["dataclass", "field", "replace"]

NOTHING: Mapping[Any, Any] = {}
"""The default of a field that is a mapping."""
_DERIVED = object()
FEW = 2
"""So many records of a class are made without a constructor of its own: compiling one takes longer."""


def _field(*, init: bool, compare: bool, repr: bool) -> object:
    """A field that is not a parameter and takes no part in comparison or repr; `__post_init__` sets it."""
    assert not (init or compare or repr)
    return _DERIVED


def _dataclass(*, frozen: bool, slots: bool = False, order: bool = False) -> Callable[[type], type]:
    """Makes the class of the records that a class body describes. Defaults must be immutable."""
    assert frozen

    def made(described: type) -> type:
        return _made(described, slots, _METHODS | _ORDER if order else _METHODS)

    return made


def _made(described: type, slotted: bool, methods: dict[str, Any]) -> type:
    slots = tuple(described.__annotations__)
    names = tuple(name for name in slots if vars(described).get(name) is not _DERIVED)
    space = {name: value for name, value in vars(described).items() if name not in ("__dict__", "__weakref__")}
    values = {name: space.pop(name) for name in slots if name in space}
    defaults = {name: value for name, value in values.items() if value is not _DERIVED}
    one = attrgetter(*names)
    space = methods | space
    space |= {
        **({"__slots__": slots} if slotted else {}),
        "__match_args__": names,
        "_defaults": defaults,
        "_values": one if len(names) > 1 else staticmethod(lambda record: (one(record),)),
        "_count": 0,
    }
    made = type(described)(described.__name__, described.__bases__, space)
    made.__qualname__ = described.__qualname__
    return made


def _new(cls: Any, *args: Any, **facts: Any) -> Any:
    """Makes the first records of a class; of more than a few, the compiled constructor does."""
    names = cls.__match_args__
    cls._count += 1
    if cls._count <= FEW and len(args) <= len(names):
        given = dict(zip(names, args, strict=False))
        values = cls._defaults | given | facts
        # A mistake in the call is left to the compiled constructor: Python words it.
        if values.keys() == set(names) and given.keys().isdisjoint(facts):
            record = object.__new__(cls)
            for name in names:
                object.__setattr__(record, name, values[name])
            if hasattr(cls, "__post_init__"):
                record.__post_init__()
            return record
    cls.__new__ = _constructor(cls)
    return cls.__new__(cls, *args, **facts)


def _constructor(cls: Any) -> Any:
    """The constructor of a class, compiled.

    It fills a record of a class of the same layout whose fields can be set the ordinary, fast way, and then makes it
    one of `cls`: a third of the time that `object.__setattr__` takes.
    """
    names = cls.__match_args__
    layout = {name: vars(cls)[name] for name in ("__slots__", "__orig_bases__") if name in vars(cls)}
    open_class = type(cls.__name__, cls.__bases__, layout)
    parameters = "".join(f", {name}=_defaults[{name!r}]" if name in cls._defaults else f", {name}" for name in names)
    lines = [f"def __init__(_cls{parameters}):", " record = _new(_open)"]
    lines += [f" record.{name} = {name}" for name in names]
    lines += [" record.__class__ = _cls", *([" record.__post_init__()"] if hasattr(cls, "__post_init__") else [])]
    lines += [" return record"]
    space = {"_new": object.__new__, "_open": open_class, "_defaults": cls._defaults}
    exec("\n".join(lines), space)
    made = space["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _set(record: Any, name: str, value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(record: Any, name: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _equal(record: Any, other: Any) -> bool:
    return record._values(record) == other._values(other) if other.__class__ is record.__class__ else NotImplemented


def _hash(record: Any) -> int:
    return hash(record._values(record))


def _repr(record: Any) -> str:
    fields = zip(record.__match_args__, record._values(record), strict=True)
    return f"{type(record).__qualname__}({', '.join(f'{name}={value!r}' for name, value in fields)})"


def _reduce(record: Any) -> tuple[type, tuple[Any, ...]]:
    return type(record), record._values(record)


def _replace(record: Any, /, **changes: Any) -> Any:
    """A copy of a record with other values in some fields. Raises TypeError for a field that there is not."""
    return type(record)(**dict(zip(record.__match_args__, record._values(record), strict=True)) | changes)


class _Fields:
    """What `dataclasses` asks of a dataclass, made when it is first asked for and kept with the class."""

    def __get__(self, record: object, cls: Any) -> dict[str, Field[Any]]:
        from dataclasses import MISSING, make_dataclass

        described = [
            (name, kind, _described(name in cls.__match_args__, cls._defaults.get(name, MISSING)))
            for name, kind in cls.__annotations__.items()
        ]
        made: Any = make_dataclass(cls.__name__, described)
        fields: dict[str, Field[Any]] = made.__dataclass_fields__
        cls.__dataclass_fields__ = fields
        return fields


def _described(parameter: bool, default: object) -> Any:
    from dataclasses import field

    return field(default=default) if parameter else field(init=False, compare=False, repr=False)


class _Signature:
    """What `inspect.signature` shows, made when it is asked for."""

    def __get__(self, record: object, cls: Any) -> object:
        from inspect import signature

        made = signature(_constructor(cls))
        return made.replace(parameters=list(made.parameters.values())[1:])


_METHODS = {
    "__new__": _new,
    "__setattr__": _set,
    "__delattr__": _delete,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__reduce__": _reduce,
    "__replace__": _replace,
    "__dataclass_fields__": _Fields(),
    "__signature__": _Signature(),
}
_ORDER = {
    "__lt__": lambda record, other: _by_fields("__lt__", record, other),
    "__le__": lambda record, other: _by_fields("__le__", record, other),
    "__gt__": lambda record, other: _by_fields("__gt__", record, other),
    "__ge__": lambda record, other: _by_fields("__ge__", record, other),
}


def _by_fields(compare: str, record: Any, other: Any) -> Any:
    """Compares two records of a class field by field."""
    return (
        getattr(record._values(record), compare)(other._values(other))
        if other.__class__ is record.__class__
        else NotImplemented
    )


if not TYPE_CHECKING:
    dataclass, field, replace = _dataclass, _field, _replace
