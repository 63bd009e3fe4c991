"""The shape of every JSON document that a command prints: a module a document, `common` for what they share.

The functions of `render` that build a document return these types, so mypy holds them to the shape, and `schema` makes
the JSON Schema of them. They need Pydantic: at run time only `yibao schema` and the tests import them; everything else
does so under TYPE_CHECKING.
"""

NAMES = (
    "channels",
    "claims",
    "compare",
    "config",
    "doctor",
    "error",
    "estimate",
    "infer",
    "mapping",
    "profile",
    "reconcile",
    "regions",
    "rules",
    "rules-check",
    "rules-coverage",
    "rules-diff",
    "rules-plan",
    "rules-stale",
    "schedule",
    "simulate",
    "why",
    "years",
)
"""The documents, as `yibao schema` names them: 'yibao/' and the name is what a document says of itself in `schema`."""

FILES = ("rules", "limits", "sources", "channels")
"""The kinds of rule files that have a schema: a region's file, and the tables of that name."""
