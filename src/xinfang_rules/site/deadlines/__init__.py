"""The deadline calculator: the periods of rulebooks as data for the browser, and the files that it needs."""
