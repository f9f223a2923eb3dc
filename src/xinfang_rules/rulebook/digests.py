"""Digests by which the files of a rulebook are known again, wherever they lie.

The digest of a layer is the SHA-256 of one line for each of its rule files, in the order of their names: the SHA-256 of
the file's text, two spaces, its name within the layer, as `sha256sum` writes them. Line ends count as LF and a byte
order mark does not count, so that a checkout on another system has the same digest.
"""

from collections.abc import Iterable
from pathlib import Path

from xinfang_rules.hashes import sha256


def layer_digest(place: Path, texts: Iterable[tuple[Path, str]]) -> str:
    """Returns the digest of a layer."""
    home = place if place.is_dir() else place.parent
    named = sorted((path.relative_to(home).as_posix(), text) for path, text in texts)
    return sha256("".join(f"{_digest(text)}  {name}\n" for name, text in named).encode()).hexdigest()


def _digest(text: str) -> str:
    return sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="surrogatepass")).hexdigest()
