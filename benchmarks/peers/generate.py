"""Generates greedily with transformers' own generate and its cache of keys and values, one text a turn."""
import argparse
import json
import os
import time

from turns import take

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--prompts", required=True, help="lines of {input_ids}; taken in their order, again and again")
parser.add_argument("--new-tokens", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
args = parser.parse_args()

os.environ["HF_HUB_OFFLINE"] = "1"

import torch  # noqa: E402
from transformers import AutoModelForCausalLM  # noqa: E402

torch.set_num_threads(args.threads)
model = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32)
model.eval()
with open(args.prompts) as lines:
    prompts = [json.loads(line)["input_ids"] for line in lines]
next_prompt = 0


def turn():
    global next_prompt
    prompt = prompts[next_prompt]
    next_prompt = (next_prompt + 1) % len(prompts)
    started = time.perf_counter()
    ids = torch.tensor([prompt])
    with torch.inference_mode():
        out = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=args.new_tokens,
            do_sample=False,
            use_cache=True,
        )
    new = out[0, len(prompt) :].tolist()
    return {"seconds": time.perf_counter() - started, "ids": new, "tokens": len(new)}


take(turn)
