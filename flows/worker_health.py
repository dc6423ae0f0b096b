"""Whether a worker is at work, for those who watch over it: `python -m flows.worker_health NAME` says so by its status.

NAME is that of [prefect] in the settings; PREFECT_API_URL and PREFECT_API_AUTH_STRING say where the server is.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import urllib.request

ANSWER_SECONDS = 10


def is_ready(name: str) -> bool:
    """Whether the server has heard of a worker of this work pool in the last minute and a half."""
    url = f"{os.environ['PREFECT_API_URL']}/work_pools/{name}"
    request = urllib.request.Request(url)  # noqa: S310  (whoever runs it says where the server is)
    if auth := os.environ.get("PREFECT_API_AUTH_STRING"):
        request.add_header("Authorization", f"Basic {base64.b64encode(auth.encode()).decode()}")
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            pool = json.load(answer)
    except (OSError, ValueError):
        return False
    return bool(pool["status"] == "READY")


if __name__ == "__main__":
    sys.exit(0 if is_ready(sys.argv[1]) else f"No worker of {sys.argv[1]} is at work.")
