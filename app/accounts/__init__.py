"""Sign-in, roles; policy.py says who may do what; the audit trail; hubs and their settings."""
