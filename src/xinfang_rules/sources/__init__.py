"""Reading untrusted files: YAML and JSON as plain data in which every part keeps its place."""
