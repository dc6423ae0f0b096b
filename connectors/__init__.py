"""The outside world in: one module a source, written to the contract in `contract.py`."""
