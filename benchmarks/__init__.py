"""What is measured: forecasts against what came, and time. Not part of the application."""
