"""The program of an edition printed as formulas for z3, a solver: what proofs are made of."""
