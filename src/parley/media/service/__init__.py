"""Use cases of media; `media` joins them to the contract."""
