"""Serving: SPARQL, pages, dumps and reconciliation over HTTP."""
