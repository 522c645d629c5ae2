"""Which danger model this is: raised whenever the same reports would give other numbers."""

MODEL_VERSION = 3
