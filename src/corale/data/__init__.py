"""Authorities, entities, RDF formats, the store, releases and dumps."""
