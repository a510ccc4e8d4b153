"""Build the sample workspace of a fictional insurer, byte for byte the same each time."""
