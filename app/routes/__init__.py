"""Plan a day, adjust it, publish it; sheet.py is the route sheet."""
