"""A release: the pieces of its records joined, described, activated, verified, compared.

workers    processes for the parallel stages
blobs      what was made once, kept under its hash
pieces     what one record gives, and which pieces are grouped
members    some pieces in every format, each a gzip member
tables     the rows of the CSV tables, and the codebook
codebook   what the columns and values of the tables mean
join       files of joined members
report     every finding, for people and for programs
report_page  the report for people, by document
questions  what a release must be able to answer
catalogue  VoID and DCAT-AP_IT
leaflet    the README of a release, in two languages
starter    a first taste: one record with all around it
assemble   all files of a release
manifest   what a release holds, with the SHA-256 of every file
folder     the publisher's folder: its releases, and the active one
series     which release came after which
located    which release a command means: a folder, an id, an address
withdrawn  what was published once and is no more
held_back  what was not sure enough to be stated
store      the dumps read into the store, held against the manifest
recount    a release counted again from its own files
verify     whether a release is what its manifest says
diff       what changed between two releases
explain    from which line and rule a value comes
"""
