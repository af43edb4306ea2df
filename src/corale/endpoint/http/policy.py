"""What pages may load: `Content-Security-Policy`."""

POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
"""Everything from here, nothing from others, no style and no script within a page."""
