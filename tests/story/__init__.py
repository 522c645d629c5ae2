"""The story of one day, lived through in a browser, and each of its pages looked at."""
