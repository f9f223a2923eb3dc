"""How pages are found: the words added to each, and the index that the browser fetches."""
