"""Odoo as a child of process 1: ended and started again when it is unwell and a start can mend that, within bounds.

Docker says "unhealthy" and leaves it there; a crash is Docker's to mend (restart: unless-stopped), since then we end as
well. What a start cannot mend (a full disk, a database that is away) is said once, and Odoo goes on with what it can."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import configuration
import healthcheck

EVERY = float(os.environ.get("ODOO_HEALTH_INTERVAL", "30"))
FAILURES = 3
STARTS, WITHIN = 3, 3600
STOP_SECONDS = 40


def run(argv):
    """Runs Odoo until it ends by itself or is told to; its exit code."""
    child = subprocess.Popen(argv)
    ended = []

    def stop(number, _frame):
        ended.append(number)
        if child.poll() is None:
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, stop)
    starts, failures, said = [], 0, ""
    checked = time.monotonic()
    while True:
        code = reap(child)
        if code is not None or ended:
            return wait(child) if code is None else exit_code(code)
        time.sleep(0.5)
        if time.monotonic() - checked < EVERY:
            continue
        checked = time.monotonic()
        faults = healthcheck.faults()
        failures = failures + 1 if any(fault.mended_by_start for fault in faults) else 0
        said = tell(faults, said)
        if failures < FAILURES and not any(fault.at_once for fault in faults):
            continue
        failures = 0
        starts = [at for at in starts if time.monotonic() - at < WITHIN]
        if len(starts) >= STARTS:
            say(f"Odoo stays down: {STARTS} starts within the hour did not help ({said}); restart the container when mended")
            wait(child, signal.SIGTERM)
            while not ended:
                time.sleep(0.5)
            return 0
        starts.append(time.monotonic())
        say(f"Odoo is started again ({len(starts)} of {STARTS} within the hour): {said}")
        wait(child, signal.SIGTERM)
        configuration.write_config()
        child = subprocess.Popen(argv)


def tell(faults, before):
    """Says what is wrong when that changes, and when it is over."""
    now = "; ".join(fault.text for fault in faults)
    kinds = lambda text: {part.split(":")[0] for part in text.split("; ")}  # noqa: E731
    if kinds(now) != kinds(before):
        helps = any(fault.mended_by_start for fault in faults)
        say(f"unwell: {now}{'' if helps else ' (no start mends this)'}" if now else "well again")
    return now


def wait(child, number=None):
    """The child's end, after a signal where one is given; what does not end in time is killed with all its processes."""
    if number and child.poll() is None:
        child.send_signal(number)
    try:
        code = child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    if number:
        end_orphans()
    return exit_code(code)


def end_orphans():
    """Workers of an Odoo that was killed are ours now: they would keep its ports and connections."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(entry.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == os.getpid():
                os.kill(int(entry.name), signal.SIGKILL)
        except (OSError, ValueError, IndexError):
            continue


def reap(child):
    """The child's exit code or None; as process 1 we also bury what others left to us."""
    code = child.poll()
    while code is None:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return child.poll()
        if pid == 0:
            return None
        if pid == child.pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode
    return code


def exit_code(code):
    """As a shell counts: 128 and the signal that ended it."""
    return 128 - code if code < 0 else code


def say(text):
    print(f"entrypoint: {text}", file=sys.stderr, flush=True)
