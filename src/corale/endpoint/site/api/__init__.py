"""The lists as a small read-only JSON API.

routes    `/api/…`: lists with the site's filters, their facets, contexts, the description
contexts  what the fields of a list mean, as a JSON-LD context
openapi   the description of the API (OpenAPI 3.1), made of the lists' own tables
"""
