"""`python -m xinfang_rules` is `xinfang`."""

from xinfang_rules.cli.process import start_fast

start_fast()
from xinfang_rules.cli.main import main  # noqa: E402  # what it imports is made after that

main()
