"""The form in which results are stored, by its number."""

from typing import Final

SCHEMA_VERSION: Final = "1.3"
"""The form in which results are stored.

The second number rises when something is added, which older versions of this library keep when they read it. The first
rises when what was there means something else or is gone.
"""
