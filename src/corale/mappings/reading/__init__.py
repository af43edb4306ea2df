"""Reading: from the bytes of any file to lines of text, under limits, before anything is understood.

`formats` tells a file's format by its bytes and gives its lines · `pdf`, `docx`, `odt`, `xlsx` one format each ·
`p7m` takes the signed content out of its envelope · `package` opens zipped XML with bounds · `flow` puts paragraphs,
lists, tables and notes in order, `layout` the pieces of a page · `encodings` decodes text and mends what was decoded
twice · `bounded` has parsers work in a process of their own, `worker` is that process · `codes` are numbers and
addresses that reach a person · `outcome` says which files were not read.
"""


class UnreadableError(ValueError):
    """A file cannot be read: `code` is that of a finding, `words` fill its text."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code, self.words = code, words
