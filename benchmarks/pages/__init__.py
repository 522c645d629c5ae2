"""How long a page takes on the server when years of records lie behind it."""
