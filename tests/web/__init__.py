"""Tests of the shared kit of views and forms."""
