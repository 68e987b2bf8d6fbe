"""The worker process: it starts under Textual, works, and never holds up leaving."""

import subprocess
import sys
import time

UNDER_TEXTUAL = """
import asyncio, os, time
from textual.app import App
from tui.jobs import Jobs

class Busy(App[None]):
    async def on_mount(self):
        self.jobs = Jobs()
        assert await self.jobs._run(os.getpid) != os.getpid()
        self.sleeping = asyncio.create_task(self.jobs._run(time.sleep, 120))
        await asyncio.sleep(0)
        self.exit()

    async def on_unmount(self):
        self.jobs.close()

if __name__ == "__main__":
    app = Busy()
    app.run(headless=True)
    raise SystemExit(app.return_code)
"""


def test_a_worker_starts_under_textual_and_ends_with_it() -> None:
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", UNDER_TEXTUAL], capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert time.monotonic() - began < 30
