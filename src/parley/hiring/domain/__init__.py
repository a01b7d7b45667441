"""The rules of templates and invitations: types, state machines, errors. No I/O."""
