"""The default engine: the program of an edition printed as two Python functions, `narrow` and `run`."""
