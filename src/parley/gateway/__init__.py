"""The gateway decides what the outside sees: pages, health, metrics, the way to each service.

Words: a *page* is an address that the browser's application answers; an *asset* is a file the
build named by its content, cacheable for ever; a *check* is one dependency's answer to "are
you well?"; the *report* folds the checks into ok, degraded or down.
"""
