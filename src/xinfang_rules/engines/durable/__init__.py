"""Conditions run by the Rete network of durable-rules; the rest by the reference."""

from xinfang_rules.engines.durable.export import to_durable

__all__ = ["to_durable"]
