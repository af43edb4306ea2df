"""Serving: SPARQL, pages, dumps and reconciliation over HTTP.

serve       the top process: the supervisor of the active release, and the front
front       the Flask application
gate        WSGI before Flask's own: hosts, limits, `/sparql`
http/       what every request and answer must be
engine/     queries answered by workers
protocol/   the SPARQL protocol, and what the service says of itself
site/       pages for people
reconcile/  names brought to our entities
"""
