"""Errors that callers may catch. They carry a code and facts; the words are in `render.messages`."""

from __future__ import annotations


class YibaoError(Exception):
    """Base of everything the package raises on purpose."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return self.code + "".join(f" {key}={value!r}" for key, value in self.facts.items())

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes; Python would call the class with `args`, which are not its parameters."""
        return _restored, (type(self), self.args), self.__dict__


def _restored(kind: type[YibaoError], args: tuple[object, ...]) -> YibaoError:
    error = kind.__new__(kind)
    error.args = args
    return error


class InputError(YibaoError):
    """A value given by the user is malformed, out of range or contradicts another one."""


class MissingInputError(InputError):
    """The rule needs inputs that were not given: `names` holds their field names, `choices` what is possible."""

    def __init__(self, names: tuple[str, ...], choices: tuple[str, ...] = (), **facts: object) -> None:
        super().__init__("input-missing", names=names, choices=choices, **facts)
        self.names = names
        self.choices = choices


class RegionError(InputError):
    """The region is unknown or ambiguous."""


class WeakEvidenceError(InputError):
    """There is an answer, but it rests on less than was asked for."""


class RuleFileError(YibaoError):
    """A rule file cannot be used; `problems` in the facts lists what is wrong with it."""
