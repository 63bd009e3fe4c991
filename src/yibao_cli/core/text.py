"""Text as people type it."""

_HALF_WIDTH: dict[int, int | str] = {0x3000: " ", **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs made ASCII; nothing else changes, so ② stays no number."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)
