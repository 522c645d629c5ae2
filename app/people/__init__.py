"""Persons, households, consent, duplicates."""
