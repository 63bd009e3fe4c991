"""The sentences of the program in the language of whoever reads them.

The code writes Chinese; `tr` gives a sentence as it is, or as the English catalogue says it. The catalogue is loaded
where the first sentence is said in English.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LANGUAGES = ("zh", "en")
AUTO = "auto"
VARIABLE = "YIBAO_LANG"

_lookup: Callable[[str], str] | None = None
"""Finds the English of a sentence; None where Chinese is spoken."""


def tr(sentence: str, /, **values: object) -> str:
    """The sentence in the language that is spoken, with `values` in the places of their names.

    A place such as `{rows|row|rows}` of an English sentence is the first word where `rows` is one, else the second.
    """
    if _lookup is not None:
        sentence = _lookup(sentence)
        if values and "|" in sentence:
            sentence = _with_number(sentence, values)
    return sentence.format_map(values) if values else sentence


def speak(language: str) -> None:
    """From here on this process speaks `language`, one of LANGUAGES, or what the surroundings ask for (AUTO)."""
    global _lookup
    if language == AUTO:
        language = of_surroundings(os.environ)
    if language == "en":
        from .catalogue import english

        _lookup = english
    else:
        _lookup = None


def spoken() -> str:
    """The language that is spoken."""
    return "zh" if _lookup is None else "en"


def tag() -> str:
    """The language that is spoken, as documents name it (BCP 47)."""
    return "zh-CN" if _lookup is None else "en"


def of_surroundings(variables: Mapping[str, str]) -> str:
    """The language that the variables of POSIX ask for: English where they say so, else Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if variables.get(name):
            return "en" if variables[name].lower().partition("_")[0].partition(".")[0] == "en" else "zh"
    return "zh"


def _with_number(sentence: str, values: Mapping[str, object]) -> str:
    """The sentence with the word that goes with one, or with more, in each place that has two."""
    start, *places = sentence.split("{")
    said = [start]
    for place in places:
        inside, _, rest = place.partition("}")
        name, *forms = inside.split("|")
        said.append(f"{forms[values[name] not in (1, '1')]}{rest}" if forms else "{" + place)
    return "".join(said)
