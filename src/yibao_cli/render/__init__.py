"""Results -> words: text, json, csv, markdown. Every word a person reads is here or in rules/."""
