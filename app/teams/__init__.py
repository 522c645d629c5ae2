"""Volunteers, vehicles, shifts and permits."""
