"""Pieces from which pages are put together: Markdown, tables, a rule in full, diagrams."""
