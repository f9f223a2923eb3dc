"""Engines compute which conditions hold; what follows from them is settled in `xinfang_rules.evaluation`."""
