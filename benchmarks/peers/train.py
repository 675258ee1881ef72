"""Trains a LoRA adapter with transformers and PEFT, one optimizer step a turn."""
import argparse
import json
import os
import time

from turns import take

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--adapter", required=True)
parser.add_argument("--data", required=True, help="lines of {input_ids}; taken in their order, again and again")
parser.add_argument("--rows", type=int, required=True, help="rows of an optimizer step")
parser.add_argument("--batch", type=int, required=True, help="rows of a forward pass, padded to the longest")
parser.add_argument("--learning-rate", type=float, required=True)
parser.add_argument("--gradient-checkpointing", action="store_true")
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
parser.add_argument("--precision", default="fp32", choices=["fp32", "bf16"])
args = parser.parse_args()

os.environ["HF_HUB_OFFLINE"] = "1"

import torch  # noqa: E402
from peft import PeftModel  # noqa: E402
from transformers import AutoModelForCausalLM  # noqa: E402

torch.set_num_threads(args.threads)
half = args.precision == "bf16"
model = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.bfloat16 if half else torch.float32)
model = PeftModel.from_pretrained(model, args.adapter, is_trainable=True).to(args.device)
if args.gradient_checkpointing:
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
model.train()
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=args.learning_rate, weight_decay=0.0)
with open(args.data) as lines:
    rows = [json.loads(line)["input_ids"] for line in lines]
next_row = 0


def step_rows():
    """The next rows; an epoch ends with what is left over, as ours does."""
    global next_row
    end = min(next_row + args.rows, len(rows))
    taken = rows[next_row:end]
    next_row = 0 if end == len(rows) else end
    return taken


def padded(batch):
    width = max(len(row) for row in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    labels = torch.full((len(batch), width), -100, dtype=torch.long)
    for i, row in enumerate(batch):
        ids[i, : len(row)] = labels[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return {"input_ids": ids.to(args.device), "attention_mask": mask.to(args.device), "labels": labels.to(args.device)}


def turn():
    started = time.perf_counter()
    batch_rows = step_rows()
    supervised = sum(len(row) - 1 for row in batch_rows)
    loss = 0.0
    tokens = 0
    for first in range(0, len(batch_rows), args.batch):
        batch = padded(batch_rows[first : first + args.batch])
        tokens += int(batch["attention_mask"].sum())
        with torch.autocast(args.device, torch.bfloat16, enabled=half):
            part = model(**batch, num_items_in_batch=supervised, use_cache=False).loss
        part.backward()
        loss += part.item()
    norm = torch.nn.utils.clip_grad_norm_(trained, 1.0).item()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    if args.device == "cuda":
        torch.cuda.synchronize()
    return {
        "seconds": time.perf_counter() - started,
        "loss": loss,
        "grad_norm": norm,
        "tokens": tokens,
        "supervised": supervised,
    }


take(turn)
