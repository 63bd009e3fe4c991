"""Rule files: find, read, inherit (national <- province <- city), check; and their compiled form in the wheel."""

OVERLAY_VARIABLE = "YIBAO_RULES"
NO_PACK_VARIABLE = "YIBAO_NO_PACK"
"""Where it is set, the program's own rules answer whatever pack is installed."""
