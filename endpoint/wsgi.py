"""The web application, for a WSGI server of your own.

`corale serve` starts it by itself under granian. The workers must be there already: `CORALE_ROOM` names the
private folder of the running service."""

from corale.endpoint.front import application

__all__ = ["application"]
