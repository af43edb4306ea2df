"""From a page or notice to a record, a linked record and its graph.

The modules in the order of the flow:

- find and open: `documents` `identity` `markup` (HTML) `export` (CSV) `lines` `personal` (held back before all else);
- know: `template` (the page of a source), `messages` (the findings), `gazetteer` (places);
- read values: `values` `addresses` `moments` (dates in prose) `mentions` (bodies in prose);
- a registry page: `process` = `blocks` -> `sheet` -> `prose` and `outputs` -> `contradictions`;
- a notice: `notice` = `classify` -> `parties` `schedule` `resources` -> `editions` (earlier procedures);
- `draft` collects what they read, `extract` runs them over documents, `drift` watches a batch;
- then `link`, and `fields` `nodes` `graph` with their parts bring the record to RDF.
"""
