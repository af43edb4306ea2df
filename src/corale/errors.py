"""The exceptions of Corale: one root, one level below it, each with its exit code and HTTP status.

Problems of the data are findings (:mod:`corale.findings`), never exceptions.
"""


class CoraleError(Exception):
    """Root of all errors raised on purpose; its text says what, where, why and what to do.

    A text that readers of pages see is given in Italian and English; as one text it says both.
    """

    exit_code = 4
    http_status = 500

    def __init__(self, it: str = "", en: str = "") -> None:
        super().__init__(f"{it} · {en}" if en else it)
        self._texts = (it, en or it)

    def text(self, language: str) -> str:
        """Return the text in a language (`it`, `en`); all of it where it was given as one.

        >>> UsageError("manca il valore", "there is no value").text("en"), UsageError("no file").text("it")
        ('there is no value', 'no file')
        """
        return self._texts[language == "en"]


class UsageError(CoraleError):
    """The caller asked for something that cannot be: a wrong path, option, format or IRI."""

    exit_code = 2
    http_status = 400


class NotFoundError(UsageError):
    """The thing, file or release asked for is not there."""

    http_status = 404


class SetupError(CoraleError):
    """The machine lacks something: a package, Java, disk space, a right to write."""

    exit_code = 3
    http_status = 503


class ReleaseError(CoraleError):
    """A release did not pass the gate, or is broken; the one that was active stays active."""

    exit_code = 1


class BrokenReleaseError(ReleaseError):
    """A release on disk is not what it was when it was published: something outside Corale changed it."""

    exit_code = 3
    http_status = 503
