"""The day as it runs: today, departures, outcomes, closing."""
