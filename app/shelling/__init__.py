"""Reports as they come, events that join them, verdicts and the pages of the log."""
