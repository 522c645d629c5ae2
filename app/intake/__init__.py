"""The phone forms: log a need, report shelling, survive a bad network."""
