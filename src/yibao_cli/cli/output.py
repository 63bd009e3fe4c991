"""Standard output and standard error."""

from __future__ import annotations

import os
import sys

from .. import __version__
from ..core.text import masked, visible
from ..language import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..core.month import Month
    from ..documents.common import Rulebook as RulebookDocument
    from ..rulebook.book import Rulebook


def prepare_streams() -> None:
    """A console that cannot show a character gets a question mark, half a character its escape, instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace" if _is_unicode(stream.encoding) else "replace")


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "").startswith("utf")


_held: list[list[str]] = []
"""Talk that waits for the end of a command; see `hold_talk`."""


def hold_talk() -> None:
    """From here on talk waits: a program that asked for JSON finds either talk on standard error or one document."""
    _held.append([])


def release_talk(drop: bool = False) -> None:
    """Says what has waited, or drops it."""
    for text in _held.pop() if _held else ():
        if not drop:
            say(text)


def say(text: str) -> None:
    """Prints a message on standard error, if that can be written to; personal numbers are masked."""
    if sys.stderr is None:
        return
    if _held:
        _held[-1].append(text)
        return
    try:  # noqa: SIM105  # contextlib takes longer to load than a line to write
        print("\n".join(map(visible, masked(text).split("\n"))), file=sys.stderr)
    except OSError:
        pass


def complain(text: str) -> None:
    """Prints an error on standard error, after the program's name."""
    say(f"yibao: {text}")


def put(text: str) -> None:
    """Prints the answer on standard output."""
    shown = text if text.endswith("\n") else text + "\n"
    if sys.stdout.isatty() and not shown.isprintable():
        from ..outputs import standard_output  # only where something may have to be shown as an escape

        standard_output().write(shown)
    else:
        sys.stdout.write(shown)


def say_json(document: Mapping[str, object]) -> None:
    """A JSON document on standard error; only ASCII where that has no Unicode."""
    if sys.stderr is not None:
        say(json_text(document, ascii=not _is_unicode(sys.stderr.encoding)))


def put_json(document: Mapping[str, object]) -> None:
    """Prints a JSON document; ASCII only where the console has no Unicode."""
    put(json_text(document, ascii=not _is_unicode(sys.stdout.encoding)))


def json_text(document: Mapping[str, object], ascii: bool = False) -> str:
    """A JSON document as text; characters that would control a terminal are escaped."""
    import json

    text = json.dumps(document, ensure_ascii=ascii, indent=2)
    return "\n".join(line if line.isprintable() else _in_ascii(line) for line in text.split("\n"))


def _in_ascii(line: str) -> str:
    """A line of JSON with JSON's own escapes for what `visible` does not let through."""
    import json

    return "".join(sign if visible(sign) == sign else json.dumps(sign)[1:-1] for sign in line)


def close_quietly() -> None:
    """After a broken pipe: nothing more may be written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def this_month() -> Month:
    """The month of today's date."""
    from time import localtime

    from ..core.month import Month

    today = localtime()
    return Month(today.tm_year, today.tm_mon)


def name_overlay(book: Rulebook) -> None:
    """Says on standard error whose rules are in use beside the program's own: for outputs that have no room for it."""
    name_pack(book)
    if book.overlay is not None:
        complain(tr("规则库叠加了 {overlay} 里的规则,不是程序自带的。", overlay=book.overlay))


def name_pack(book: Rulebook) -> None:
    """Says on standard error that the rules in use are those of an installed pack, where they are."""
    if book.pack is not None:
        complain(tr("规则库是装好的规则包({digest}),不是程序自带的。", digest=book.digest))


def provenance(book: Rulebook) -> RulebookDocument:
    """Which rules an answer came from: date, hash, how many, and the directory laid over them."""
    edition = book.edition
    return {
        "version": __version__,
        "date": edition.date.isoformat() if edition.date else None,
        "hash": edition.digest,
        "rules": edition.rules,
        "pack": book.pack,
        "overlay": book.overlay,
    }
