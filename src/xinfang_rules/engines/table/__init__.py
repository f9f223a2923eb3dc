"""The table engine: runs the program of an edition over whole tables, a block of rows at a time.

What a scalar engine keeps as one mask for one case, this one keeps for a block of cases as one bitmap for each value
that may still be possible, packed as Arrow packs Booleans, and a count or a day as two arrays of numbers. Every node of
the program is then one operation on arrays. Needs NumPy.
"""
