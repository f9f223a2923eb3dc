"""The page on which an office checks one of its files, at `/check`: nothing is kept, nothing is sent elsewhere."""
