"""The shared vocabulary: linked when the library is built, or read where its files have been edited since."""

import json
from contextlib import suppress
from functools import lru_cache

from xinfang_rules.facts.vocabulary_files import LINKED, Vocabulary, files_digest, from_json


@lru_cache(maxsize=1)
def shared_vocabulary() -> Vocabulary:
    """Returns the shared vocabulary.

    Raises:
        RulebookError: If its files were edited, and anything is wrong with them.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):  # cut off while it was written, for example
        written = json.loads(LINKED.read_bytes())
        if written["digest"] == files_digest():
            return from_json(written)
    from xinfang_rules.facts.linking import linked  # only in a checkout whose vocabulary is being edited

    return from_json(linked())
