"""Files a person holds (CSV, TSV, XLSX) -> typed rows."""
