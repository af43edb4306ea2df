"""Staying linked: what changed since a release, for lists of our IRIs and for programs that follow.

steps         the releases that led to the one that serves, and what they changed
state         what became of each IRI of a list
changes_page  `/changes`: what changed since a release; a list sent, answered
event_stream  `/ldes`: the same as a linked data event stream
feed          `/feed.atom`: a release an entry
"""
