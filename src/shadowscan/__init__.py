"""Turn spend and sign-ins into an IT strategy."""

__version__ = "0.1.0"
