"""The official text of an instrument as people have it: read, cut into articles, checked, and kept for this user."""

from xinfang_rules.texts.importing import ImportedText, import_text, stored_texts

__all__ = ["ImportedText", "import_text", "stored_texts"]
