"""clients - how fast the clients decode what they receive, each beside the floor of its library."""

import os
import pathlib
import subprocess
import sys
import tempfile

import results

HERE = pathlib.Path(__file__).resolve().parent
BIN = pathlib.Path(os.environ["TICKGATE_BIN"]).resolve()


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = [subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True,
                               check=False)
                for command in ((BIN / "bench_c_client",), (sys.executable, HERE / "python_client.py"))]
    said = "".join(run.stdout for run in runs)
    print(said, end="")
    for run in runs:
        print(run.stderr, end="", file=sys.stderr)
    results.write("clients", "Frames in memory, one core, median of 5 runs; `./dev bench clients` repeats it.\n\n"
                             f"```\n{said.strip()}\n```")
    return max(run.returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main())
