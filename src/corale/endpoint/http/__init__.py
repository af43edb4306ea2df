"""What every request and answer over HTTP must be, before anything reads it.

requests     headers and texts of every request: bounded, well formed
address      the address under which readers reach the service
bodies       request bodies, bounded a client
quota        so many of a thing at once, in all and of one client
places       how many requests may be in hand at once
budget       what one client may take of the processor
readers      readers who take nothing are cut
log          lines on standard error, where they can be written
limits       the limits of the service: one table
problems     every way of saying no, in two languages
negotiate    which format answers (RFC 9110 12.5.1)
policy       what pages may load
compression  gzip, with entity tags of its own
"""
