"""REST of hiring: `/api/v1/templates` and `/api/v1/invitations` (interview-service.md)."""
