"""People who mean harm, clumsy people and bad luck."""
