"""python -m dashboard: make the environment, start the app, open the browser, end it all.

Standard library only, in syntax that older Pythons can read.
"""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
import time

if not __package__:
    sys.exit(
        "Go to the folder that holds README.md and start First Epoch there with:\n"
        "    python -m dashboard"
    )

from dashboard.startup import access
from dashboard.startup.environment import SetupError, ensure_environment, print_now
from dashboard.startup.processes import run_command, running

LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def main(arguments: list[str]) -> int:
    """Set the lab up and serve it until Ctrl-C. Returns the exit status."""
    options, streamlit_options = _parse(arguments)
    if options.setup:
        ensure_environment("requirements.txt")
        print_now("First Epoch is set up. Start it with: python -m dashboard")
        return 0
    refuse_unusable(options.address, options.port)
    python = ensure_environment("requirements.txt")
    command = [str(python), "-m", "streamlit", "run", "dashboard/app.py"]
    command += ["--server.address", options.address, "--server.port", str(options.port)]
    command += ["--logger.hideWelcomeMessage", "true", *streamlit_options]
    return _serve(command, options, access.environment(options.password, options.local_files))


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard",
        description="Starts First Epoch; the first time it installs what it needs into .venv.",
        epilog="Every other option goes to `streamlit run`, for example --server.headless true.",
        allow_abbrev=False,
    )
    parser.add_argument("--setup", action="store_true", help="stop after installing")
    parser.add_argument(
        "--port", "--server.port", type=_port, default=8501, help="default: %(default)s"
    )
    parser.add_argument(
        "--address",
        "--server.address",
        default="127.0.0.1",
        help="whom to answer: this computer only (%(default)s, the default) or, with 0.0.0.0, "
        "every computer in the network",
    )
    parser.add_argument(
        "--password",
        nargs="?",
        const="",
        help="let the lab ask every browser for it; without a value it is asked for here, so that "
        "it stands in no list of processes (FIRST_EPOCH_PASSWORD sets it, too)",
    )
    parser.add_argument(
        "--local-files",
        action="store_true",
        help="let everybody who uses the lab name files and folders of this computer on the Data "
        "page; without it, only who sits at this computer may (FIRST_EPOCH_LOCAL_FILES=1 does it, "
        "too)",
    )
    return parser.parse_known_args(arguments)


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is no port: choose a number from 1 to 65535")
    return int(text)


def refuse_unusable(address: str, port: int) -> None:
    """Raise SetupError, with the way out, if a server could not listen there."""
    taken = SetupError(
        f"Port {port} is taken, perhaps by First Epoch itself: look at {url(address, port)}. "
        f"Otherwise choose another port: python -m dashboard --port {port % 65535 + 1}"
    )
    # Asked first: some systems let two servers share a port, and one of them gets no visitors.
    if answers(address, port):
        raise taken
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            if os.name != "nt":  # elsewhere a port rests a minute after its last connection
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise taken from error
        if error.errno == errno.EACCES:
            raise SetupError(
                f"This account may not use port {port}: the system keeps it for others. Choose "
                "one above 1023, for example: python -m dashboard --port 8501"
            ) from error
        raise SetupError(
            f"{address} is not an address of this computer. Leave --address out to use the lab "
            "on this computer, or give 0.0.0.0 to open it to every computer in the network."
        ) from error


def answers(address: str, port: int) -> bool:
    """Whether a server accepts connections there."""
    try:
        socket.create_connection((LOOPBACK_OF.get(address, address), port), timeout=1).close()
    except OSError:
        return False
    return True


def url(address: str, port: int) -> str:
    """Where a browser on this computer finds a server that listens there."""
    host = LOOPBACK_OF.get(address, address)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _serve(command: list[str], options: argparse.Namespace, env: dict[str, str]) -> int:
    address, port = options.address, options.port
    if warning := access.warning(address, env):
        print_now(warning)
    try:
        with running(command, env, ends_with_input=True) as app:
            while not answers(address, port):
                if app.poll() is not None:
                    raise SetupError("The app could not start, for the reason above.")
                time.sleep(0.1)
            print_now(f"\nFirst Epoch is open at {url(address, port)} (Ctrl-C ends it)")
            if address in LOOPBACK_OF:
                print_now(
                    f"Every computer in the network can use it: http://{socket.gethostname()}:{port}"
                )
            return app.wait()
    except KeyboardInterrupt:
        print_now("First Epoch has ended.")
        return 0


if __name__ == "__main__":
    run_command(main)
