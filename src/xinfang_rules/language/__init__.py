"""Conditions as a small tree, and what they mean while facts are unknown."""
