"""Which language a command line is answered in: its `--lang`, else YIBAO_LANG, a configuration, the surroundings."""

from __future__ import annotations

import os

from ..core.errors import InputError, YibaoError
from ..language import AUTO, LANGUAGES, VARIABLE, speak
from .settings import project_file, user_file

OPTION = "--lang"


def listen(words: list[str]) -> list[str]:
    """Speaks the language asked for, and gives the command line without it.

    It comes before everything else, for help and mistakes are told in it, too. Raises InputError where it is no
    language, or asked for twice.
    """
    rest, asked = _parted(words)
    alone = "-n" in rest or "--no-config" in rest
    variable = "" if alone else os.environ.get(VARIABLE, "").strip()
    speak(variable if variable in LANGUAGES else AUTO)
    if len(asked) > 1:
        raise InputError("option-twice", value=OPTION)
    if asked:
        speak(read_language(asked[0]))
    elif variable:
        try:
            speak(read_language(variable))
        except InputError as problem:
            raise InputError("config-value", value=variable, problem=problem, variable=VARIABLE) from None
    elif not alone and (said := configured("lang")) is not None:
        speak(said)
    return rest


def read_language(text: str) -> str:
    """One of LANGUAGES, or AUTO. Raises InputError for another word."""
    if text not in (*LANGUAGES, AUTO):
        raise InputError("lang-unknown", field="lang", value=text, choices=(*LANGUAGES, AUTO))
    return text


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """The words that are not about the language, and the languages; a `--lang` without one stays for Typer to tell."""
    rest: list[str] = []
    asked: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            return [*rest, word, *waiting], asked
        if word == OPTION and (value := next(waiting, None)) is not None:
            asked.append(value)
        elif word.startswith(f"{OPTION}="):
            asked.append(word.removeprefix(f"{OPTION}="))
        else:
            rest.append(word)
    return rest, asked


def configured(field: str) -> str | None:
    """A setting of a project's or a person's configuration; a file that is damaged has its say later."""
    files = [path for path in (project_file(), user_file()) if path is not None and _names(path, field)]
    if not files:
        return None
    from .configuration import settings

    try:
        found = settings(files)
    except YibaoError:
        return None
    return found[field].value if field in found else None


def _names(path: str, field: str) -> bool:
    try:
        with open(path, "rb") as file:
            return field.encode() in file.read()
    except OSError:
        return False
