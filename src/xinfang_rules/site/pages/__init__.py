"""The generated pages, one module for each kind: from a `Book`, Markdown."""
