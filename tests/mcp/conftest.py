"""The service over the five documents that tests know, as its own tests have it."""

from tests.endpoint.conftest import publisher, sample, serve, serve_on

__all__ = ["publisher", "sample", "serve", "serve_on"]
