"""The danger picture: what the reports of a hub say of each area, now and for two days."""
