from bench.cases import complete
from bench.verify import disagreements

from xinfang_rules import load


def test_the_hand_written_peer_of_the_benchmark_equals_the_library() -> None:
    edition = load().latest
    assert disagreements(edition, complete(edition, 30, variants=4)) == []
