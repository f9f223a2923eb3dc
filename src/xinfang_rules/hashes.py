"""SHA-256 and BLAKE2b without OpenSSL, which takes longer to load than what is hashed here; `random` does so, too."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b

        try:
            from _sha2 import sha256
        except ImportError:  # before Python 3.12
            from _sha256 import sha256
    except ImportError:  # another Python
        from hashlib import blake2b, sha256

__all__ = ["blake2b", "sha256"]
