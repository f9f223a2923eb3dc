"""The documentation, generated from a rulebook: a plugin for MkDocs and the pages that it writes."""
