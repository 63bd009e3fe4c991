"""The kinds of files that whole columns are read from and written to, by suffix."""

CSV, PARQUET = ".csv", ".parquet"
KINDS = (CSV, PARQUET)
