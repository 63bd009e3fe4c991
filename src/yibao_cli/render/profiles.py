"""Profiles and settings, in words and as JSON."""

from __future__ import annotations

from ..language import tr
from .words import FIELD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from ..documents import config as config_shapes
    from ..documents import profile as profile_shapes

_CALLED = {"paid": "paid_years"}


def profile_text(held: Mapping[str, str]) -> str:
    """What a profile holds, in a line."""
    return tr(",").join(
        f"{tr(FIELD[_CALLED.get(field, field)]).partition(tr('('))[0]} {text}" for field, text in held.items()
    )


def profiles_document(known: Mapping[str, Mapping[str, str]], file: str) -> profile_shapes.Document:
    """The document that `yibao profile list --json` prints."""
    return {
        "schema": "yibao/profile",
        "version": 1,
        "file": file,
        "profiles": [
            {
                "name": name,
                "values": [{"field": field.replace("_", "-"), "value": value} for field, value in held.items()],
            }
            for name, held in known.items()
        ],
    }


def config_document(
    settings: Sequence[tuple[str, str, str | None, str | None]],
    files: Sequence[tuple[Literal["project", "user"], str | None]],
) -> config_shapes.Document:
    """The document that `yibao config --json` prints."""
    return {
        "schema": "yibao/config",
        "version": 1,
        "settings": [
            {"name": name, "variable": variable, "value": value, "origin": origin}
            for name, variable, value, origin in settings
        ],
        "files": [{"kind": kind, "path": path} for kind, path in files],
    }
