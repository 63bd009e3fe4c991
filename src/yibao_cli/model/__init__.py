"""Pydantic models of a rule file: the gate that everything in rules/ passes once, on its way to the core's types."""
