"""Deciding: forms, checks before a write, and what is shown of it afterwards."""
