"""Fit a small tanh network to a noisy sine curve, with the standard library only."""

import math
import random

SEED = 7
POINTS = 200
HIDDEN = 12
NOISE = 0.1
RATE = 0.02
EPOCHS = 600


def draw(rng, count):
    """Draw points of a sine curve and blur them with Gaussian noise."""
    xs = [rng.uniform(-math.pi, math.pi) for _ in range(count)]
    return [(x, math.sin(x) + rng.gauss(0.0, NOISE)) for x in xs]


class SineNet:
    """One input, one hidden layer of tanh units, one output."""

    def __init__(self, rng, hidden):
        self.w = [rng.gauss(0.0, 1.0) for _ in range(hidden)]
        self.b = [rng.gauss(0.0, 1.0) for _ in range(hidden)]
        self.v = [rng.gauss(0.0, 0.3) for _ in range(hidden)]
        self.c = 0.0

    def forward(self, x):
        act = [math.tanh(w * x + b) for w, b in zip(self.w, self.b)]
        return act, sum(v * a for v, a in zip(self.v, act)) + self.c

    def step(self, x, y, rate):
        """Move every parameter a little against the gradient of the squared error."""
        act, out = self.forward(x)
        err = out - y
        for i, a in enumerate(act):
            back = err * self.v[i] * (1.0 - a * a)
            self.v[i] -= rate * err * a
            self.w[i] -= rate * back * x
            self.b[i] -= rate * back
        self.c -= rate * err

    def error(self, points):
        return sum((self.forward(x)[1] - y) ** 2 for x, y in points) / len(points)


def main():
    rng = random.Random(SEED)
    train, fresh = draw(rng, POINTS), draw(rng, POINTS)
    net = SineNet(rng, HIDDEN)
    print(f"before  train {net.error(train):.4f}  fresh {net.error(fresh):.4f}")
    for _ in range(EPOCHS):
        rng.shuffle(train)
        for x, y in train:
            net.step(x, y, RATE)
    print(f"after   train {net.error(train):.4f}  fresh {net.error(fresh):.4f}")


if __name__ == "__main__":
    main()
