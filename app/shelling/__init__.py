"""Verify reports, join them to events, show the danger of each area."""
