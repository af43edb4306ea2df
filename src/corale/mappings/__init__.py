"""From a page or notice to a record, a linked record and its graph."""
