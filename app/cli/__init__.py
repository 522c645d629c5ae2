"""The console command obkhid: set up an installation, serve it, and do the day's work without a browser."""

from app.cli.commands import main

__all__ = ["main"]
