"""The composition root: the only place that knows every context.

`settings` reads the environment, `targets` lists the contexts and what each needs, `links`
joins them directly or by gRPC, `process` runs some of them in one process, `supervisor` keeps
PostgreSQL and that process alive, `cli` is the command.
"""
