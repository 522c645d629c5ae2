"""One encrypted file of everything an installation knows but its keys; restored on SQLite or PostgreSQL alike."""
