"""Takes turns with the harness: one line "go" on standard input, one line of JSON on standard output."""
import json
import sys

_out = sys.stdout
sys.stdout = sys.stderr  # whatever else prints must not get between the lines


def say(**fields):
    _out.write(json.dumps(fields) + "\n")
    _out.flush()


def take(turn):
    """Says that the process is ready, then answers every "go" with what turn() returns, until the input ends."""
    import peft
    import torch
    import transformers

    blas = [part for part in torch.__config__.show().replace(",", " ").split() if part.startswith("BLAS_INFO=")]
    say(
        ready={
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "peft": peft.__version__,
            "blas": blas[0].removeprefix("BLAS_INFO=") if blas else "unknown",
            "threads": torch.get_num_threads(),
        }
    )
    for line in sys.stdin:
        if line.strip() == "go":
            say(**turn())
