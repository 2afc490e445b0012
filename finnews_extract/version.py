"""The version of the library, in the one place code reads it from."""

__version__ = "0.1.0"
