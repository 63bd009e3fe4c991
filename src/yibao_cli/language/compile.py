"""The PO files of the English catalogue as one MO file; needs Babel, as a build of the wheel and a checkout have it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "en"


def catalogue() -> Catalog:
    """The sentences of all PO files. Raises ValueError for a damaged file, or one sentence in two files."""
    whole = Catalog(locale="en")
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en", abort_invalid=True):
                if message.id:
                    if whole.get(message.id) is not None:
                        raise ValueError(f"{path.name}: {message.id} stands in another file, too")
                    whole[message.id] = message
    return whole


def compiled() -> bytes:
    """The MO file."""
    target = BytesIO()
    write_mo(target, catalogue())
    return target.getvalue()
