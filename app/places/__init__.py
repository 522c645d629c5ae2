"""Areas, zones, holds and clearances, service points and their status, travel times."""
