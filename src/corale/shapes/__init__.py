"""Checking: SHACL validation of records, ontology and catalogue."""
