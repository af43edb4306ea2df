"""A release in the making: the pieces of its records, joined and described.

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
readme     the README of a release, in two languages
totals     numbers by class, property and graph
starter    a first taste: one record with all around it
assemble   all files of a release
cached     what is the same for all releases of one toolchain, kept in the user's cache folder
manifest   what a release holds, with the SHA-256 of every file
withdrawn  what was published once and is no more
"""
