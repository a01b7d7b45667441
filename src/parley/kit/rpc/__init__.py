"""gRPC between the processes of one deployment: `serving` a contract, `linking` to one.

A call means the same over a local and over a gRPC link: contract dataclasses, a deadline
(`deadlines`), domain errors with code, kind, sentence and `retry_after` (`statuses`).
`mapping` carries dataclasses to protobuf messages and back. Only a context's `rpc` module
and `app` import this package.
"""
