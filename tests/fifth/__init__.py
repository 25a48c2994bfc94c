"""A fifth labour function, from tests alone: keeping clients who are about to leave.

Nothing in the house knows of it but a line in `settings`; `walk` finds it wherever operators and integrators look.
"""
