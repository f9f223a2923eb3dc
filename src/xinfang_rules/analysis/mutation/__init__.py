"""Changing the law one place at a time, to see whether a scenario notices."""
