"""The danger model: weighted reports in, events per hour and area out, with the share of time anybody watched."""
