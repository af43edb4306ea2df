"""Reading: from the bytes of any file to lines of text, under limits, before anything is understood.

documents  the files of a run, in order
identity   who a record is by itself: its number, what it states, its bytes
ledger     which key a record was given before
encodings  bytes to text
formats    what a file is, and its lines
office/    PDF, Word, OpenDocument, Excel, signed files
markup     HTML to the same lines as its rendering
lines      lines, and running text that knows its way back to them
spell      how long a document may be read
tabular    a JSON export as the lines of a table
template   what is known of a source's page
codes      numbers and addresses that reach a person
personal   what names a person, masked
gazetteer  names of places, to tell them from other words
outcome    which files were not read
"""


class UnreadableError(ValueError):
    """A file cannot be read: `code` is that of a finding, `words` fill its text."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code, self.words = code, words
