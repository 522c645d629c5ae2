"""The demo: a story of May 2023 with invented people, in a database of its own that a real one can never become."""
