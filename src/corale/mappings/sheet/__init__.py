"""A registry's sheet to a record.

process         the whole way: labels, then prose, then contradictions
blocks          a page as labels with the lines that belong to them
labelled        from blocks to fields
facts/          what its running text tells
prose           what the prose says beside the labels
contradictions  fields held against each other and against the text
export          the registry's export: one row a process
foreign    tables of others, by their tables of columns
joined     tables beside one of processes: their rows go to the process that they name
proposal   a first table of columns for somebody else's export
coverage   how much of such a table is read
drift           labels that nobody knows, over a batch
"""
