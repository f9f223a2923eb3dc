"""“Try it in place”: a rulebook as functions and data, by which the widgets decide in the reader's browser."""

from xinfang_rules.site.try_it.form_data import exported
from xinfang_rules.site.try_it.serving import PROGRAM, Deciding, can_be_tried

__all__ = ["PROGRAM", "Deciding", "can_be_tried", "exported"]
