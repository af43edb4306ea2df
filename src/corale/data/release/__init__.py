"""A release: made of what its records give, described, written, activated, verified, compared.

workers    processes for the parallel stages
cache      what the last builds worked out
facts      what a build keeps of a record
past       what a release leaves to the build after it
pieces     what one record gives (not yet in use)
members    pieces in every format, each a gzip member (not yet in use)
blobs      what was made once, under its hash (not yet in use)
join       dumps of joined pieces (not yet in use)
runs       more lines sorted than memory holds
chunks     where a sorted dump is cut
rope       files of the texts that records give
splice     files of new bytes and stretches of an older file
flate      gzip files of pieces compressed apart
settle     files brought to disk by threads
dumps      the whole graph in every format
tables     the graph as CSV, and the codebook
questions  what a release must be able to answer
catalogue  VoID and DCAT-AP_IT
leaflet    the README of a release, in two languages
report     every finding, for people and for programs
assemble   all of these put together
manifest   what a release holds, with the SHA-256 of every file
folder     the publisher's folder: its releases, and the active one
series     which release came after which
withdrawn  what was published once and is no more
store      the dump read into the store, held against the manifest
recount    a release counted again from its own files
verify     whether a release is what its manifest says
diff       what changed between two releases
held_back  what was not sure enough to be stated
explain    from which line and rule a value comes
"""
