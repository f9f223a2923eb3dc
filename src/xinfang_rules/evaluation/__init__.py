"""From a case to its result: facts, constraints, decisions, due dates and statuses."""
