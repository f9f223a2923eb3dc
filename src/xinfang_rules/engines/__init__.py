"""Engines compute which conditions hold; everything else is shared by all of them."""
