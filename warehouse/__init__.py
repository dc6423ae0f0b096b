"""The DuckDB files: the archive, the cache, the models and what is published of them; and the settings."""
