"""The exposure to notices, as a page and as a section for other pages."""
