"""What an administrator sets up for the register, the register to be looked up, and letters."""

from complaints.admin import catalogue, letters, register

__all__ = ["catalogue", "letters", "register"]
