"""A service over HTTP: cases and dossiers in as JSON, answers with their provenance out; it keeps nothing.

Needs the extra `service`.
"""
