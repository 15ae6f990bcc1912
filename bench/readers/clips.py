"""Trains a small recurrent network on spoken captchas with known answers, and counts how many others it reads exactly.

Usage: python3 bench/readers/clips.py [folder of `npm run bench:samples`] [seconds of CPU time]
The last 300 clips are never trained on. Needs PyTorch (Debian: apt-get install python3-torch). Uses one core.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

from samples import load

FOLDER = sys.argv[1] if len(sys.argv) > 1 else "bench/dist/samples"
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 240
TESTS = 300
BATCH = 16
RATE = 8000
FRAME, STEP, BANDS = 320, 160, 32
BLANK = 10


def mel_filters():
    """Triangles of equal width on the mel scale, as speech recognition uses them."""
    mel = lambda hertz: 2595 * torch.log10(1 + torch.tensor(hertz) / 700)
    hertz = 700 * (10 ** (torch.linspace(mel(60.0), mel(RATE / 2), BANDS + 2) / 2595) - 1)
    bins = torch.linspace(0, RATE / 2, FRAME // 2 + 1)[:, None]
    rise = (bins - hertz[:-2]) / (hertz[1:-1] - hertz[:-2])
    fall = (hertz[2:] - bins) / (hertz[2:] - hertz[1:-1])
    return torch.minimum(rise, fall).clamp(min=0)


FILTERS = mel_filters()


def spectrogram(sample):
    """The logarithm of the energy in each band, in steps of 20 ms."""
    wave = torch.from_numpy(sample).float() / 128 - 1
    power = torch.stft(wave, FRAME, STEP, window=torch.hann_window(FRAME), return_complex=True).abs() ** 2
    bands = torch.log(power.T @ FILTERS + 1e-4)
    return (bands - bands.mean(0)) / (bands.std() + 1e-4)


class Reader(nn.Module):
    """200 recurrent units, 100 in each direction, over frames of 80 ms; trained with CTC, so no digit's time is known."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(BANDS, 96, 5, stride=2, padding=2), nn.BatchNorm1d(96), nn.ReLU(),
            nn.Conv1d(96, 96, 5, stride=2, padding=2), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.2),
        )  # fmt: skip
        self.recur = nn.GRU(96, 100, batch_first=True, bidirectional=True)
        self.classify = nn.Linear(200, BLANK + 1)

    def forward(self, clips):
        frames, _ = self.recur(self.features(clips.transpose(1, 2)).transpose(1, 2))
        return self.classify(frames).log_softmax(2)


def read(scores):
    """The most probable symbol of each frame, without repetitions and blanks."""
    best = scores.argmax(1).tolist()
    return "".join(str(b) for a, b in zip([BLANK] + best, best) if b != a and b != BLANK)


def batch(clips, chosen):
    padded = nn.utils.rnn.pad_sequence([clips[i] for i in chosen], batch_first=True)
    return padded, torch.tensor([(len(clips[i]) + 3) // 4 for i in chosen])


def score(reader, clips, answers):
    reader.eval()
    with torch.no_grad():
        right = sum(read(reader(clip[None])[0]) == answer for clip, answer in zip(clips, answers))
    reader.train()
    return f"reads {100 * right / len(answers):.1f} % of {len(answers)} clips exactly"


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    answers, samples = load(FOLDER, "clips")
    clips = [spectrogram(sample) for sample in samples]
    labels = torch.tensor([[int(digit) for digit in answer] for answer in answers])

    count = len(answers) - TESTS
    steps = reported = 0
    reader = Reader()
    optimizer = torch.optim.AdamW(reader.parameters(), lr=3e-3, weight_decay=0.01)
    start = time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        chosen = torch.randint(count, (BATCH,)).tolist()
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * min(1, steps / 50) * max(0.01, 1 - spent / SECONDS)
        frames, lengths = batch(clips, chosen)
        scores = reader(frames).transpose(0, 1)
        sizes = torch.full((BATCH,), labels.shape[1])
        loss = functional.ctc_loss(scores, labels[chosen], lengths, sizes, blank=BLANK)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 5)
        optimizer.step()
        steps += 1
        if spent >= reported + 30:
            reported = spent
            result = score(reader, clips[count:], answers[count:])
            print(f"{spent:.0f} s, {steps * BATCH / count:.1f} rounds, loss {loss.item():.2f}: {result}", flush=True)
    print(f"trained on {count} clips for {SECONDS:.0f} s: {score(reader, clips[count:], answers[count:])}")


main()
