"""In-memory stand-ins for the contracts, for tests of those who use them."""
