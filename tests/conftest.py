"""Services for tests; the fixed cast and rows live in each package's own conftest."""
