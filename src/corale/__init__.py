"""Corale: linked data of public participation and shared administration in Italy.

The Python API (:mod:`corale.api`): `read` and `check` documents, `build` a release, `open_release` and query
it.
"""

from corale.api import OpenRelease, Rows, build, check, open_release, read

__all__ = ["OpenRelease", "Rows", "build", "check", "open_release", "read"]
