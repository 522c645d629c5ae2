"""Alarms: the siren feeds are asked, kept and shown. They inform; a person holds."""
