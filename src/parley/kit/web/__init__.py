"""The HTTP edge: error shape, authentication, idempotency keys, headers, paging."""
