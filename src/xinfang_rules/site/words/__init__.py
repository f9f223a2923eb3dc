"""What the rules say, in legal Chinese: conditions, norms, periods, questions, names, scenarios."""
