"""The one error a user sees: what is wrong, where, and what to change."""

from __future__ import annotations


class ShadowscanError(Exception):
    """Say what is wrong, in which place (file, line), and what to change."""

    def __init__(self, message: str, where: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f"\n  What to change: {self.remedy}" if self.remedy else "")


class InputError(ShadowscanError):
    """Report an export, a reference table or a setting that cannot be used."""


class RuleError(ShadowscanError):
    """Report a rule file that does not say what it must."""
