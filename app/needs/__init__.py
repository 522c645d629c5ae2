"""The desk: needs, visits, outcomes, follow-ups."""
