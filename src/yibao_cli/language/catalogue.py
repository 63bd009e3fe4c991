"""The English sentences: from `en.mo` in the wheel, or, where the program runs from its source, from the PO files.

The standard library's gettext reads a catalogue whole and loads `re`; here only the sentences that are said are
looked for, by bisection, as the format (GNU gettext, "The Format of GNU MO Files") means it.
"""

from __future__ import annotations

import os

_HOME = os.path.dirname(__file__)
NAME = "en.mo"

_known: dict[str, str] = {}
"""Sentences that were asked for."""
_content = b""


def english(sentence: str) -> str:
    """The English of a sentence; the sentence itself where the catalogue does not have it, or has no words for it."""
    found = _known.get(sentence) if sentence else ""  # what the format keeps under no text is no sentence
    if found is None:
        found = _known[sentence] = _found(sentence.encode("utf-8", "surrogatepass")) or sentence
    return found


def _found(sentence: bytes) -> str:
    content = _catalogue()
    number, originals, translations = (_word(content, place) for place in (8, 12, 16))
    low, high = 0, number
    while low < high:
        middle = (low + high) // 2
        original = _text(content, originals + 8 * middle)
        if original == sentence:
            return _text(content, translations + 8 * middle).decode()
        low, high = (middle + 1, high) if original < sentence else (low, middle)
    return ""


def _word(content: bytes, place: int) -> int:
    return int.from_bytes(content[place : place + 4], "little")


def _text(content: bytes, place: int) -> bytes:
    """The text whose length and place stand at `place`."""
    start = _word(content, place + 4)
    return content[start : start + _word(content, place)]


def _catalogue() -> bytes:
    global _content
    if not _content:
        try:
            with open(os.path.join(_HOME, NAME), "rb") as file:
                _content = file.read()
        except OSError:
            from .compile import compiled

            _content = compiled()
    return _content
