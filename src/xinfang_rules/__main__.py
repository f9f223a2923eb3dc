"""`python -m xinfang_rules` is `xinfang`."""

from xinfang_rules.cli.main import main

main()
