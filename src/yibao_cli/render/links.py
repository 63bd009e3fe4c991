"""Which addresses may be shown: many sources are copies on third-party or hijacked sites."""

from __future__ import annotations

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


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
"""The characters of a host name, with nothing before or after it."""


def printable(url: str | None) -> str | None:
    """The address if a reader may be sent there, else None."""
    if url is None:
        return None
    host = url.partition("://")[2].partition("/")[0]
    if not set(host) <= _PLAIN:
        from urllib.parse import urlsplit  # takes longer to load than all the rest

        host = urlsplit(url).hostname or ""
    return url if any(host == name or host.endswith("." + name) for name in TRUSTED) else None
