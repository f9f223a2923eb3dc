"""“Try it in place”: a rulebook as functions and data, and the script that decides by them in the reader's browser.

`files` gives everything that the documentation has to serve; a page needs to name only `SCRIPT` and `STYLE`.
"""

from xinfang_rules.site.try_it.serving import PROGRAM, SCRIPT, STYLE, can_be_tried, files, scripts

__all__ = ["PROGRAM", "SCRIPT", "STYLE", "can_be_tried", "files", "scripts"]
