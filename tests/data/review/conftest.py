"""The publisher's folder that the tests of the desk have."""

from tests.desk.conftest import built, publisher, release

__all__ = ["built", "publisher", "release"]
