"""Benches: an invented world of any size as archive and staged claims, and what a build and its answers cost on it."""
