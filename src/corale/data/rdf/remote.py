"""Querying a SPARQL 1.1 endpoint elsewhere, through SPARQLWrapper."""

from urllib.error import HTTPError, URLError

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from corale.data.rdf.formats import Format
from corale.errors import SetupError, UsageError

LONG = 1500
"""Characters from which a query goes by POST."""


def query(
    endpoint: str, text: str, results: Format, graph: Format, seconds: int = 60, release: str = ""
) -> tuple[bytes, str]:
    """Return the answer of an endpoint to a query, as it came, and its media type.

    Solutions and booleans are asked for in the format `results`, graphs in `graph`. `release`
    pins it to a release of a Corale service: another never answers in its place.

    Raises:
        UsageError: the endpoint refuses the query; the text says what it says.
        SetupError: it cannot be reached, or does not answer in time.
    """
    wrapper = SPARQLWrapper(endpoint, agent="corale")
    wrapper.setQuery(text)
    wrapper.setOnlyConneg(True)
    wrapper.setTimeout(seconds)
    if release:
        wrapper.addParameter("release", release)
    if len(text) > LONG:
        wrapper.setMethod(POST)
    wanted = graph if wrapper.queryType in ("CONSTRUCT", "DESCRIBE") else results
    wrapper.addCustomHttpHeader("Accept", f"{wanted.media_type}, */*;q=0.1")
    try:
        answer = wrapper.query()
        return answer.response.read(), answer.response.headers.get_content_type()
    except SPARQLWrapperException as fault:
        raise UsageError(f"{endpoint} refuses the query: {fault}") from fault
    except HTTPError as fault:
        told = fault.read(2000).decode(errors="replace")
        raise UsageError(f"{endpoint} answers {fault.code}: {told or fault.reason}") from fault
    except (URLError, OSError) as fault:
        raise SetupError(
            f"{endpoint} cannot be reached ({fault}): is it running, and the address right?"
        ) from fault
