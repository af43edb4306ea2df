"""What readers add or correct: the form, passed on to the desk; the receipt.

form_page    the form of a thing, its receipt
desk_client  the desk, asked over its Unix socket
"""
