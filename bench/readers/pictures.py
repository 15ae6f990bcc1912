"""Trains a small convolutional network on pictures with known answers, and counts how many others it reads exactly.

Usage: python3 bench/readers/pictures.py [folder of `npm run bench:samples`] [seconds of CPU time]
The last 300 pictures are never trained on. Needs PyTorch (Debian: apt-get install python3-torch). Uses one core.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

from samples import load

FOLDER = sys.argv[1] if len(sys.argv) > 1 else "bench/dist/samples"
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 240
ALPHABET = "ACDEFHKMNPRTUWXY369"
LENGTH = 6
TESTS = 300
BATCH = 64
# Columns of features per picture, in a character's window, and from one character to the next.
COLUMNS, WINDOW, PITCH = 30, 9, 4.2


class Reader(nn.Module):
    """Reads all characters with one classifier, each from the features around its average place."""

    def __init__(self):
        super().__init__()
        layers = []
        for size, out, kernel, stride, pool in [
            (1, 24, 5, 2, (1, 1)),
            (24, 48, 3, 1, (2, 2)),
            (48, 64, 3, 1, (2, 1)),
            (64, 64, 3, 1, (1, 1)),
        ]:
            convolution = nn.Conv2d(size, out, kernel, stride, kernel // 2)
            layers += [convolution, nn.BatchNorm2d(out), nn.ReLU(), nn.MaxPool2d(pool)]
        self.features = nn.Sequential(*layers)
        self.context = nn.GRU(64 * 5, 64, batch_first=True, bidirectional=True)
        self.classify = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(128 * WINDOW + LENGTH, 128), nn.ReLU(), nn.Linear(128, len(ALPHABET))
        )
        self.starts = [round(WINDOW / 2 + COLUMNS / 2 + (i - 2.5) * PITCH) for i in range(LENGTH)]

    def forward(self, pictures):
        columns, _ = self.context(self.features(pictures).flatten(1, 2).transpose(1, 2))
        padded = functional.pad(columns, (0, 0, WINDOW, WINDOW))
        windows = torch.stack([padded[:, start : start + WINDOW].flatten(1) for start in self.starts], 1)
        place = torch.eye(LENGTH).expand(len(windows), LENGTH, LENGTH)
        return self.classify(torch.cat([windows, place], 2))


def score(reader, pictures, labels):
    reader.eval()
    with torch.no_grad():
        right = reader(pictures).argmax(2) == labels
    reader.train()
    characters, exact = right.float().mean(), right.all(1).float().mean()
    return f"reads {100 * characters:.1f} % of the characters, {100 * exact:.1f} % of {len(labels)} pictures exactly"


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    answers, samples = load(FOLDER, "pictures")
    pictures = torch.stack([torch.from_numpy(sample) for sample in samples]).view(-1, 1, 80, 240).float()
    pictures = functional.avg_pool2d(pictures, 2)
    pictures = (pictures - pictures.mean((1, 2, 3), True)) / pictures.std((1, 2, 3), keepdim=True)
    labels = torch.tensor([[ALPHABET.index(character) for character in answer] for answer in answers])

    count = len(answers) - TESTS
    tests = pictures[count:], labels[count:]
    steps = reported = 0
    reader = Reader()
    optimizer = torch.optim.AdamW(reader.parameters(), lr=2e-3, weight_decay=0.01)
    start = time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        chosen = torch.randint(count, (BATCH,))
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, steps / 50) * max(0.01, 1 - spent / SECONDS)
        shift = [int(value) for value in torch.randint(-3, 4, (2,))]
        logits = reader(torch.roll(pictures[chosen], shift, (2, 3)))
        loss = functional.cross_entropy(logits.flatten(0, 1), labels[chosen].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        if spent >= reported + 30:
            reported = spent
            print(f"{spent:.0f} s, {steps * BATCH / count:.1f} rounds: {score(reader, *tests)}", flush=True)
    print(f"trained on {count} pictures for {SECONDS:.0f} s: {score(reader, *tests)}")


main()
