"""What the site has only in tests."""
