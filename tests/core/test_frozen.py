"""Records are dataclasses to whoever asks, whatever makes them."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any, get_args

import pytest

from yibao_cli.core import cause, literals, outcome, person, retirement, source
from yibao_cli.core.credit import Credit
from yibao_cli.core.frozen import dataclass, field, replace
from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Point:
    """Two numbers and a name."""

    x: int
    y: int = 2
    name: str = "p"


@dataclass(frozen=True)
class Square:
    """With a value that is worked out once."""

    side: int

    @cached_property
    def area(self) -> int:
        """The side times itself."""
        return self.side * self.side


@dataclass(frozen=True, slots=True)
class Doubled:
    """With a field that follows from the others."""

    number: int
    twice: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "twice", 2 * self.number)


MADE: list[Callable[[], Point]] = [
    lambda: Point(1, 3),
    lambda: Point(1, y=3),
    lambda: Point(y=3, x=1),
    lambda: Point(1, 3, "p"),
    lambda: replace(Point(9, 3), x=1),
    lambda: dataclasses.replace(Point(9, 3), x=1),
    lambda: pickle.loads(pickle.dumps(Point(1, 3))),
    lambda: copy.deepcopy(Point(1, 3)),
]


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("make", MADE)
def test_the_first_records_and_the_later_ones_are_alike(make: Callable[[], Point], turn: int) -> None:
    made = make()
    assert (made.x, made.y, made.name) == (1, 3, "p")
    assert made == Point(1, 3) and hash(made) == hash((1, 3, "p"))
    assert repr(made) == "Point(x=1, y=3, name='p')"
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda kind: kind(), "missing 1 required positional argument: 'x'"),
        (lambda kind: kind(1, x=1), "got multiple values for argument 'x'"),
        (lambda kind: kind(1, z=1), "got an unexpected keyword argument 'z'"),
        (lambda kind: kind(1, 2, "p", 4), "takes from 2 to 4 positional arguments but 5 were given"),
    ],
)
@pytest.mark.parametrize("before", [0, 5])
def test_mistakes_are_worded_as_python_words_them(make: Callable[[Any], object], words: str, before: int) -> None:
    @dataclass(frozen=True, slots=True)
    class Fresh:
        x: int
        y: int = 2
        name: str = "p"

    for number in range(before):
        Fresh(number)
    with pytest.raises(TypeError, match=words):
        make(Fresh)


def test_nothing_can_be_set_or_deleted() -> None:
    for made in (Point(1), Month(2024, 8), Person("retiree")):
        for name in (made.__match_args__[0], "other"):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(made, name, 1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(made, made.__match_args__[0])


def test_dataclasses_knows_them() -> None:
    assert dataclasses.is_dataclass(Point) and dataclasses.is_dataclass(Point(1))
    assert [(item.name, item.default) for item in dataclasses.fields(Point)][1:] == [("y", 2), ("name", "p")]
    assert dataclasses.fields(Point)[0].default is dataclasses.MISSING
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2, "name": "p"}
    assert str(inspect.signature(Point)) == "(x, y=2, name='p')"
    assert Point.__doc__ == "Two numbers and a name."
    match Point(5):
        case Point(x, y):
            assert (x, y) == (5, 2)


@pytest.mark.parametrize("turn", range(4))
def test_values_worked_out_once_and_fields_that_follow(turn: int) -> None:
    square = Square(3)
    assert square.area == 9 and square.__dict__["area"] == 9 and square == Square(3)
    doubled = Doubled(4)
    assert doubled.twice == 8 and repr(doubled) == f"{Doubled.__qualname__}(number=4)"
    assert doubled == Doubled(4) and replace(doubled, number=5).twice == 10
    assert [item.name for item in dataclasses.fields(Doubled) if item.init] == ["number"]


def test_months_are_ordered() -> None:
    assert sorted([Month(2024, 2), Month(2023, 12), Month(2024, 1)])[0] == Month(2023, 12)
    assert Month(2024, 1) <= Month(2024, 1) < Month(2024, 2) and Month(2024, 2) > Month(2024, 1) >= Month(2023, 1)
    with pytest.raises(TypeError):
        _ = Month(2024, 1) < (2024, 2)  # type: ignore[operator]


def test_the_fields_are_made_once_for_each_class() -> None:
    """Making them takes a millisecond, and a compiled rulebook asks for those of each of its values."""

    @dataclass(frozen=True)
    class One:
        first: int

    @dataclass(frozen=True)
    class Other:
        second: int

    assert [[item.name for item in dataclasses.fields(kind)] for kind in (One, Other)] == [["first"], ["second"]]
    assert dataclasses.fields(One)[0] is dataclasses.fields(One(1))[0]


def test_the_records_of_the_core_name_their_fields() -> None:
    names = [item.name for item in dataclasses.fields(Person)]
    assert names[:3] == ["status", "age", "birth"] and names[-1] == "agreed"
    assert {"uses_age", "bases"} == {item.name for item in dataclasses.fields(Policy) if not item.init}
    assert "monthly_equivalent" in inspect.signature(Credit).parameters


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (person.STATUSES, literals.Status),
        (source.GRADES, literals.Grade),
        (cause.SYMPTOMS, literals.Symptom),
        (outcome.OUTCOMES, literals.OutcomeKind),
        (retirement.RETIRE_KINDS, literals.RetireKind),
    ],
)
def test_codes_that_are_gone_through_are_all_there_are(codes: tuple[str, ...], kind: object) -> None:
    assert codes == get_args(kind)
