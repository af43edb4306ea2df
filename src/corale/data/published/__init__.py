"""Releases that are there: the publisher's folder, and what reads a release back.

folder     the publisher's folder: its releases, and the active one
series     which release came after which
undecided  what was not sure enough to be stated
located    which release a command means: a folder, an id, an address
store      the dumps read into the store, held against the manifest
recount    a release counted again from its own files
ages       how old the tables of others are
signing    a signature of its checksums, where the publisher has a key
verify     whether a release is what its manifest says
last_build  what the last build was made of, for the next one
diff       what changed between two releases
diff_page  the page that `release diff` writes
diff_text  the same in words, line by line
changes    what each release changed in things that others link to
excerpt    what one says of a record, or of a thing that records share
explain    from which line and rule a value comes
"""
