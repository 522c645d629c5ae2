"""How good the planner is, by an independent scorer, against simpler ways and against the best plans known."""
