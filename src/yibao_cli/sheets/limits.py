"""What a sheet of a workbook can hold, by the limits of the format (ECMA-376, and Excel's own)."""

ROWS, COLUMNS = 1_048_576, 16_384
CELL = 32_767
"""Characters in a cell."""
LINKS = 65_000
"""Links in a sheet; Excel shows no more than 65,530."""
