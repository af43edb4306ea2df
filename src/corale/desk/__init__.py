"""The desk: what citizens add, what staff decide, and how it is published. A process of its own.

The public service never imports it and answers without it; it reaches the desk through a Unix socket in the
publisher's folder.

store       `queue.sqlite`: migrations, backup, restore
note        a contribution as it comes, checked and screened
queue       what waits in a release: candidates, values, links, duplicates, contradictions
names       names of places and bodies, suggested and read
proposed    what a candidate of several values would say in the graph
typed       a value as a person types it, brought to a term
shaped      such a term held to the shapes
acts        a decision written into the publisher's folder
inbox       contributions, and everything else that waits, with their receipts
intake      contributions taken from the public front, over the Unix socket
document    the lines of the document that a record was read from
outlook     what the graph says now, and the lines of its source
accounts    who may review and publish: passwords, lockout
publishing  what the next release changes; builds as children; uploads
words       the words of its pages
pages       what staff see
server      the process: intake and pages
"""
