"""Rule files: find, read, inherit (national <- province <- city), check; and their compiled form in the wheel."""
