"""The planner: from a PlanningProblem to a Plan with reasons; check.py judges any plan afresh."""
