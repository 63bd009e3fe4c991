"""The calculator: plain frozen types and pure functions.

Knows no file, no clock, no terminal, and imports nothing else of the package.
"""
