"""“Try it in place”: a rulebook as functions and data, by which the widgets decide in the reader's browser."""
