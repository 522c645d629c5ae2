"""The danger model on real warnings, hour by hour, without ever looking ahead."""
