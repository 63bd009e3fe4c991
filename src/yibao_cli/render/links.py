"""Which addresses may be shown: many sources are copies on third-party or hijacked sites."""

from __future__ import annotations

from urllib.parse import urlsplit

TRUSTED = (
    "gov.cn",
    "chinadaily.com.cn",
    "china.org.cn",
    "zynews.cn",
    "scmp.com",
    "qlcw.cn",
    "saltwire.com",
)
"""Government sites, and newspapers that the evidence cites on their own sites."""


def printable(url: str | None) -> str | None:
    """The address if a reader may be sent there, else None."""
    if url is None:
        return None
    host = urlsplit(url).hostname or ""
    return url if any(host == name or host.endswith("." + name) for name in TRUSTED) else None
