"""Pure: Python and numpy, nothing else of app/."""
