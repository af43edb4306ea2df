"""From a document to a record, a linked record and its statements.

extract   documents to records: the first stage, a pure function of each
generated  what a row of the field table implies: context, JSON Schema, documentation
privacy   what a person should look at before documents are published
reading/  bytes to lines
text/     operations on running text that sheets and notices share
sheet/    a registry's sheet to a record
notice/   a public notice to a record
linking/  what the names of a record mean
graph/    a linked record to statements
"""
