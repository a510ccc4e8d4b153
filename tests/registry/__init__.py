"""The wide tier of the vendor base, rebuilt from public packages."""
