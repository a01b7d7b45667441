"""Vendors: the file system that uploads are staged on, and PyAV in a confined process."""
