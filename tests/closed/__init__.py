"""No test reaches out of this machine: see `sitecustomize.py`."""
