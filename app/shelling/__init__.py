"""Reports as they come, events that join them, verdicts, the danger picture and the pages of the log."""
